"""Reminders of steps that are due: one before the date, one after it, each once for each date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.desk.calendar import add_working_days
from cms.desk.duties import catch_up, release_expired
from cms.desk.models import Duty
from cms.desk.pages import address_of, title_of
from cms.mail.outbox import notify
from cms.mail.recipients import people_of_step
from cms.review.steps import step_for

MAIL_KIND = "desk_due"
#: Working days before the date on which the first reminder goes out.
BEFORE = 1


def run(now: datetime) -> int:
    """Do what the clock asks of duties; return how many things were done."""
    return catch_up() + release_expired(now) + remind(now)


def remind(now: datetime) -> int:
    """Send the reminders that are due at ``now`` (aware); return how many duties had one.

    A day on which nothing ran is made up for: before the date the first reminder comes later,
    after it only the second one comes.
    """
    today = timezone.localdate(now)
    # The last date whose working day before has come.
    soon = add_working_days(today, BEFORE)
    before = Duty.objects.waiting().filter(due_on__gte=today, due_on__lte=soon)
    after = Duty.objects.overdue(today)
    done = 0
    for rows, field in ((before, "reminded_for"), (after, "overdue_reminded_for")):
        missing = Q(**{f"{field}__isnull": True}) | ~Q(**{field: F("due_on")})
        for key in list(rows.filter(missing).values_list("pk", flat=True)):
            done += _remind_once(key, field, missing, today)
    return done


@transaction.atomic
def _remind_once(key: int, field: str, missing: Q, today: date) -> int:
    """Remind of one duty, unless another process has just done so."""
    # Compare and set in one statement: exactly one of two processes changes the row.
    if not Duty.objects.waiting().filter(missing, pk=key).update(**{field: F("due_on")}):
        return 0
    duty = Duty.objects.select_related("page", "taken_by", "task_state").get(pk=key)
    title = title_of(duty.page)
    late = duty.due_on < today

    def subject() -> str:
        values = {"title": title, "date": date_format(duty.due_on)}
        if late:
            return _("Overdue since %(date)s: %(title)s") % values
        return _("Due on %(date)s: %(title)s") % values

    notify(
        people_for(duty, today),
        MAIL_KIND,
        key=f"desk:{duty.pk}:{field}:{duty.due_on.isoformat()}",
        subject=subject,
        template="desk/mail/due",
        context={
            "title": title,
            "step": step_for(duty.step).label,
            "due_on": duty.due_on,
            "late": late,
            "since": duty.task_state.started_at,
            "taken": duty.taken_by_id is not None,
        },
        link=address_of(duty.page),
    )
    return 1


def people_for(duty: Duty, today: date) -> list[Any]:
    """Return whom a duty concerns: who is on it, else all who may take the step."""
    holder = duty.holder_on(today)
    if holder is not None:
        return [holder]
    return people_of_step(step_for(duty.step), duty.page.specific).told
