"""Every type of page before axe-core, on a phone and a desktop, light and dark; by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.public import (
    DESKTOP,
    INSIDE,
    LIBRARY,
    PAGES,
    PAPER,
    PHONE,
    WIDTHS,
    address_of,
    in_both_schemes,
    opened,
    unfold,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(browser: Any, demo_site: str, name: str) -> None:
    with opened(browser, demo_site, inside=name in INSIDE) as page:
        page.goto(address_of(name, page))
        unfold(page)
        for width, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": 900})
            assert in_both_schemes(page) == [], width
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"the page scrolls sideways on a {width}"


@pytest.mark.parametrize("width", WIDTHS)
def test_open_menus_are_accessible(browser: Any, demo_site: str, width: str) -> None:
    with opened(browser, demo_site, width=WIDTHS[width]) as page:
        page.goto(PAPER)
        if width == "phone":
            page.locator(".menu > summary").click()
            assert in_both_schemes(page) == []
        page.locator(".language-menu > summary").click()
        expect(page.locator(".language-panel")).to_be_visible()
        assert in_both_schemes(page) == []


def test_axe_finds_what_is_wrong(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        page.goto(PAPER)
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend', "
            '\'<img src="/x.png"><p style="color:#999;background:#fff">Pale</p>\')'
        )
        found = "\n".join(in_both_schemes(page))
    assert "light: image-alt" in found
    assert "dark: color-contrast" in found


@pytest.mark.parametrize("name", ["home", "library", "policy paper", "search", "404"])
def test_nothing_is_lost_at_400_percent(browser: Any, demo_site: str, name: str) -> None:
    """WCAG 1.4.10: 1280 pixels enlarged four times leave 320."""
    with opened(browser, demo_site, width=320) as page:
        page.goto(PAGES[name])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


# --- By keyboard ------------------------------------------------------------------------------


def tab_to(page: Any, target: Any, most: int = 80) -> None:
    """Press Tab until the target has the focus, and see that it shows it."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            outline = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
            )
            assert outline, "the focus cannot be seen"
            return
    pytest.fail(f"{target} is not reached with {most} presses of Tab")


def test_skip_link_leads_to_the_text(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        page.goto(PAPER)
        page.keyboard.press("Tab")
        skip = page.locator(".skip-link")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menu_by_keyboard(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=PHONE) as page:
        page.goto("/en/")
        menu = page.locator(".menu > summary")
        tab_to(page, menu)
        page.keyboard.press("Enter")
        topics = page.locator(".site-nav a", has_text="Topics")
        expect(topics).to_be_visible()
        page.keyboard.press("Escape")
        expect(topics).not_to_be_visible()
        expect(menu).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, topics)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Topics")


def test_library_filter_and_recommendation_by_keyboard(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site, width=DESKTOP) as page:
        page.goto(LIBRARY)
        reports = page.locator("input[name=type]").last
        tab_to(page, reports)
        page.keyboard.press("Space")
        expect(reports).to_be_checked()
        tab_to(page, page.locator(".facets button[type=submit]"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"\?.*type="))
        expect(page.locator(".results-head")).to_contain_text("1 publication")
        tab_to(page, page.locator(".rows .card a").first)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("concept-paper-wg3"))
        own_page = page.locator("a[href*='/recommendations/']").first
        tab_to(page, own_page, most=120)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/recommendations/[\w-]+/about/"))
        expect(page.locator("h1")).to_be_visible()


def test_back_from_a_footnote(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(PAPER)
        mark = page.locator(".footnote-ref").first
        tab_to(page, mark)
        page.keyboard.press("Enter")
        note = page.locator(mark.get_attribute("href") or "")
        expect(note).to_be_in_viewport()
        back = note.locator(".footnote-back")
        tab_to(page, back, most=3)
        page.keyboard.press("Enter")
        expect(mark).to_be_in_viewport()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(mark).to_be_focused()
