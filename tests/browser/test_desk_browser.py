"""By clicking: what waits stands first, somebody takes it, the others see that; and the desk, its
report and the load of reviewers are accessible at phone and at desktop width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import menu_action, write_paper
from tests.browser.public import WIDTHS, violations

TITLE = "Scouts for new markets"


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the tests of this module tell each other: the address of the paper."""
    return {}


def row(page: Any, title: str = TITLE) -> Any:
    return page.locator(".desk-row", has_text=title).first


def test_what_waits_is_taken_and_the_others_see_it(new_page: Any, told: dict[str, str]) -> None:
    editor = new_page("editor.bg")
    told["address"] = write_paper(editor, TITLE)
    menu_action(editor, "Submit to")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")

    reviewer = new_page("reviewer.wg3")
    desk = reviewer.locator(".w-dashboard .w-panel").first
    expect(desk).to_contain_text("My desk")
    expect(desk.get_by_role("heading", name=re.compile("Waiting for me"))).to_be_visible()
    expect(row(reviewer)).to_contain_text("Nobody is on it yet")
    row(reviewer).get_by_role("button", name=f"I am on it {TITLE}").click()
    expect(reviewer.locator(".messages")).to_contain_text("You are on it.")
    expect(row(reviewer)).to_contain_text("You are on it")

    editor.goto("/admin/desk/")
    expect(row(editor)).to_contain_text("reviewer.wg3 is on it")
    row(reviewer).get_by_role("link", name=TITLE).click()
    menu_action(reviewer, "Approve$")
    expect(reviewer.locator(".messages")).to_contain_text("Next step: Editorial approval")

    first, second = new_page("publisher.eu"), new_page("publisher.at")
    row(first).get_by_role("button", name="I am on it").click()
    expect(row(first)).to_contain_text("You are on it")
    second.goto("/admin/desk/")
    expect(row(second)).to_contain_text("publisher.eu is on it")
    second.goto(told["address"])
    expect(second.locator(".messages")).to_contain_text("publisher.eu is on this step")
    second.goto("/admin/desk/")
    row(second).get_by_role("button", name="Take over").click()
    expect(row(second)).to_contain_text("You are on it")
    first.goto("/admin/")
    expect(row(first)).to_contain_text("publisher.at is on it")


def test_filters_work_without_scripts(new_page: Any) -> None:
    publisher = new_page("publisher.eu")
    cookies = publisher.context.cookies()
    plain = new_page(java_script_enabled=False)
    plain.context.add_cookies(cookies)
    plain.goto("/admin/desk/")
    plain.get_by_label("Topic", exact=True).select_option(label="Skills")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain).to_have_url(re.compile("topic=skills"))
    expect(plain.locator("#waiting")).to_contain_text("Nothing here with these filters.")
    plain.get_by_role("link", name="Show everything").click()
    expect(row(plain)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_the_desk_are_accessible(new_page: Any, width: str) -> None:
    page = new_page("administrator", width=WIDTHS[width])
    for address in (
        "/admin/",
        "/admin/desk/",
        "/admin/reports/pipeline/",
        "/admin/reports/load/",
        "/admin/account/#tab-mail",
    ):
        page.goto(address, wait_until="networkidle")
        assert violations(page) == [], address
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, address


def test_a_planted_fault_is_noticed(new_page: Any) -> None:
    page = new_page("administrator")
    page.goto("/admin/desk/")
    page.evaluate("document.querySelector('.desk-filters label').remove()")
    assert any(found.startswith("select-name") for found in violations(page))
