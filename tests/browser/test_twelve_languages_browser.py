"""Twelve languages on a phone: nothing overflows, is cut, covered or drawn with another face; and
every page of the demo is wholly in its language."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.demo import environment, lay_out
from tests.browser.looks import CODES, PHONE, Letters, addresses, faults, settle
from tests.browser.public import opened
from tests.browser.serving import PROJECT

pytestmark = pytest.mark.browser

#: What opens over the page: its button, and the panel that is measured.
PANELS = {".menu > summary": ".menu-panel", ".language-menu > summary": ".language-panel"}


@pytest.fixture(scope="module")
def phone(browser: Any, demo_site: str) -> Iterator[Any]:
    """A phone, for all languages: what it has fetched it need not fetch again."""
    with opened(browser, demo_site, width=PHONE["width"]) as page:
        page.set_viewport_size(PHONE)
        yield page


@pytest.fixture(scope="module")
def places(phone: Any) -> dict[str, dict[str, str]]:
    """Home, a publication, results and the search's help in each language."""
    return addresses(phone)


@pytest.mark.parametrize("code", CODES)
def test_a_phone_shows_everything_in_our_faces(
    phone: Any, places: dict[str, dict[str, str]], code: str
) -> None:
    letters = Letters(phone)
    found: dict[str, list[str]] = {}
    for name, path in places[code].items():
        phone.goto(path)
        settle(phone)
        found[name] = faults(phone) + letters.strange()
    assert phone.locator("#search-results .rows > li").count(), "results are the last page"
    for button, panel in PANELS.items():
        phone.locator(button).click()
        settle(phone)
        found[panel] = faults(phone, panel) + letters.strange(panel)
        phone.locator(button).click()
    print(f"{code}: letters by face: {letters.drawn}")
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_page_of_the_demo_is_wholly_in_its_language(chromium: str, tmp_path: Path) -> None:
    lay_out(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.home.interface"],
        cwd=PROJECT, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    opened_in = {line.split()[0] for line in done.stdout.splitlines()}
    assert opened_in == set(CODES) - {"en"}


# --- The checks find what they are there for --------------------------------------------------

LONG = "Wirtschaftsfoerderungsgesellschaftszusammenarbeitsvereinbarungen"
#: What is put into a page, and how the fault reads.
PLANTED = {
    f'<p style="white-space: nowrap">{LONG} {LONG}</p>': "the document scrolls sideways",
    f'<div style="width: 6em"><p style="white-space: nowrap">{LONG[:20]}</p></div>': "outside of",
    f'<p style="width: 5em; overflow: hidden; white-space: nowrap">{LONG}</p>': "cut at its side",
    f'<p style="width: 9em; height: 1lh; overflow: hidden">{LONG[:20]} {LONG}</p>': "cut below",
    '<p style="display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1;'
    f' width: 9em">One line {LONG[:9]} and another one</p>': "cut below",
    f'<input placeholder="{LONG}" style="width: 9em">': "cut in its field",
    f'<select style="width: 5em"><option>{LONG}</option></select>': "cut in its field",
    f'<p style="width: 6em">{LONG}</p>': "broken in the middle",
    '<p style="margin: 0">Below</p><p style="margin: -1lh 0 0">Above</p>': "one over the other",
    '<div style="position: relative"><p>Below</p>'
    '<div style="position: absolute; inset: 0; background: #fff">&nbsp;</div></div>': "under div",
}


@pytest.mark.parametrize("markup", PLANTED)
def test_a_fault_is_found(phone: Any, places: dict[str, dict[str, str]], markup: str) -> None:
    phone.goto(places["en"]["help"])
    settle(phone)
    assert faults(phone) == []
    phone.evaluate(
        "(markup) => document.querySelector('main').insertAdjacentHTML('beforeend', markup)", markup
    )
    assert PLANTED[markup] in "\n".join(faults(phone))


def test_an_address_may_end_where_the_line_ends(
    phone: Any, places: dict[str, dict[str, str]]
) -> None:
    phone.goto(places["en"]["help"])
    phone.evaluate(
        "(text) => document.querySelector('main').insertAdjacentText('beforeend', text)",
        f"https://example.org/{LONG}/{LONG}",
    )
    assert faults(phone) == []


def test_letters_that_a_face_has_not_are_found(
    phone: Any, places: dict[str, dict[str, str]]
) -> None:
    phone.goto(places["en"]["help"])
    phone.evaluate("() => document.querySelector('main').append('კლასტერი')")
    (found,) = Letters(phone).strange()
    assert "8 letters" in found


def test_a_missing_font_file_is_found(
    browser: Any, demo_site: str, places: dict[str, dict[str, str]]
) -> None:
    with opened(browser, demo_site, width=PHONE["width"]) as page:
        page.route("**/*cyrillic*.woff2", lambda route: route.abort())
        page.goto(places["bg"]["help"])
        settle(page)
        letters = Letters(page)
        found = letters.strange()
    assert len(found) > 10
    strange = {name for name in letters.drawn if not name.startswith("Platform")}
    assert strange, letters.drawn
