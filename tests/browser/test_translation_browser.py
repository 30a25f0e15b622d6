"""By clicking: a paper is translated into Bulgarian, sent back, corrected, approved and read; a
Serbian page changes its script and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import open_translation
from tests.browser.serving import small_site
from tests.browser.translate import SERBIAN, TITLE


@pytest.fixture(scope="module")
def site_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with languages and translators, ended afterwards."""
    with small_site(tmp_path_factory, "translation-site", "tests.browser.translate") as (
        address,
        _folder,
    ):
        yield address


def test_translated_sent_back_corrected_approved_read(new_page: Any) -> None:
    translator = new_page("translator.bg")
    open_translation(translator, TITLE)
    fields = translator.locator("textarea[data-segment]")
    # By keyboard alone: each segment is typed, Ctrl+Enter saves it and goes on to the next.
    fields.first.focus()
    for number in range(fields.count()):
        translator.keyboard.type(f"Преведен текст {number}")
        translator.keyboard.press("Control+Enter")
    expect(translator.locator(".segment.is-done")).to_have_count(fields.count())
    translator.get_by_label("I have looked at the warnings").check()
    translator.get_by_role("button", name="Submit for language review").click()
    expect(translator.locator(".messages")).to_contain_text("Sent to language review")
    address = translator.url

    reviewer = new_page("language.bg")
    reviewer.goto(address)
    reviewer.locator(".segment").first.get_by_text("Comment", exact=True).click()
    reviewer.get_by_label("Comment on this segment").first.fill("Better: разпространение")
    reviewer.get_by_role("button", name="Add the comment").first.click()
    reviewer.get_by_label("Comment of the review").fill("See the title.")
    reviewer.get_by_role("button", name="Send back").click()
    expect(reviewer.locator(".messages")).to_contain_text("Sent back")

    translator.goto(address)
    expect(translator.locator("[data-translation]")).to_contain_text("See the title.")
    expect(translator.locator(".segment").first).to_contain_text("Better: разпространение")
    translator.locator("textarea[data-segment]").first.fill("Разпространение на клъстерите")
    translator.get_by_label("I have looked at the warnings").check()
    translator.get_by_role("button", name="Submit for language review").click()
    expect(translator.locator(".messages")).to_contain_text("Sent to language review")

    reviewer.goto(address)
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.locator(".messages")).to_contain_text("Approved and public")

    reader = new_page()
    reader.goto("/en/library/")
    reader.get_by_role("link", name=TITLE).first.click()
    reader.locator(".language-menu summary").click()
    reader.locator(".language-panel a[hreflang=bg]").click()
    expect(reader.locator("h1")).to_contain_text("Разпространение на клъстерите")
    assert "/bg/" in reader.url
    assert reader.locator("html").get_attribute("lang") == "bg"


def test_serbian_changes_its_script_and_back_on_the_same_page(new_page: Any) -> None:
    reader = new_page()
    reader.goto("/sr/")
    reader.goto("/sr/biblioteka/")
    reader.get_by_role("link", name=SERBIAN).first.click()
    expect(reader.locator("h1")).to_contain_text(SERBIAN)
    cyrillic = reader.url

    def switch(tag: str) -> None:
        reader.locator(".language-menu summary").click()
        reader.locator(f".language-panel a[hreflang={tag}]").click()

    switch("sr-Latn")
    expect(reader.locator("h1")).to_contain_text("Njegova injekcija znanja")
    assert reader.locator("html").get_attribute("lang") == "sr-Latn"
    assert reader.url == cyrillic.replace("/sr/", "/sr-latn/")
    switch("sr-Cyrl")
    expect(reader.locator("h1")).to_contain_text(SERBIAN)
    assert reader.url == cyrillic
