"""By clicking: an outside expert answers once, and by no link that should not work. A draft is
commented with and without a script. The pages of both before axe-core."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.editor import menu_action
from tests.browser.public import in_both_schemes, violations
from tests.browser.serving import PROJECT, small_environment

CLOSED = "This link is not open"
Papers = Callable[..., list[int]]
Link = Callable[[str], str]


@pytest.fixture
def database(site_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's database."""
    return next(iter(tmp_path_factory.getbasetemp().glob("site*/db.sqlite3")))


@pytest.fixture
def papers(database: Path) -> Papers:
    """Put papers that wait for the working group on the site; return their numbers."""

    def make(*titles: str) -> list[int]:
        env = small_environment(database.parent)
        command = [sys.executable, "-m", "tests.browser.waiting", *titles]
        done = subprocess.run(
            command, cwd=PROJECT, env=env, check=True, capture_output=True, text=True
        )
        return [int(line) for line in done.stdout.split()]

    return make


def ask(database: Path, sql: str, *values: Any) -> list[Any]:
    """Read or write a row of the server's database."""
    with sqlite3.connect(database, timeout=20) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.fixture
def link(database: Path) -> Link:
    """Return the link in the mail to an address."""

    def find(address: str) -> str:
        rows = ask(
            database, "SELECT link FROM mail_message WHERE address = ? ORDER BY id DESC", address
        )
        return str(rows[0][0])

    return find


def invite(reviewer: Any, number: int, address: str, name: str = "Outside Person") -> None:
    """Invite an expert by the form in the admin."""
    reviewer.goto(f"/admin/experts/{number}/")
    reviewer.get_by_label("Name").fill(name)
    reviewer.get_by_label("Mail address").fill(address)
    reviewer.get_by_role("button", name="Send the invitation").click()
    expect(reviewer.locator(".messages")).to_contain_text("gets a mail with the link")


def answer(expert: Any, words: str = "I agree.") -> None:
    """Approve, confirmed."""
    expert.get_by_label("I approve this text").check()
    expert.get_by_label("Your words to the authors").fill(words)
    expert.get_by_label("I have read the text").check()
    expert.get_by_role("button", name="Give this answer").click()


def test_an_expert_answers_once_after_a_scanner_opened_the_link(
    new_page: Any, papers: Papers, link: Link
) -> None:
    number, other = papers("A paper for an expert", "A paper for nobody")
    reviewer = new_page("reviewer.wg3")
    invite(reviewer, number, "once@example.net")
    address = link("once@example.net")

    expert = new_page()
    for method in ("HEAD", "GET", "GET"):
        assert expert.request.fetch(address, method=method).status == 200
    reviewer.reload()
    expect(reviewer.locator("table.listing")).to_contain_text("Waiting for the answer")

    expert.goto(address.replace(f"/{number}/", f"/{other}/"))
    expect(expert.locator("h1")).to_have_text(CLOSED)
    expert.goto(address)
    expect(expert.locator("main")).to_contain_text("The first words.")
    row = expert.locator(".commented-row", has_text="The first words.")
    row.get_by_role("link", name=re.compile("Comment here")).click()
    row.get_by_label(re.compile("^Comment ?:")).fill("Which clusters are meant?")
    row.get_by_role("button", name="Add the comment").click()
    expect(row.locator(".thread")).to_contain_text("outside expert, invited by reviewer.wg3")

    # Without the confirmation the browser itself holds the form back.
    expert.get_by_label("I approve this text").check()
    expert.get_by_role("button", name="Give this answer").click()
    expect(expert.get_by_role("button", name="Give this answer")).to_be_visible()
    answer(expert)
    expect(expert.locator("h1")).to_have_text("Thank you for your answer")
    expert.goto(address)
    expect(expert.locator("main")).to_contain_text("I approve this text")
    expect(expert.locator("form.form")).to_have_count(0)
    assert expert.context.cookies() == []

    reviewer.goto(f"/admin/pages/{number}/history/")
    timeline = reviewer.locator("main")
    expect(timeline).to_contain_text("Outside Person, outside expert, invited by reviewer.wg3")
    expect(timeline).to_contain_text("I agree.")
    publisher = new_page("publisher.eu")
    publisher.goto("/admin/")
    expect(publisher.locator("main")).to_contain_text("A paper for an expert")


