"""The states a page can be in, each as a condition on ``Page`` and as words."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from cms.desk.models import Duty
from cms.review import sets
from cms.review.models import Approval, PublicState
from cms.review.steps import all_steps, everything, nothing

#: In front of the key of a step, where a page waits at it.
WAITING = "waiting:"


def waits(step: str = "") -> Q:
    """Return the pages that wait at a step; at any step without a key."""
    duties = Duty.objects.waiting()
    if step:
        duties = duties.filter(step=step)
    return Q(pk__in=duties.values("page"))


def _sent_back() -> Q:
    return Q(pk__in=Duty.objects.sent_back().values("page"))


def _ready() -> Q:
    # A change, sending back and withdrawing end approvals: with nothing waiting, all are there.
    return Q(pk__in=Approval.objects.active().values("page"))


def _archived() -> Q:
    return Q(pk__in=PublicState.objects.filter(archived_at__isnull=False).values("page"))


def _withdrawn() -> Q:
    return Q(pk__in=PublicState.objects.filter(withdrawn_at__isnull=False).values("page"))


def conditions() -> dict[str, Q]:
    """Return the states by key; a page is in the first one whose condition it meets."""
    return {
        **{f"{WAITING}{step.key}": waits(step.key) for step in all_steps()},
        "sent_back": _sent_back(),
        "scheduled": sets.scheduled(),
        "ready": _ready(),
        "archived": Q(live=True) & _archived(),
        "changed": Q(live=True, has_unpublished_changes=True),
        "public": Q(live=True),
        "withdrawn": _withdrawn(),
        "expired": Q(expired=True),
        "draft": everything(),
    }


def words() -> dict[str, str]:
    """Return the states in words, in the active language."""
    return {
        **{
            f"{WAITING}{step.key}": _("waits for: %(step)s") % {"step": step.label}
            for step in all_steps()
        },
        "sent_back": _("sent back"),
        "scheduled": _("scheduled"),
        "ready": _("approved, ready to be published"),
        "archived": _("archived"),
        "changed": _("published, with draft changes"),
        "public": _("published"),
        "withdrawn": _("withdrawn"),
        "expired": _("expired"),
        "draft": _("draft"),
    }


def being_written() -> Q:
    """Return the pages whose draft lies with its author and has not been sent back."""
    draft = Q(live=False) | Q(has_unpublished_changes=True)
    elsewhere = waits() | _sent_back() | sets.scheduled() | _ready()
    ended = Q(live=False) & (_withdrawn() | Q(expired=True))
    return draft & ~elsewhere & ~ended


def condition(key: str) -> Q:
    """Return the pages in exactly one state; none for a state that there is not."""
    earlier = nothing()
    for name, state in conditions().items():
        if name == key:
            return state & ~earlier
        earlier |= state
    return nothing()


def state_expression() -> Case:
    """Return the key of the state as an expression on ``Page``.

    Needs the annotations of :func:`cms.desk.pages.with_duties`, which join what most states ask.
    """
    cases: list[Any] = [
        When(
            duty_step__isnull=False,
            then=Concat(Value(WAITING), F("duty_step"), output_field=CharField()),
        )
    ]
    for key, state in conditions().items():
        if not key.startswith(WAITING) and key != "draft":
            cases.append(When(state, then=Value(key)))
    return Case(*cases, default=Value("draft"), output_field=CharField())
