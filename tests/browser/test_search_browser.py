"""By clicking: what readers of Bulgarian and Serbian find, on a phone and a desktop, with scripts
and without; the page of results before axe-core in every state; titles offered while typing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.public import DESKTOP, PHONE, WIDTHS, in_both_schemes, opened, unfold

pytestmark = pytest.mark.browser

BULGARIAN = "Споделени лаборатории за малки предприятия"
#: Form of a word that the texts do not have, the words marked in them, the recommendation.
SERBIAN = {
    "sr": ("merenjima", "мерења", "Објавите цену сваког мерења."),
    "sr-latn": ("merenjima", "merenja", "Objavite cenu svakog merenja."),
}


def ask(page: Any, words: str) -> None:
    """Type a question and send it."""
    page.locator("#search-words").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#search-results .results-head")).to_be_visible()


def narrow(page: Any, name: str, value: str, *, scripts: bool) -> None:
    """Choose a value of a facet: at once with scripts, by sending the form without."""
    fold = page.locator(".facets-fold > summary")
    if fold.is_visible():
        fold.click()
    page.locator(f".facets input[name={name}][value={value}]").check()
    if not scripts:
        page.locator(".facets button[type=submit]").click()
    expect(page).to_have_url(re.compile(f"{name}={value}"))


def open_at_its_place(page: Any, statement: str) -> None:
    """Open the hit of a recommendation, and see that its paper shows that very place."""
    page.locator(".hit h3 a", has_text=statement).click()
    expect(page).to_have_url(re.compile(r"#recommendation-[\w-]+$"))
    place = page.locator(f"[id='{page.url.split('#')[1]}']")
    expect(place).to_contain_text(statement)
    expect(place).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0, "the place is seen without scrolling: nothing is shown"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("width", WIDTHS)
def test_inflected_bulgarian_is_found_narrowed_and_opened_at_its_place(
    browser: Any, demo_site: str, width: str, scripts: bool
) -> None:
    options: dict[str, Any] = {"width": WIDTHS[width], "java_script_enabled": scripts}
    with opened(browser, demo_site, **options) as page:
        page.goto("/bg/")
        page.locator("#home-search").fill("лабораториите")
        page.keyboard.press("Enter")
        page.wait_for_url("**/bg/search/**")
        # The paper says лаборатория and лаборатории; nowhere does it say лабораториите.
        title = page.locator(".hit[data-kind=policy-paper] h3", has_text=BULGARIAN)
        expect(title.locator("mark")).to_have_text("лаборатории")
        narrow(page, "kind", "recommendation", scripts=scripts)
        expect(page.locator(".hit[data-kind=recommendation]").first).to_be_visible()
        expect(page.locator(".hit:not([data-kind=recommendation])")).to_have_count(0)
        expect(page.locator(".chip")).to_contain_text("Препоръки")
        open_at_its_place(page, "Финансирайте по една лаборатория във всеки регион")
        assert page.locator("html").get_attribute("lang") == "bg"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("code", SERBIAN)
def test_latin_letters_find_the_cyrillic_text(
    browser: Any, demo_site: str, code: str, scripts: bool
) -> None:
    words, marked, statement = SERBIAN[code]
    with opened(browser, demo_site, java_script_enabled=scripts) as page:
        page.goto(f"/{code}/search/")
        ask(page, words)
        hit = page.locator(".hit", has=page.locator("h3", has_text=statement))
        expect(hit.locator("h3 mark")).to_have_text(marked)
        open_at_its_place(page, statement)
        assert f"/{code}/" in page.url


def test_a_word_that_no_text_has_in_any_form_is_not_found(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        page.goto("/bg/search/")
        ask(page, "водолазите")
        expect(page.locator(".hit")).to_have_count(0)


#: States of the page of results beside those that all pages are examined in.
STATES = {
    "nothing asked": "/en/search/",
    "filters in force": "/en/search/?q=cluster&kind=recommendation&country=BG&archived=1",
    "second page by date": "/en/search/?q=cluster&sort=date&page=2",
    "nothing found, ways on": "/en/search/?q=clustr",
    "filters not understood": "/en/search/?q=cluster&kind=nonsense&year=never",
    "no word to look for": "/en/search/?q=-energy",
    "read as another language": "/en/search/?q=клъстерите",
    "Bulgarian": "/bg/search/?q=клъстер",
}
#: What each of these must show, or the state is not the one it is called.
SHOWN = {
    "nothing asked": "#by-kind",
    "filters in force": ".chip >> nth=2",
    "second page by date": ".pagination [aria-current]",
    "nothing found, ways on": ".did-you-mean",
    "filters not understood": ".notice",
    "no word to look for": ".notice",
}


@pytest.mark.parametrize("state", STATES)
def test_results_are_accessible_in_every_state(browser: Any, demo_site: str, state: str) -> None:
    with opened(browser, demo_site) as page:
        page.goto(STATES[state])
        unfold(page)
        expect(page.locator(SHOWN.get(state, ".facets"))).to_be_visible()
        for width, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": 900})
            assert in_both_schemes(page) == [], width
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"the page scrolls sideways on a {width}"


def test_results_change_in_place_and_say_so(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=PHONE) as page:
        page.goto("/en/search/?q=cluster")
        page.evaluate("window.kept = true")
        before = page.locator(".results-count").inner_text()
        expect(page.locator(".facets")).not_to_contain_text("Topic", use_inner_text=True)
        narrow(page, "kind", "recommendation", scripts=True)
        # The filters stay open and the focus where it was; what changed is announced.
        box = page.locator(".facets input[name=kind][value=recommendation]")
        expect(box).to_be_focused()
        expect(box).to_be_visible()
        status = page.locator("#search-status")
        expect(status).to_have_text(page.locator(".results-count").inner_text())
        assert status.inner_text() != before
        page.locator(".facets button[type=submit]").click()
        expect(box).not_to_be_visible()
        page.locator(".chip").click()
        expect(page.locator(".results-count")).to_have_text(before)
        page.go_back()
        expect(page.locator(".chip")).to_be_visible()
        assert page.evaluate("window.kept"), "the page was loaded anew"


@pytest.mark.parametrize("width", WIDTHS)
def test_titles_offered_while_typing_by_keyboard(browser: Any, demo_site: str, width: str) -> None:
    with opened(browser, demo_site, width=WIDTHS[width]) as page:
        page.goto("/en/search/")
        field = page.get_by_role("combobox", name="Search publications and recommendations")
        options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
        expect(field).to_have_attribute("aria-expanded", "false")
        field.press_sequentially("laborat")
        expect(field).to_have_attribute("aria-expanded", "true")
        shown = options.count()
        assert shown >= 2
        said = page.locator(".search-form [role=status]")
        expect(said).to_contain_text(f"{shown} suggestions")
        assert in_both_schemes(page) == []

        page.keyboard.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowDown")
        first = options.first
        expect(first).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
        expect(field).to_be_focused()
        assert in_both_schemes(page) == []
        page.keyboard.press("Escape")
        expect(options.first).not_to_be_visible()
        expect(field).to_have_value("laborat")
        expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
        page.keyboard.press("ArrowDown")
        place = options.first.get_attribute("data-url") or ""
        page.keyboard.press("Enter")
        expect(page).to_have_url(place)


def test_a_question_is_sent_while_titles_are_offered(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=DESKTOP) as page:
        page.goto("/en/")
        page.locator("#home-search").press_sequentially("laborat")
        options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
        expect(options.first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/en/search/\?q=laborat$"))
        page.go_back()
        page.locator("#home-search").fill("")
        page.locator("#home-search").press_sequentially("laboratories for")
        options.filter(has_text="Shared laboratories").first.click()
        expect(page.locator("h1")).to_contain_text("Shared laboratories")
