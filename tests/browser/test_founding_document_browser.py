"""By clicking: the founding document is uploaded, looked at, saved, sent back, corrected, approved
by two people, and read. It lies beside the project, not in it; no sentence of it stands here."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import menu_action, waiting_edit
from tests.browser.serving import PROJECT
from tests.policies.importing.test_founding_document import OUTLINE

SOURCE = PROJECT.parent / "shared" / "data" / "concept-paper-wg3.md"
TITLE = "Concept paper of Working Group 3"
ABSTRACT = "What the group is for, how it works and who belongs to it."
COMMENT = "Say in the abstract for whom this is."
CORRECTED = "For partners and experts: what the group is for, how it works and who belongs to it."


@pytest.fixture
def document() -> Path:
    """The document where it lies."""
    if not SOURCE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SOURCE.name} is missing beside the project")
        pytest.skip("The founding document is not on this machine.")
    return SOURCE


def import_report(page: Any, document: Path) -> str:
    """Upload the document, look at the preview, make the draft, fill what the form demands of a
    report, save; return the editor's address."""
    page.get_by_role("link", name="Import", exact=True).click()
    page.locator("#id_file").set_input_files(document)
    page.locator("#id_type_name").select_option(label="Working group report")
    page.locator("#id_topic").select_option(label="Cooperation")
    page.get_by_role("button", name="Read the document").click()

    page.wait_for_url(re.compile(r"/import/[\w-]+/preview/"))
    body = page.frame_locator("iframe.import-body")
    shown = [text.strip() for text in body.locator("h2, h3, h4").all_inner_texts()]
    assert [text for _level, text in OUTLINE if text not in shown] == []
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_abstract").fill(ABSTRACT)
    page.get_by_role("button", name="Make the draft").click()

    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(page.locator(".messages")).to_contain_text("has been made of the document")
    address = str(page.url)
    page.get_by_role("tab", name="Report").click()
    page.locator("#id_kind").select_option(label="Concept paper")
    menu_action(page, "Save draft")
    expect(page.locator(".messages")).to_contain_text("has been updated")
    expect(page.locator("#id_kind")).to_have_value("concept_paper")
    return address


def send_back(page: Any, comment: str) -> None:
    """Send the open draft back with a comment."""
    menu_action(page, "Send back with a comment")
    page.locator(".modal-body textarea").fill(comment)
    page.locator(".modal-body button[type=submit], .modal-body input[type=submit]").click()
    expect(page.locator(".messages")).to_contain_text("Sent back")


def test_founding_document_from_a_file_to_the_reader(new_page: Any, document: Path) -> None:
    editor = new_page("editor.bg")
    address = import_report(editor, document)
    slug = editor.locator("#id_slug").input_value()
    menu_action(editor, "Submit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    reader = new_page()
    assert reader.goto(f"/en/library/{slug}/").status == 404

    reviewer = new_page("reviewer.wg3")
    waiting_edit(reviewer, TITLE)
    send_back(reviewer, COMMENT)

    editor.goto(address)
    expect(editor.locator("#id_abstract")).to_have_value(ABSTRACT)
    editor.locator("#id_abstract").fill(CORRECTED)
    menu_action(editor, "Resubmit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    # Who wrote it may look, and is not offered to approve.
    editor.goto(address)
    expect(editor.locator("footer")).not_to_contain_text("Approve")

    waiting_edit(reviewer, TITLE)
    menu_action(reviewer, "Approve$")
    expect(reviewer.locator(".messages")).to_contain_text("Next step: Editorial approval")
    assert reader.goto(f"/en/library/{slug}/").status == 404
    publisher = new_page("publisher.eu")
    waiting_edit(publisher, TITLE)
    menu_action(publisher, "Approve$")
    expect(publisher.locator(".messages")).to_contain_text("Approved and published")

    reader.goto("/en/library/")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.locator("h1")).to_have_text(TITLE)
    expect(reader.locator(".lead")).to_have_text(CORRECTED)
    prose = reader.locator("main .prose")
    headings = [text.strip() for text in prose.locator("h2, h3, h4").all_inner_texts()]
    for _level, text in OUTLINE:
        assert text in headings
    expect(prose.locator("table")).to_have_count(2)

    editor.goto(address.replace("/edit/", "/history/"))
    timeline = editor.locator("main")
    for said in (COMMENT, "Reviewer", "Publisher"):
        expect(timeline).to_contain_text(re.compile(said, re.IGNORECASE))
