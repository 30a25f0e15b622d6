"""Working days: Monday to Friday without the days that are free everywhere.

Whole dates in the site's time zone, so that a change to or from summer time moves nothing. National
holidays are left out on purpose: see ``docs/custom-features/desk.md``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Say whether people are expected to work on ``day``."""
    return day.weekday() < SATURDAY and day.strftime("%m-%d") not in settings.REVIEW_FREE_DAYS


def add_working_days(day: date, number: int) -> date:
    """Return the day that lies ``number`` working days after ``day``; before it when negative.

    ``day`` itself is not counted, whether it is a working day or not.
    """
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def days_for(step_key: str) -> int:
    """Return the working days that a step has, from ``REVIEW_WORKING_DAYS``."""
    days = settings.REVIEW_WORKING_DAYS
    return int(days.get(step_key, days["default"]))


def due_date(step_key: str, started_at: datetime) -> date:
    """Return the last day on which a step begun at ``started_at`` (aware) is in time."""
    return add_working_days(timezone.localdate(started_at), days_for(step_key))


def held_until(taken_at: datetime) -> date:
    """Return the last day on which somebody who took a step at ``taken_at`` still has it."""
    return add_working_days(timezone.localdate(taken_at), int(settings.REVIEW_TAKEN_DAYS))
