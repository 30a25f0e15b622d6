"""By clicking: the founding document goes in as a draft, is sent back, and becomes public."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.editor import menu_action, waiting_edit, write_paper

TITLE = "Shared market scouts"


def test_from_draft_to_the_reader(new_page: Any) -> None:
    editor = new_page("editor.bg")
    address = write_paper(editor, TITLE)
    menu_action(editor, "Submit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")

    reviewer = new_page("reviewer.wg3")
    waiting_edit(reviewer, TITLE)
    menu_action(reviewer, "Send back with a comment")
    reviewer.locator(".modal-body textarea").fill("Name the four countries.")
    reviewer.locator(".modal-body button[type=submit], .modal-body input[type=submit]").click()
    expect(reviewer.locator(".messages")).to_contain_text("Sent back")
    expect(reviewer.locator(".messages")).not_to_contain_text("permission")

    editor.goto(address)
    editor.locator("#id_abstract").fill("Four countries: Bulgaria, Greece, Serbia, Romania.")
    menu_action(editor, "Resubmit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")

    waiting_edit(reviewer, TITLE)
    menu_action(reviewer, "Approve$")
    expect(reviewer.locator(".messages")).to_contain_text("Next step: Editorial approval")
    publisher = new_page("publisher.eu")
    waiting_edit(publisher, TITLE)
    menu_action(publisher, "Approve$")
    expect(publisher.locator(".messages")).to_contain_text("Approved and published")

    reader = new_page()
    reader.goto("/en/library/")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.locator("h1")).to_contain_text(TITLE)
    expect(reader.locator("main")).to_contain_text("Bulgaria, Greece, Serbia, Romania")

    editor.goto(address.replace("/edit/", "/history/"))
    timeline = editor.locator("main")
    expect(timeline).to_contain_text("Name the four countries.")
    expect(timeline).to_contain_text(re.compile("reviewer.wg3", re.IGNORECASE))
    editor.get_by_role("link", name="Compare with previous version").first.click()
    expect(editor.locator("main")).to_contain_text("Bulgaria, Greece, Serbia, Romania")


def test_who_wrote_it_is_not_offered_to_approve(new_page: Any) -> None:
    editor = new_page("editor.bg")
    address = write_paper(editor, "Written by its reviewer")
    reviewer = new_page("publisher.eu")
    reviewer.goto(address)
    menu = reviewer.locator("footer")
    expect(menu).not_to_contain_text("Publish")
