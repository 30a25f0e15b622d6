"""By clicking: a translation goes out as XLIFF, is changed outside by a script, comes in and is
submitted; a remembered text is inserted; the new pages of the admin before axe-core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.editor import open_translation
from tests.browser.public import at_both_widths, unfold
from tests.browser.serving import small_site
from tests.browser.xliff import REMEMBERED, TITLE

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"


@pytest.fixture(scope="module")
def site_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a paper to translate, ended afterwards."""
    with small_site(tmp_path_factory, "xliff-site", "tests.browser.xliff") as (address, _folder):
        yield address


def clean(page: Any) -> None:
    """Check a page of ours before axe-core, everything unfolded, wide and on a phone."""
    unfold(page)
    assert at_both_widths(page) == []


def changed_outside(path: Path, target: Path) -> int:
    """Do what a program outside does: fill every target, its tags moved; return how many."""
    ElementTree.register_namespace("", NAMESPACE)
    tree = ElementTree.parse(path)  # noqa: S314 our own file
    units = list(tree.iter(f"{{{NAMESPACE}}}trans-unit"))
    for number, unit in enumerate(units):
        old = unit.find(f"{{{NAMESPACE}}}target")
        tags = list(unit.find(f"{{{NAMESPACE}}}source"))
        unit.remove(old)
        new = ElementTree.SubElement(unit, f"{{{NAMESPACE}}}target", {"state": "translated"})
        new.text = f"Отвън преведено {number} "
        for tag in tags:
            ElementTree.SubElement(new, tag.tag, tag.attrib).text = "половин"
    tree.write(target, encoding="utf-8", xml_declaration=True)
    return len(units)


def test_out_changed_outside_in_and_submitted(new_page: Any, tmp_path: Path) -> None:
    translator = new_page("translator.bg", accept_downloads=True)
    open_translation(translator, TITLE)
    editor = translator.url
    terms = translator.locator(".segment-terms").first
    expect(terms).to_contain_text("клъстер")
    clean(translator)

    with translator.expect_download() as waiting:
        translator.get_by_role("link", name="Download as XLIFF").click()
    out, back = tmp_path / "out.xlf", tmp_path / "back.xlf"
    waiting.value.save_as(out)
    number = changed_outside(out, back)

    translator.get_by_role("link", name="XLIFF files").first.click()
    clean(translator)
    translator.locator("input[type=file]").set_input_files(back)
    translator.get_by_role("button", name="Examine").click()
    expect(translator.locator("main")).to_contain_text("Nothing has been changed so far.")
    clean(translator)
    translator.get_by_role("button", name="Take over").click()
    expect(translator.locator(".messages")).to_contain_text(f"{number} segments were taken over")
    translator.get_by_role("link", name=re.compile("Open")).click()
    expect(translator.locator(".segment.is-done")).to_have_count(number)
    expect(translator.locator("textarea[data-segment]").first).to_have_value("Отвън преведено 0")

    # A remembered text is put into its segment by a click, and saved as if it were typed.
    segment = translator.locator(".segment", has_text="half of the voucher")
    segment.get_by_role("link", name=re.compile("Approved before")).click()
    expect(segment.locator(".suggestion ins").first).to_contain_text("half")
    clean(translator)
    segment.get_by_role("button", name=re.compile("Insert")).first.click()
    expect(segment.locator("textarea[data-segment]")).to_have_value(REMEMBERED)
    expect(segment.locator(".segment-notes")).to_contain_text("Saved")

    translator.get_by_label("I have looked at the warnings").check()
    translator.get_by_role("button", name="Submit for language review").click()
    expect(translator.locator(".messages")).to_contain_text("Sent to language review")
    reviewer = new_page("language.bg")
    reviewer.goto(editor)
    expect(reviewer.locator("[data-translation]")).to_contain_text("Отвън преведено 0")
    reader = new_page()
    assert reader.goto("/bg/library/").status != 200 or TITLE not in reader.content()


def test_the_pages_of_the_termbase(new_page: Any, tmp_path: Path) -> None:
    administrator = new_page("administrator")
    administrator.goto("/admin/termbase/")
    administrator.get_by_role("link", name=re.compile("^cluster$")).first.click()
    expect(administrator.locator("main")).to_contain_text("Labels")
    administrator.goto("/admin/termbase/table/")
    clean(administrator)
    table = tmp_path / "terms.csv"
    table.write_text("key,sl_preferred\ncluster,a|b\n", encoding="utf-8")
    administrator.locator("input[type=file]").set_input_files(table)
    administrator.get_by_role("button", name="Take in").click()
    expect(administrator.locator("main")).to_contain_text("Nothing was changed.")
    clean(administrator)


def test_without_script_the_link_opens_a_page_and_its_button_inserts(new_page: Any) -> None:
    translator = new_page("translator.bg", java_script_enabled=False)
    open_translation(translator, TITLE)
    back = translator.get_by_role("button", name="Take back from review")
    if back.count():
        back.click()
    segment = translator.locator(".segment", has_text="half of the voucher")
    segment.locator("textarea[data-segment]").fill("Мой текст")
    segment.get_by_role("button", name="Save", exact=True).click()
    segment.locator("[data-memory-open]").click()
    expect(translator.locator("main")).to_contain_text("An earlier paper")
    translator.get_by_role("button", name=re.compile("Insert")).first.click()
    expect(segment.locator("textarea[data-segment]")).to_have_value(REMEMBERED)
    expect(translator.locator(".messages")).to_contain_text("The remembered text is in the segment")
