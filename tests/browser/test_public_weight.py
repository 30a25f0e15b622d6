"""A first visit: bytes on the wire, nobody else asked, nothing that blocks, nothing that moves."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browser.public import DESKTOP, PAGES, PHONE, opened, plant, visit

pytestmark = pytest.mark.browser

#: Bytes of a text publication with everything on it, headers included.
MOST_BYTES = 150_000
#: The same of a text that names people, programmes and laws in another alphabet than its own: the
#: letters of both come, in every cut that it uses.
MOST_BYTES_IN_TWO_ALPHABETS = 200_000
MOST_SHIFT = 0.02
LOCAL_FONTS = (("Times New Roman", "Liberation Serif"), ("Arial", "Liberation Sans"))
TEXTS = {
    "policy paper": MOST_BYTES,
    "paper in Greek": MOST_BYTES,
    "paper in Bulgarian": MOST_BYTES,
    "paper in Bulgarian, names in Latin letters": MOST_BYTES_IN_TWO_ALPHABETS,
    "paper in Serbian, Latin": MOST_BYTES,
}
ADDRESSES = {
    **PAGES,
    "paper in Bulgarian": "/bg/biblioteka/who-trains-the-welder-bg/",
    "paper in Bulgarian, names in Latin letters": (
        "/bg/biblioteka/malko-prioriteti-izbrani-dobre-klasterite-v-regionalnata-spetsializatsiya/"
    ),
}


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", TEXTS)
def test_first_visit_to_a_text_is_light(
    browser: Any, demo_site: str, name: str, width: int
) -> None:
    with opened(browser, demo_site, width=width) as page:
        seen = visit(page, demo_site, ADDRESSES[name])
    print(f"{name}, {width} pixels: {seen.total} bytes")
    assert seen.total <= TEXTS[name], seen.sizes
    assert seen.foreign == []
    assert seen.blocking_scripts == []
    assert len(seen.blocking) == 1, "the style sheets are joined"


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", ["home", "policy paper", "paper in Greek", "paper in Bulgarian"])
def test_nothing_moves_when_the_fonts_come_late(
    browser: Any, demo_site: str, name: str, width: int
) -> None:
    with opened(browser, demo_site, width=width) as page:
        _needs_local_fonts(page)

        def late(route: Any) -> None:
            time.sleep(0.15)
            route.continue_()

        page.route("**/*.woff2", late)
        seen = visit(page, demo_site, ADDRESSES[name], scroll=True)
        faces = page.evaluate("[...document.fonts].filter((f) => f.status === 'loaded').length")
    assert faces, "no font has come"
    assert seen.shift <= MOST_SHIFT
    assert seen.foreign == []


def _needs_local_fonts(page: Any) -> None:
    """Fonts that nearly every reader has, or the free ones of the same measures: until ours come,
    texts are set in these, so that nothing moves (`fallbacks.css`)."""
    for name in LOCAL_FONTS:
        source = ", ".join(f"local('{one}')" for one in name)
        try:
            page.evaluate("source => new FontFace('local', source).load().then(() => 0)", source)
        except Error:
            reason = f"None of the fonts {', '.join(name)} is here: install fonts-liberation"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)


@pytest.mark.parametrize("name", ["library", "recommendation", "search", "404"])
def test_other_pages_ask_nobody_else_and_wait_for_no_script(
    browser: Any, demo_site: str, name: str
) -> None:
    with opened(browser, demo_site) as page:
        seen = visit(page, demo_site, PAGES[name] or "/en/recommendations/")
    assert seen.foreign == []
    assert seen.blocking_scripts == []
    assert seen.total <= MOST_BYTES, seen.sizes


# --- The checks find what they are there for --------------------------------------------------


def test_a_big_file_is_found(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        page.goto(PAGES["policy paper"])
        source = page.locator("figure img").first.get_attribute("src") or ""
    with opened(browser, demo_site) as page:
        plant(page, "".join(f'<img src="{source}?{n}">' for n in range(20)))
        seen = visit(page, demo_site, PAGES["policy paper"])
    assert seen.total > MOST_BYTES


def test_a_third_party_and_a_blocking_script_are_found(browser: Any, demo_site: str) -> None:
    with opened(browser, demo_site) as page:
        plant(
            page,
            '<script src="/static/js/site.js"></script>'
            '<link rel="stylesheet" href="http://127.0.0.1:9/font.css">',
            before="</head>",
        )
        seen = visit(page, demo_site, PAGES["policy paper"])
    assert seen.foreign == ["http://127.0.0.1:9/font.css"]
    assert seen.blocking_scripts == ["/static/js/site.js"]


def test_what_moves_is_found(browser: Any, demo_site: str) -> None:
    # Only what moves after the first painting is a shift, however slow the machine.
    late = (
        "<script>addEventListener('load', () => requestAnimationFrame(() => "
        "requestAnimationFrame(() => setTimeout(() => document.querySelector('main')"
        ".insertAdjacentHTML('afterbegin', '<p style=\"height:300px\">Late</p>'), 100))))</script>"
    )
    with opened(browser, demo_site) as page:
        plant(page, late)
        page.route("**/*.woff2", lambda route: (time.sleep(0.2), route.continue_())[1])
        seen = visit(page, demo_site, PAGES["policy paper"])
    assert seen.shift > MOST_SHIFT
