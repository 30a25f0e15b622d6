"""The load of reviewers: how many steps, by whom, and how long they took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import TaskState

from cms.desk.models import Duty
from cms.desk.pages import full_name, label_of
from cms.review.permissions import may_use_emergency_door

#: The period shown when none was chosen.
DAYS = 365
SECONDS = 86_400


class PeriodForm(forms.Form):
    """A period, both days included."""

    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=AdminDateInput)
    last = forms.DateField(label=gettext_lazy("Until"), required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins.

        :raises ValidationError: when it does.
        """
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        return data


@dataclass(frozen=True)
class Load:
    """What one person, or everybody, did at one step.

    :param median: days of 24 hours from the start of the step to its end.
    :param longest: the same, of the one that took longest.
    """

    who: str
    step: str
    number: int
    sent_back: int
    median: float
    longest: float
    everybody: bool = False


@dataclass(frozen=True)
class Waiting:
    """What waits at one step now."""

    step: str
    number: int
    overdue: int
    longest: float


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _days(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / SECONDS)


def finished(first: date, last: date) -> list[Load]:
    """Return what was done in a period, by person and step, and by step over all; one query.

    :param first: first day, in the site's time zone.
    :param last: last day; a step counts on the day on which it ended.
    """
    rows = TaskState.objects.filter(
        task__steptask__isnull=False,
        status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED],
        finished_at__gte=_moment(first),
        finished_at__lt=_moment(last + timedelta(days=1)),
    ).values_list(
        "task__steptask__step_key",
        "status",
        "started_at",
        "finished_at",
        "finished_by__username",
        "finished_by__first_name",
        "finished_by__last_name",
    )
    times: dict[tuple[str, str], list[float]] = {}
    back: dict[tuple[str, str], int] = {}
    everybody = _("Everybody")
    for step, status, start, end, *names in rows:
        who = full_name(*names) or _("Outside experts and deleted accounts")
        for key in ((who, step), ("", step)):
            times.setdefault(key, []).append(_days(start, end))
            back[key] = back.get(key, 0) + (status == TaskState.STATUS_REJECTED)
    return [
        Load(
            who or everybody,
            label_of(step),
            len(spans),
            back[who, step],
            median(spans),
            max(spans),
            everybody=not who,
        )
        for (who, step), spans in sorted(times.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def waiting_now() -> list[Waiting]:
    """Return what waits at each step now; one query."""
    today, now = timezone.localdate(), timezone.now()
    rows = (
        Duty.objects.waiting()
        .values("step")
        .annotate(
            number=Count("pk"),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
            oldest=Min("task_state__started_at"),
        )
        .order_by("step")
    )
    return [
        Waiting(label_of(row["step"]), row["number"], row["overdue"], _days(row["oldest"], now))
        for row in rows
    ]


@require_GET
@never_cache
def load(request: HttpRequest) -> HttpResponse:
    """Show the load of a period.

    :raises PermissionDenied: for anybody but administrators.
    """
    if not may_use_emergency_door(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    usual = {"first": today - timedelta(days=DAYS), "last": today}
    form = PeriodForm(request.GET or None, initial=usual)
    chosen = form.cleaned_data if form.is_valid() else {}
    last = chosen.get("last") or today
    first = chosen.get("first") or min(last, today) - timedelta(days=DAYS)
    context = {
        "form": form,
        "media": form.media,
        "first": first,
        "last": last,
        "loads": finished(first, last),
        "waiting": waiting_now(),
        "page_title": _("Review load"),
    }
    return TemplateResponse(request, "desk/load.html", context)
