"""Review-by notices: to owner and topic reviewers, when due, once for each date."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from cms.mail.models import Message
from cms.review.doors import archive
from policies.review_by import tell_review_by
from tests.factories import World, fresh, make_paper
from tests.workflows import edit, publish_through_review

BRUSSELS = ZoneInfo("Europe/Brussels")


def notices() -> list[str]:
    """Return who was told, in order."""
    rows = Message.objects.filter(kind="review_by").order_by("pk")
    return list(rows.values_list("receiver__username", flat=True))


def test_owner_and_topic_reviewers_are_told_on_the_day_and_once(world: World) -> None:
    start = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)
    with time_machine.travel(start, tick=False) as clock:
        publish_through_review(make_paper(world, review_by=date(2026, 11, 26)), world)
        clock.move_to(datetime(2026, 11, 25, 23, 59, tzinfo=BRUSSELS))
        assert tell_review_by(timezone.now()) == 0
        clock.move_to(datetime(2026, 11, 26, 0, 0, tzinfo=BRUSSELS))
        assert tell_review_by(timezone.now()) == 1
        assert tell_review_by(timezone.now()) == 0
        clock.shift(timedelta(days=3))
        assert tell_review_by(timezone.now()) == 0
    assert sorted(notices()) == ["editor.bg", "reviewer.wg3"]
    assert "26 November 2026" in Message.objects.filter(kind="review_by")[0].text


def test_a_new_date_brings_a_new_notice_and_a_missed_day_a_late_one(world: World) -> None:
    start = datetime(2026, 11, 24, 12, 0, tzinfo=BRUSSELS)
    with time_machine.travel(start, tick=False) as clock:
        page = publish_through_review(make_paper(world, review_by=date(2026, 11, 25)), world)
        clock.shift(timedelta(days=5))
        assert tell_review_by(timezone.now()) == 1
        edit(page, world.editor, review_by=date(2026, 12, 24))
        publish_through_review(page, world)
        assert tell_review_by(timezone.now()) == 0
        clock.shift(timedelta(days=60))
        assert tell_review_by(timezone.now()) == 1
    assert len(notices()) == 4


def test_drafts_and_archived_publications_bring_no_notice(world: World) -> None:
    past = timezone.localdate() - timedelta(days=1)
    make_paper(world, title="Draft", review_by=past)
    old = publish_through_review(make_paper(world, title="Old", review_by=past), world)
    archive(fresh(old), user=world.publisher, reason="It was of its time")
    assert tell_review_by(timezone.now()) == 0