def test_no_link_works_after_its_time_nor_after_revoking(
    new_page: Any, papers: Papers, link: Link, database: Path
) -> None:
    (number,) = papers("A paper with two links")
    reviewer = new_page("reviewer.wg3")
    invite(reviewer, number, "late@example.net", "Late Person")
    invite(reviewer, number, "unwanted@example.net", "Other Person")
    expert = new_page()
    for address in ("late@example.net", "unwanted@example.net"):
        expert.goto(link(address))
        expect(expert.locator("main")).to_contain_text("The first words.")

    # The second page stands open in the browser while its link is taken back.
    reviewer.get_by_role("button", name="Revoke Other Person").click()
    expect(reviewer.locator(".messages")).to_contain_text("leads nowhere any more")
    answer(expert, "Typed with care.")
    expect(expert.locator("h1")).to_have_text(CLOSED)
    expect(expert.locator("main")).to_contain_text("Typed with care.")

    ask(
        database,
        "UPDATE experts_invitation SET expires_at = '2020-01-01 00:00:00' WHERE address = ?",
        "late@example.net",
    )
    expert.goto(link("late@example.net"))
    expect(expert.locator("h1")).to_have_text(CLOSED)
    assert violations(expert) == []
    reviewer.reload()
    expect(reviewer.locator("table.listing")).to_contain_text("Expired")
    expect(reviewer.locator("table.listing")).to_contain_text("Revoked by reviewer.wg3")


def test_the_inviter_who_changed_the_page_is_refused(
    new_page: Any, papers: Papers, link: Link
) -> None:
    (number,) = papers("A paper that its inviter changes")
    reviewer = new_page("reviewer.wg3")
    invite(reviewer, number, "changed@example.net")
    expert = new_page()
    expert.goto(link("changed@example.net"))

    reviewer.goto(f"/admin/pages/{number}/edit/")
    reviewer.locator("#id_abstract").fill("Put better by the reviewer.")
    menu_action(reviewer, "Save draft")
    expect(reviewer.locator(".messages")).to_contain_text("has been updated")
    reviewer.goto(f"/admin/experts/{number}/")
    expect(reviewer.locator("main")).to_contain_text("You changed this text")
    expect(reviewer.get_by_role("button", name="Send the invitation")).to_have_count(0)

    answer(expert)
    expect(expert.locator("h1")).to_have_text(CLOSED)
    expect(expert.locator("main")).to_contain_text("I agree.")


def test_a_draft_is_commented_with_a_script_and_without(new_page: Any, papers: Papers) -> None:
    (number,) = papers("A paper to comment")
    editor = new_page("editor.bg")
    editor.goto(f"/admin/comments/{number}/")
    row = editor.locator(".commented-row", has_text="The first words.")
    row.locator(".commented-text p").evaluate("(p) => getSelection().selectAllChildren(p)")
    row.get_by_role("link", name=re.compile("Comment here")).click()
    expect(row.get_by_label("The words you mean")).to_have_value("The first words.")
    area = row.get_by_label(re.compile("^Comment ?:"))
    area.press_sequentially("See @revi")
    expect(row.get_by_role("option")).to_have_text("reviewer.wg3")
    area.press("Enter")
    expect(area).to_have_value("See @reviewer.wg3 ")
    row.get_by_role("button", name="Add the comment").click()
    expect(row.locator(".thread .mention")).to_have_text("@reviewer.wg3")

    plain = new_page("reviewer.wg3", java_script_enabled=False)
    plain.goto(f"/admin/comments/{number}/")
    row = plain.locator(".commented-row", has_text="The first words.")
    row.get_by_text("Answer", exact=False).first.click()
    row.get_by_label("Answer").fill("I have seen it.")
    row.get_by_role("button", name="Add the answer").click()
    expect(row.locator(".thread")).to_contain_text("I have seen it.")
    row.get_by_role("link", name=re.compile("Comment here")).click()
    row.get_by_label(re.compile("^Comment ?:")).fill("One more.")
    row.get_by_role("button", name="Add the comment").click()
    expect(row.locator(".thread")).to_have_count(2)
    row.get_by_role("button", name=re.compile("^Settle")).first.click()
    expect(row.locator("details.resolved")).to_have_count(1)


def test_axe_has_nothing_against_these_pages(new_page: Any, papers: Papers, link: Link) -> None:
    (number,) = papers("A paper before axe")
    reviewer = new_page("reviewer.wg3")
    invite(reviewer, number, "axe@example.net")
    assert [line for line in violations(reviewer) if "main" in line or "table" in line] == []
    reviewer.goto(f"/admin/comments/{number}/")
    for words in ("To settle", "To answer"):
        row = reviewer.locator(".commented-row", has_text="The first words.")
        row.get_by_role("link", name=re.compile("Comment here")).click()
        row.get_by_label(re.compile("^Comment ?:")).fill(words)
        row.get_by_role("button", name="Add the comment").click()
    reviewer.get_by_role("button", name=re.compile("^Settle")).first.click()
    reviewer.get_by_role("link", name=re.compile("^Edit ?:")).first.click()
    expert = new_page()
    expert.goto(link("axe@example.net"))
    for page in (reviewer, expert):
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
            link_here = page.get_by_role("link", name=re.compile("Comment here")).first
            if link_here.is_visible():
                link_here.click()
            assert in_both_schemes(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer(expert)
    assert in_both_schemes(expert) == []
