"""The same pages without JavaScript: every word, link and field is there, and the paths work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.public import DESKTOP, INSIDE, LIBRARY, PAGES, PHONE, address_of, opened, plant

pytestmark = pytest.mark.browser

#: Only a script can copy, and therefore only a script shows that button.
_CONTENT = """
() => {
  document.querySelectorAll("[data-copy]").forEach((button) => button.remove());
  const texts = new Set(document.body.innerText.split("\\n").map((line) => line.trim()));
  texts.delete("");
  const links = [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"));
  const fields = [...document.querySelectorAll("input, select, button[type=submit]")]
    .map((field) => field.name + "=" + field.value);
  return { texts: [...texts], links, fields };
}
"""


def content(page: Any, path: str) -> dict[str, set[str]]:
    """Return what a reader finds on a page: lines of text, links, fields."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    return {kind: set(values) for kind, values in page.evaluate(_CONTENT).items()}


def missing(scripted: dict[str, set[str]], plain: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what only readers with scripts find."""
    return {kind: more for kind in scripted if (more := scripted[kind] - plain[kind])}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in INSIDE])
def test_nothing_is_missing_without_scripts(browser: Any, demo_site: str, name: str) -> None:
    with opened(browser, demo_site) as page:
        path = address_of(name, page)
        scripted = content(page, path)
    with opened(browser, demo_site, java_script_enabled=False) as page:
        plain = content(page, path)
    assert plain["texts"]
    assert missing(scripted, plain) == {}


def test_what_only_a_script_shows_is_found(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        plant(page, "<script>document.body.append('Only with scripts')</script>")
        scripted = content(page, PAGES["home"])
    with opened(browser, demo_site, java_script_enabled=False) as page:
        plain = content(page, PAGES["home"])
    assert missing(scripted, plain) == {"texts": {"Only with scripts"}}


def test_reading_on_a_phone_without_scripts(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=PHONE, java_script_enabled=False) as page:
        page.goto("/en/")
        page.locator(".menu > summary").click()
        page.locator(".site-nav a", has_text="Library").click()
        page.locator(".facets-fold > summary").click()
        page.locator("label", has_text="Working group reports").click()
        page.locator(".facets button[type=submit]").click()
        expect(page).to_have_url(re.compile("type="))
        page.locator(".rows .card a").first.click()
        summary = page.locator(".recommendation summary").first
        summary.click()
        expect(page.locator(".recommendation details .rich-text").first).to_be_visible()
        page.locator(".footnote-ref").first.click()
        expect(page).to_have_url(re.compile("#footnote-"))
        page.locator("a[href*='/recommendations/']").first.click()
        expect(page.locator("h1")).to_be_visible()


def test_search_and_languages_without_scripts(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=DESKTOP, java_script_enabled=False) as page:
        page.goto("/en/")
        page.locator("#home-search").fill("voucher")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("Vouchers with a cluster in the middle")
        page.goto(f"{LIBRARY}choosing-few-priorities-well/")
        page.locator(".language-menu > summary").click()
        page.locator(".language-panel a", has_text="Ελληνικά").click()
        expect(page.locator("h1")).to_contain_text("Λίγες προτεραιότητες")
        # Italian does not have it yet: its address says so, in Italian, and leads back.
        page.locator(".language-menu > summary").click()
        page.locator(".language-list-quiet a", has_text="Italiano").click()
        expect(page).to_have_url(re.compile(r"/it/vivliothiki/choosing-few-priorities-well-el/$"))
        assert page.locator("html").get_attribute("lang") == "it"
        page.locator(".not-yet-languages a", has_text="English").click()
        expect(page.locator("h1")).to_contain_text("Choosing few priorities well")
