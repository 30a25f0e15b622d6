"""By clicking: a source changes in two segments, the translator sees and works on those two, the
reviewer sees the same two and approves; the pages of the desk before axe-core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import menu_action, page_number, waiting_edit
from tests.browser.public import at_both_widths
from tests.browser.serving import small_site
from tests.browser.stale import ABSTRACT, TITLE

NEW_TITLE, NEW_ABSTRACT = "Shared costs and gains", "In short, and anew."


@pytest.fixture(scope="module")
def site_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a translated paper, ended afterwards."""
    with small_site(tmp_path_factory, "stale-site", "tests.browser.stale") as (address, _folder):
        yield address


def test_two_segments_change_and_two_are_worked_on(new_page: Any) -> None:
    editor = new_page("editor.bg")
    editor.goto(f"/admin/pages/{page_number(editor, TITLE)}/edit/")
    editor.locator("#id_title").fill(NEW_TITLE)
    editor.locator("#id_abstract").fill(NEW_ABSTRACT)
    menu_action(editor, "Submit to")
    # Who submits a changed source is asked what its changes mean for translations.
    editor.wait_for_url("**/translations/changes/*/")
    changes = editor.locator(".judging-change")
    expect(changes).to_have_count(2)
    expect(changes.first.get_by_label("Changed in meaning")).to_be_checked()
    expect(changes.first.locator("ins")).to_contain_text("and gains")
    assert at_both_widths(editor) == []
    editor.get_by_role("button", name="Keep what I said").click()
    expect(editor.locator(".messages")).to_contain_text("Changes in meaning: 2")
    for name, answer in (("reviewer.wg3", "Next step"), ("publisher.eu", "Approved and published")):
        person = new_page(name)
        waiting_edit(person, NEW_TITLE)
        menu_action(person, "Approve$")
        expect(person.locator(".messages")).to_contain_text(answer)

    reader = new_page()
    reader.goto("/en/library/")
    reader.get_by_role("link", name=NEW_TITLE).first.click()
    reader.locator(".language-menu summary").click()
    reader.locator(".language-panel a[hreflang=bg]").click()
    expect(reader.locator(".banner a[hreflang=en]")).to_be_visible()

    translator = new_page("translator.bg")
    translator.goto("/admin/translations/language/bg/")
    expect(translator.locator(".desk-task").first).to_contain_text("The source has changed (1)")
    assert at_both_widths(translator) == []
    translator.get_by_role("link", name=TITLE).first.click()
    fields = translator.locator("textarea[data-segment]")
    expect(fields).to_have_count(2)
    expect(translator.locator(".segment-change ins").first).to_contain_text("and gains")
    assert at_both_widths(translator) == []
    for number in range(2):
        fields.nth(number).fill(f"Ново {number}")
        fields.nth(number).press("Control+Enter")
    expect(translator.locator(".segment.is-done")).to_have_count(2)
    expect(translator.locator("[data-progress]")).to_have_text(re.compile(r"(\d+) of \1 "))
    translator.get_by_label("I have looked at the warnings").check()
    translator.get_by_role("button", name="Submit for language review").click()
    expect(translator.locator(".messages")).to_contain_text("Sent to language review")

    reviewer = new_page("language.bg")
    reviewer.goto("/admin/translations/language/bg/")
    reviewer.get_by_role("link", name=NEW_TITLE).first.click()
    expect(reviewer.locator(".segment")).to_have_count(2)
    expect(reviewer.locator(".segment-earlier ins").first).to_contain_text("Ново")
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.locator(".messages")).to_contain_text("Approved and public")
    reader.reload()
    expect(reader.locator("h1")).to_contain_text("Ново 0")
    expect(reader.locator(".banner")).to_have_count(0)
    assert ABSTRACT not in reader.locator("main").inner_text()


def test_many_are_begun_with_progress(new_page: Any) -> None:
    translator = new_page("translator.bg")
    translator.goto("/admin/translations/?language=bg&state=missing")
    assert at_both_widths(translator) == []
    translator.get_by_label("Choose “Not begun yet”").check()
    translator.get_by_role("button", name="Begin to translate").click()
    expect(translator.get_by_text("1 translation begun")).to_be_visible()
    assert at_both_widths(translator) == []
    matrix = new_page("administrator")
    matrix.goto("/admin/translations/")
    expect(matrix.locator(".desk-matrix thead th")).to_have_count(12)
    assert at_both_widths(matrix) == []
