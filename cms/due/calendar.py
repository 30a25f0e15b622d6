"""Publication and expiry at their dates, in the order of the dates, each once.

Whoever publishes takes the date off the revision first, with a conditional update in the same
transaction: two processes never publish the same, and a failure puts the date back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.due.claims import claim, claims_are_on
from cms.due.models import RefusedPublication

logger = logging.getLogger(__name__)

#: Sent inside the transaction that notes a refusal people have to know of: ``refused``.
publication_refused = Signal()

#: Something that failed and was no rule is tried again after these times; then each last one.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
#: From this attempt on it is no hiccup any more: people are told.
TOLD_FROM = 3

Hold = Callable[[Any], bool]
_holds: list[Hold] = []


def register_hold(hold: Hold) -> None:
    """Let a room keep a page back although its day has come.

    :param hold: ``page -> bool``: True while it has to wait for something else.
    """
    if hold not in _holds:
        _holds.append(hold)


def run(now: datetime) -> int:
    """Publish and expire what is due at ``now``; return how many pages changed.

    All models with drafts are pages here. When ``run_due`` did not run for days, everything happens
    once, late, in the order of its dates.
    """
    done = 0
    passed: set[tuple[str, int, datetime]] = set()
    held: set[tuple[str, int, datetime]] = set()
    while event := _next_event(now, passed | held):
        kind, key, when = event
        if kind == "publish" and _is_held(key):
            held.add(event)
            continue
        passed.add(event)
        happened = _publish(key, when, now) if kind == "publish" else _expire(key, when, now)
        if happened:
            done += 1
            # What waited for something else may be free now.
            held.clear()
    return done


def due_publications(now: datetime) -> Any:
    """Return the revisions whose day has come, by date."""
    waiting = RefusedPublication.objects.waiting(now)
    return (
        Revision.page_revisions.filter(approved_go_live_at__lte=now)
        .exclude(pk__in=waiting.filter(revision__isnull=False).values("revision"))
        .order_by("approved_go_live_at", "pk")
    )


def due_expiries(now: datetime) -> Any:
    """Return the public pages whose end has come, by date."""
    return Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk")


def _next_event(
    now: datetime, passed: set[tuple[str, int, datetime]]
) -> tuple[str, int, datetime] | None:
    """Return the earliest event that is not in ``passed``.

    Of two at once publication comes first: the new version may bring another end.
    """
    events = [
        *(("expire", *row) for row in due_expiries(now).values_list("pk", "expire_at")),
        *(
            ("publish", *row)
            for row in due_publications(now).values_list("pk", "approved_go_live_at")
        ),
    ]
    return min(
        (event for event in events if event not in passed),
        key=lambda event: (event[2], event[0] == "expire", event[1]),
        default=None,
    )


def _is_held(revision_key: int) -> bool:
    revision = Revision.objects.filter(pk=revision_key).first()
    page = revision.content_object if revision is not None else None
    return page is not None and any(hold(page.specific) for hold in _holds)


def _publish(key: int, go_live_at: datetime, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if not _take_off(key, go_live_at):
                return False
            Revision.objects.get(pk=key).publish(log_action="wagtail.publish.scheduled")
    except Exception as error:
        logger.warning("Revision %s was not published at its date: %s", key, error)
        _refuse(key, go_live_at, error, now)
        return False
    return True


def _take_off(key: int, go_live_at: datetime) -> bool:
    """Take the date off the revision; True for the one process that did."""
    rows = Revision.objects.filter(pk=key)
    if claims_are_on():
        rows = rows.filter(approved_go_live_at=go_live_at)
    return bool(rows.update(approved_go_live_at=None))


def _expire(key: int, expire_at: datetime, now: datetime) -> bool:
    try:
        with transaction.atomic():
            page = Page.objects.get(pk=key).specific
            # A page that is published again with an end that has passed ends again.
            shown = page.last_published_at
            occasion = f"{expire_at:%Y%m%d%H%M%S}:{shown:%Y%m%d%H%M%S%f}" if shown else "?"
            if not claim(f"expiry:{key}:{occasion}"):
                return False
            scheduled = page.scheduled_revision
            planned = scheduled.approved_go_live_at if scheduled is not None else None
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            if planned is not None:
                # Unpublishing ends approvals and takes all dates off: nobody may miss that.
                reason = _("The page expired before, which took the new version off the calendar.")
                _note(scheduled, planned, reason, final=True)
    except Exception:
        # The others still have their turn; this one is tried again in the next run.
        logger.exception("Page %s did not expire at its date", key)
        return False
    return True


@transaction.atomic
def _refuse(key: int, go_live_at: datetime, error: Exception, now: datetime) -> None:
    """Note a refusal or a failure, unless another process did so already."""
    revision = Revision.objects.filter(pk=key, approved_go_live_at=go_live_at).first()
    if revision is None:
        return
    final = isinstance(error, PermissionDenied | ValidationError)
    if not final:
        _note(revision, go_live_at, reason_of(error), final=False, now=now)
    elif _take_off(key, go_live_at):
        page = revision.content_object.specific
        # Wagtail's own action: whoever follows the calendar hears of it.
        log(page, "wagtail.schedule.cancel", revision=revision)
        log(page, "due.refused", data={"comment": reason_of(error)}, revision=revision)
        _note(revision, go_live_at, reason_of(error), final=True)


def _note(
    revision: Any, go_live_at: datetime, reason: str, *, final: bool, now: datetime | None = None
) -> None:
    """Keep the refusal, and tell people when it is final or lasts.

    :param now: counts the waiting time of what is tried again.
    """
    rows = RefusedPublication.objects.filter(revision=revision, go_live_at=go_live_at)
    attempts = 1 + (rows.values_list("attempts", flat=True).first() or 0)
    wait = now + WAITS[min(attempts, len(WAITS)) - 1] if now is not None else None
    refused, _created = RefusedPublication.objects.update_or_create(
        revision=revision,
        go_live_at=go_live_at,
        defaults={
            "page_id": int(revision.object_id),
            "title": revision.object_str[:255],
            "reason": reason,
            "final": final,
            "attempts": attempts,
            "next_attempt_at": wait,
            "resolved_at": None,
        },
    )
    if final or attempts == TOLD_FROM:
        publication_refused.send(sender=type(refused), refused=refused)


def reason_of(error: Exception) -> str:
    """Return why it was refused, in words for people."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, PermissionDenied):
        return str(error) or _("It is not permitted.")
    return _("The platform failed: %(error)s") % {"error": f"{type(error).__name__}: {error}"[:500]}


def resolve(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Close what was refused of a page that is public now, or on its way through review again."""
    page_key = getattr(instance, "object_id", None) or instance.pk
    RefusedPublication.objects.filter(page_id=int(page_key)).resolve()


def scheduled_words(now: datetime) -> list[str]:
    """Return one line for each thing that is due, for a dry run."""
    return [
        *(f"expire  {page.expire_at:%Y-%m-%d %H:%M}  {page.title}" for page in due_expiries(now)),
        *(
            f"publish {revision.approved_go_live_at:%Y-%m-%d %H:%M}  {revision.object_str}"
            for revision in due_publications(now)
        ),
    ]
