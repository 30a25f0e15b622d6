"""Publication and expiry at their dates: each once, in order, late when nobody looked."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Locale, Page, PageLogEntry, Revision

from cms.due import calendar, jobs
from cms.due.claims import claim, claims_switched_off_for_a_test, unclaimed
from cms.due.models import Claim, RefusedPublication
from cms.due.running import Loop
from cms.mail.models import Message
from cms.review.models import Approval, PublishedVersion
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, edit, publish_through_review, submit
from translations.sources import waits_for_source

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)


def scheduled(world: World, at: datetime, title: str = "A paper", **fields: Any) -> Any:
    """Return a paper that passed both steps and waits for its day."""
    paper = make_paper(world, title=title, go_live_at=at, **fields)
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    page = approve(paper, world.publisher)
    assert not page.live
    return page


def due() -> int:
    """Do what is due now."""
    return calendar.run(timezone.now())


def publications(page: Any) -> int:
    """Return how often the page was published by its date, as the history has it."""
    return PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled").count()


def spoil(page: Any, world: World) -> None:
    """Write past the review into the revision that waits, as an autosave once did."""
    revision = Revision.objects.get(pk=page.scheduled_revision.pk)
    content = revision.content
    content["title"] = "Never reviewed"
    revision.content = content
    revision.save(update_fields=["content"])


def test_a_page_becomes_public_at_its_date_and_not_before(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = scheduled(world, NOON + timedelta(hours=1))
        clock.shift(timedelta(minutes=59))
        assert due() == 0
        assert not fresh(page).live
        clock.shift(timedelta(minutes=1))
        assert due() == 1
        assert fresh(page).live
        assert due() == 0
    assert publications(page) == 1


def test_a_page_ends_at_its_date_and_not_before(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        paper = make_paper(world, expire_at=NOON + timedelta(hours=1))
        page = publish_through_review(paper, world)
        clock.shift(timedelta(minutes=59))
        assert due() == 0
        clock.shift(timedelta(minutes=1))
        assert due() == 1
        assert not fresh(page).live
        assert fresh(page).expired
        assert due() == 0


@pytest.mark.parametrize(
    ("start", "local", "wait"),
    [
        # 1:30 to 3:30 on the clock is one hour when the clocks go on.
        ("2026-03-29T01:30", "2026-03-29T03:30", timedelta(hours=1)),
        # 1:30 to 3:30 is three hours when they go back.
        ("2026-10-25T01:30", "2026-10-25T03:30", timedelta(hours=3)),
    ],
)
@pytest.mark.parametrize("what", ["go live", "expire"])
def test_dates_are_kept_when_the_clocks_change(
    world: World, start: str, local: str, wait: timedelta, what: str
) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=BRUSSELS)
    with time_machine.travel(
        datetime.fromisoformat(start).replace(tzinfo=BRUSSELS), tick=False
    ) as clock:
        if what == "go live":
            page = scheduled(world, at)
        else:
            page = publish_through_review(make_paper(world, expire_at=at), world)
        was = page.live
        clock.shift(wait - timedelta(seconds=1))
        assert (due(), fresh(page).live) == (0, was)
        clock.shift(timedelta(seconds=1))
        assert (due(), fresh(page).live) == (1, not was)


def test_what_a_day_missed_happens_once_late_and_in_order(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        second = scheduled(world, NOON + timedelta(hours=3), "Second")
        first = scheduled(world, NOON + timedelta(hours=1), "First")
        short = scheduled(
            world, NOON + timedelta(hours=2), "Short", expire_at=NOON + timedelta(hours=4)
        )
        clock.shift(timedelta(days=1))
        assert due() == 4
        assert due() == 0
    log = PageLogEntry.objects.filter(action__contains="scheduled").order_by("pk")
    assert [(entry.page_id, entry.action.split(".")[1]) for entry in log] == [
        (first.pk, "publish"),
        (short.pk, "publish"),
        (second.pk, "publish"),
        (short.pk, "unpublish"),
    ]
    assert not fresh(short).live


def test_a_new_version_at_the_hour_of_the_end_keeps_the_page(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        end = NOON + timedelta(hours=2)
        page = publish_through_review(make_paper(world, expire_at=end), world)
        edit(page, world.editor, "The next edition.", go_live_at=end, expire_at=None)
        submit(page, world.editor)
        approve(page, world.reviewer)
        approve(page, world.publisher)
        clock.move_to(end)
        assert due() == 1
    assert fresh(page).live


def test_an_end_that_takes_a_planned_version_off_the_calendar_is_told(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = publish_through_review(make_paper(world, expire_at=NOON + timedelta(hours=1)), world)
        later = NOON + timedelta(hours=2)
        edit(page, world.editor, "The next edition.", go_live_at=later, expire_at=None)
        submit(page, world.editor)
        approve(page, world.reviewer)
        approve(page, world.publisher)
        clock.shift(timedelta(hours=3))
        assert due() == 1
    [refused] = RefusedPublication.objects.open()
    assert refused.go_live_at == later
    assert "expired" in refused.reason
    assert Message.objects.filter(kind="refused", receiver=world.editor).count() == 1


def test_one_refused_page_stops_no_other_and_is_told_once(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        bad = scheduled(world, NOON + timedelta(hours=1), "Bad")
        good = scheduled(world, NOON + timedelta(hours=2), "Good")
        spoil(bad, world)
        clock.shift(timedelta(hours=3))
        assert due() == 1
        assert fresh(good).live
        assert not fresh(bad).live
        for _minute in range(3):
            clock.shift(timedelta(minutes=1))
            assert due() == 0
    [refused] = RefusedPublication.objects.open()
    assert (refused.page_id, refused.final) == (bad.pk, True)
    assert "has not passed every step" in refused.reason
    assert fresh(bad).scheduled_revision is None
    rows = Message.objects.filter(kind="refused").values_list("receiver__username", flat=True)
    assert sorted(rows) == ["editor.bg", "publisher.at", "publisher.eu"]
    assert PageLogEntry.objects.filter(page=bad, action="due.refused").count() == 1


def test_a_refusal_is_closed_by_a_new_review_and_by_publication(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = scheduled(world, NOON + timedelta(hours=1))
        spoil(page, world)
        clock.shift(timedelta(hours=2))
        due()
        assert RefusedPublication.objects.open().count() == 1
        edit(page, world.editor, go_live_at=None)
        submit(page, world.editor)
    assert not RefusedPublication.objects.open().exists()


def test_a_failure_that_is_no_rule_is_tried_again_and_told_when_it_lasts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any, *args: Any, **kwargs: Any) -> None:
        raise OSError("The disk is full")

    with time_machine.travel(NOON, tick=False) as clock:
        page = scheduled(world, NOON + timedelta(hours=1))
        clock.shift(timedelta(hours=1))
        with monkeypatch.context() as patch:
            patch.setattr(Revision, "publish", fail)
            for wait in (1, 2, 5):
                assert not Message.objects.filter(kind="refused").exists()
                assert due() == 0
                clock.shift(timedelta(minutes=wait, seconds=-1))
                attempts = RefusedPublication.objects.get().attempts
                assert due() == 0
                assert RefusedPublication.objects.get().attempts == attempts
                clock.shift(timedelta(seconds=1))
        assert Message.objects.filter(kind="refused", receiver=world.editor).count() == 1
        assert "The disk is full" in RefusedPublication.objects.get().reason
        assert due() == 1
    assert fresh(page).live
    assert not RefusedPublication.objects.open().exists()


def test_a_page_that_is_held_back_goes_with_what_it_waits_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        held = scheduled(world, NOON + timedelta(hours=1), "Held")
        first = scheduled(world, NOON + timedelta(hours=2), "First")
        monkeypatch.setattr(
            calendar,
            "_holds",
            [lambda page: page.pk == held.pk and not fresh(first).live],
        )
        clock.shift(timedelta(hours=1))
        assert due() == 0
        clock.shift(timedelta(hours=1))
        assert due() == 2
    assert fresh(held).live


def test_a_translation_waits_for_its_source(world: World, paper: Any) -> None:
    translated = paper.copy_for_translation(Locale.objects.get(language_code="bg"))
    assert waits_for_source in calendar._holds
    assert waits_for_source(translated)
    publish_through_review(paper, world)
    assert not waits_for_source(translated)
    assert not waits_for_source(fresh(paper))


def test_two_runs_that_found_the_same_publish_it_once(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = scheduled(world, NOON + timedelta(hours=1))
        clock.shift(timedelta(hours=1))
        [found] = calendar.due_publications(timezone.now())
        work = (found.pk, found.approved_go_live_at, timezone.now())
        assert [calendar._publish(*work), calendar._publish(*work)] == [True, False]
        assert publications(page) == 1
        with claims_switched_off_for_a_test():
            calendar._publish(*work)
        assert publications(page) == 2, "without the claim the check above could not fail"


def test_two_runs_that_found_the_same_end_it_once(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        end = NOON + timedelta(hours=1)
        page = publish_through_review(make_paper(world, expire_at=end), world)
        clock.shift(timedelta(hours=1))
        work = (page.pk, end, timezone.now())
        assert [calendar._expire(*work), calendar._expire(*work)] == [True, False]


def test_wagtails_own_command_goes_the_same_way(world: World, capsys: Any) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        bad = scheduled(world, NOON + timedelta(hours=1), "Bad")
        good = scheduled(world, NOON + timedelta(hours=2), "Good")
        spoil(bad, world)
        clock.shift(timedelta(hours=3))
        call_command("publish_scheduled", "--dryrun")
        assert "Good" in capsys.readouterr().out
        assert not fresh(good).live
        call_command("publish_scheduled")
    assert fresh(good).live
    assert RefusedPublication.objects.open().count() == 1


def test_every_model_with_drafts_is_a_page() -> None:
    """The calendar looks at pages only: another model would wait for ever."""
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    assert others == []


def test_nothing_becomes_public_without_its_approvals_being_used(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        page = scheduled(world, NOON + timedelta(hours=1))
        assert Approval.objects.active().filter(page=page, scheduled=True).count() == 2
        clock.shift(timedelta(hours=1))
        due()
    assert not Approval.objects.active().filter(page=page).exists()
    assert PublishedVersion.objects.filter(page=page).count() == 1


# --- Claims and jobs -------------------------------------------------------------------------


def test_a_claim_is_given_to_one(db: None) -> None:
    assert [claim("thing:1"), claim("thing:1"), claim("thing:2")] == [True, False, True]
    assert unclaimed(["thing:1", "thing:3"]) == {"thing:3"}


def test_a_claim_goes_back_with_the_transaction(db: None) -> None:
    with transaction.atomic():
        assert claim("thing:1")
        transaction.set_rollback(True)
    assert claim("thing:1")
    assert Claim.objects.count() == 1


def test_run_due_says_one_line_a_job(db: None, capsys: Any) -> None:
    call_command("run_due")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(jobs.all_jobs())
    assert lines[0] == "calendar: 0 done"


def test_a_failing_job_stops_no_other_and_the_command_says_so(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    ran = []

    def fail(now: datetime) -> int:
        raise ValueError("Nothing goes")

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register_job("bad", "Bad", fail, order=1)
    jobs.register_job("good", "Good", lambda now: ran.append(now) or 1, order=2)
    with pytest.raises(CommandError, match="Failed: bad"):
        call_command("run_due")
    assert len(ran) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["bad: FAILED, ValueError: Nothing goes", "good: 1 done"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_ends_after_the_job_that_runs_when_told_to(
    db: None, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    rounds = []

    def job(now: datetime) -> int:
        rounds.append(now)
        if len(rounds) == 2:
            os.kill(os.getpid(), number)
        return 1

    monkeypatch.setattr(jobs, "_jobs", {})
    jobs.register_job("one", "One", job, order=1)
    jobs.register_job("never", "Never again", lambda now: len(rounds), order=2)
    told: list[str] = []
    before = signal.getsignal(number)
    Loop(0.01).run(lambda outcome: told.append(outcome.line))
    assert told == ["one: 1 done", "never: 1 done", "one: 1 done"]
    assert signal.getsignal(number) is before


def test_the_loop_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = Loop(60, with_parent=True)
    assert loop.wanted
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert not loop.wanted
