"""Duties: made with a step, taken, released, taken over, reminded of, closed; by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import TaskState

from cms.desk import calendar, duties, reminders
from cms.desk.models import Duty
from cms.mail.models import Message
from cms.review.workflows import begin_again
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, edit, send_back, submit, withdraw

BRUSSELS = ZoneInfo("Europe/Brussels")
#: A Monday; the change from summer time is on Sunday, 25 October 2026.
MONDAY = dt.datetime(2026, 10, 19, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture
def clock(settings: Any) -> Iterator[Any]:
    """A clock that stands at Monday morning; five working days for each step, three to hold it."""
    settings.REVIEW_WORKING_DAYS = {"default": 5}
    settings.REVIEW_TAKEN_DAYS = 3
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def at(day: int, hour: int = 9, month: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 0, tzinfo=BRUSSELS)


def duty_of(page: Any) -> Duty:
    return Duty.objects.filter(page=page).order_by("-pk")[0]


def run_due(clock: Any, when: dt.datetime) -> list[tuple[str, str]]:
    """Run the job at a moment, twice; return who was written to, and the subjects."""
    clock.move_to(when, tick=False)
    known = set(Message.objects.values_list("pk", flat=True))
    reminders.run(timezone.now())
    assert reminders.run(timezone.now()) == 0
    new = Message.objects.exclude(pk__in=known).order_by("receiver__username")
    return [(message.receiver.username, message.subject) for message in new if message.receiver]


# --- Working days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (dt.date(2026, 10, 19), 5, dt.date(2026, 10, 26)),
        (dt.date(2026, 10, 23), 1, dt.date(2026, 10, 26)),
        (dt.date(2026, 10, 24), 1, dt.date(2026, 10, 26)),
        (dt.date(2026, 10, 26), -1, dt.date(2026, 10, 23)),
        (dt.date(2026, 12, 31), 1, dt.date(2027, 1, 4)),
        (dt.date(2026, 10, 19), 0, dt.date(2026, 10, 19)),
    ],
)
def test_working_days_leave_out_weekends_and_free_days(
    start: dt.date, number: int, end: dt.date
) -> None:
    assert calendar.add_working_days(start, number) == end


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("month_and_day", [(3, 27), (10, 23)])
def test_a_due_date_is_the_same_at_each_hour_across_a_change_of_clocks(
    month_and_day: tuple[int, int], hour: int
) -> None:
    month, day = month_and_day
    started = dt.datetime(2026, month, day, hour, 30, tzinfo=BRUSSELS).astimezone(dt.UTC)
    expected = calendar.add_working_days(dt.date(2026, month, day), 10)
    assert calendar.due_date("working_group", started) == expected


def test_a_step_has_the_days_of_its_setting(settings: Any) -> None:
    settings.REVIEW_WORKING_DAYS = {"default": 2, "editorial": 1}
    assert calendar.days_for("editorial") == 1
    assert calendar.days_for("working_group") == 2


# --- Life -------------------------------------------------------------------------------------


def test_a_duty_begins_and_ends_with_its_step(clock: Any, world: World, paper: Any) -> None:
    submit(paper, world.editor)
    first = duty_of(paper)
    assert (first.step, first.due_on, first.closed_at) == (
        "working_group",
        dt.date(2026, 10, 26),
        None,
    )
    approve(paper, world.reviewer)
    first.refresh_from_db()
    assert first.closed_at is not None
    second = duty_of(paper)
    assert second.step == "editorial"
    approve(paper, world.publisher)
    second.refresh_from_db()
    assert second.closed_at is not None
    assert not Duty.objects.filter(page=paper, closed_at=None).exists()


@pytest.mark.parametrize("how", ["sent back", "withdrawn", "begun anew"])
def test_a_duty_ends_however_its_step_ends(world: World, paper: Any, how: str) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    duty = duty_of(paper)
    if how == "sent back":
        send_back(paper, world.publisher)
    elif how == "withdrawn":
        withdraw(paper, world.editor)
    else:
        edit(paper, world.publisher, "Changed while it waited.")
        begin_again(fresh(paper), world.publisher)
    duty.refresh_from_db()
    assert duty.closed_at is not None
    waiting = list(Duty.objects.filter(page=paper, closed_at=None).values_list("step", flat=True))
    assert waiting == (["working_group"] if how == "begun anew" else [])


def test_a_step_from_before_the_desk_gets_its_duty(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    returned = make_paper(world, title="Sent back")
    submit(returned, world.editor)
    send_back(returned, world.reviewer)
    Duty.objects.all().delete()
    assert duties.catch_up() == 2
    assert duties.catch_up() == 0
    assert duty_of(paper).closed_at is None
    assert duty_of(returned).closed_at is not None
    TaskState.objects.filter(duty=duty_of(paper)).update(status=TaskState.STATUS_CANCELLED)
    assert duties.catch_up() == 1
    assert duty_of(paper).closed_at is not None


# --- Taking -----------------------------------------------------------------------------------


def test_taking_is_seen_and_keeps_nobody_from_approving(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    duties.take(duty_of(paper), world.publisher)
    assert duty_of(paper).holder == world.publisher
    approve(paper, world.other_publisher)
    assert fresh(paper).live


def test_only_those_who_take_the_step_can_be_on_it(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    for role in ("editor", "outsider", "publisher", "administrator", "superuser"):
        with pytest.raises(PermissionDenied):
            duties.take(duty_of(paper), world.users[role])
    duty = duties.take(duty_of(paper), world.reviewer)
    with pytest.raises(PermissionDenied):
        duties.release(duty, world.publisher)
    approve(paper, world.reviewer)
    with pytest.raises(PermissionDenied):
        duties.take(duty, world.reviewer)


def test_taking_over_tells_the_former_and_only_from_whom_one_saw(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    Message.objects.all().delete()
    duty = duties.take(duty_of(paper), world.publisher)
    with pytest.raises(duties.HeldByAnotherError):
        duties.take(duty, world.other_publisher)
    assert duty_of(paper).holder == world.publisher
    assert not Message.objects.exists()
    duties.take(duty, world.other_publisher, instead_of=world.publisher.pk)
    assert duty_of(paper).holder == world.other_publisher
    message = Message.objects.get()
    assert message.receiver == world.publisher
    assert message.subject == "Taken over from you: A paper"
    assert "publisher.at" in message.text


def test_taking_again_keeps_it_longer_and_tells_nobody(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    Message.objects.all().delete()
    duty = duties.take(duty_of(paper), world.reviewer)
    clock.move_to(at(21), tick=False)
    duties.take(duty, world.reviewer)
    assert duty_of(paper).taken_until == dt.date(2026, 10, 26)
    assert not Message.objects.exists()


def test_it_is_released_by_itself_after_its_days_and_says_so_once(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    duties.take(duty_of(paper), world.reviewer)
    assert duty_of(paper).taken_until == dt.date(2026, 10, 22)
    clock.move_to(at(22, 23), tick=False)
    assert duty_of(paper).holder == world.reviewer
    assert run_due(clock, at(22, 23)) == []
    # From midnight on nobody sees it as taken, whether or not run_due ran.
    clock.move_to(at(23, 0), tick=False)
    assert duty_of(paper).holder is None
    told = run_due(clock, at(23, 10))
    assert ("reviewer.wg3", "Released: A paper") in told
    assert duty_of(paper).taken_by is None


# --- Reminders --------------------------------------------------------------------------------


def test_one_reminder_before_and_one_after_across_the_change_of_clocks(
    clock: Any, world: World, paper: Any
) -> None:
    """Due on Monday 26 October, the clocks change on the Sunday before."""
    submit(paper, world.editor)
    assert run_due(clock, at(22, 23)) == []
    # The working day before is the Friday.
    assert run_due(clock, at(23, 0)) == [("reviewer.wg3", "Due on 26 October 2026: A paper")]
    for moment in (at(24, 12), at(25, 2), at(25, 3), at(26, 0), at(26, 23)):
        assert run_due(clock, moment) == []
    late = [("reviewer.wg3", "Overdue since 26 October 2026: A paper")]
    assert run_due(clock, at(27, 0)) == late
    assert run_due(clock, at(28)) == []
    assert run_due(clock, at(3, month=11)) == []


def test_a_missed_day_is_made_up_for_once(clock: Any, world: World, paper: Any) -> None:
    submit(paper, world.editor)
    # Nothing ran on Friday and at the weekend.
    assert run_due(clock, at(26)) == [("reviewer.wg3", "Due on 26 October 2026: A paper")]
    # Nothing ran on Tuesday.
    late = [("reviewer.wg3", "Overdue since 26 October 2026: A paper")]
    assert run_due(clock, at(28)) == late


def test_after_the_date_only_the_overdue_reminder_goes_out(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    late = [("reviewer.wg3", "Overdue since 26 October 2026: A paper")]
    assert run_due(clock, at(2, month=11)) == late


def test_who_is_on_it_is_reminded_alone_and_the_others_once_it_is_released(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    clock.move_to(at(22), tick=False)
    duty = duties.take(duty_of(paper), world.publisher)
    subject = "Due on 26 October 2026: A paper"
    assert run_due(clock, at(23)) == [("publisher.eu", subject)]
    duties.release(duty, world.publisher)
    # Who was told of this date is not told again.
    assert run_due(clock, at(23, 12)) == [("publisher.at", subject)]


def test_who_changed_the_text_is_not_asked_to_approve_it(
    clock: Any, world: World, paper: Any
) -> None:
    edit(paper, world.publisher, "Words of a publisher.")
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    subject = "Due on 26 October 2026: A paper"
    assert run_due(clock, at(23)) == [("publisher.at", subject)]


def test_a_step_that_is_over_is_not_reminded_of(clock: Any, world: World, paper: Any) -> None:
    submit(paper, world.editor)
    send_back(paper, world.reviewer)
    assert run_due(clock, at(27)) == []


def test_without_its_mark_a_reminder_would_go_out_again(
    clock: Any, world: World, paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above would miss: the mark on the duty is what makes it once."""
    submit(paper, world.editor)
    clock.move_to(at(27), tick=False)
    assert reminders.remind(timezone.now()) == 1
    Duty.objects.update(overdue_reminded_for=None)
    Message.objects.all().delete()
    assert reminders.remind(timezone.now()) == 1
    assert Message.objects.count() == 1


def test_reminders_are_in_the_receivers_language_with_one_link(
    clock: Any, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    run_due(clock, at(27))
    message = Message.objects.get(subject__startswith="Overdue")
    assert message.link == f"/admin/desk/open/{paper.pk}/"
    assert "Working group review" in message.text
    assert "Nobody is on it yet" in message.text
    assert "<p>" in message.html
