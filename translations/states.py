"""How each publication stands in each language.

Computed for many translations at once from what is stored: segments, pages, reviews, dates. What
happens marks rows as touched (:func:`touch`), who reads asks :func:`bring_up_to_date` first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from translations.enums import State
from translations.models import Standing

#: Rows computed together.
BATCH = 500


def touch(**which: Any) -> None:
    """Have the standings of some translations computed anew before they are next read.

    :param which: look-ups of ``Standing``.
    """
    Standing.objects.filter(**which).update(dirty=True, touched_at=timezone.now())


def touch_page(page: Any) -> None:
    """Touch the translation that a translated page belongs to."""
    touch(
        translation__source__object_id=page.translation_key,
        translation__target_locale_id=page.locale_id,
    )


@dataclass(frozen=True)
class Facts:
    """What a state follows from."""

    changed: int
    has_baseline: bool
    machine: int
    live: bool
    review: str
    scheduled: bool


def state_from(facts: Facts) -> State:
    """Return the one word for a translation; what somebody has to do now goes before the rest."""
    if facts.review == WorkflowState.STATUS_NEEDS_CHANGES:
        return State.SENT_BACK
    if facts.review == WorkflowState.STATUS_IN_PROGRESS:
        return State.REVIEW
    if facts.live and facts.has_baseline and facts.changed:
        return State.STALE
    if facts.machine:
        return State.MACHINE
    if facts.live and facts.has_baseline:
        return State.CURRENT
    return State.APPROVED if facts.scheduled else State.WRITING


def _counts(keys: list[int]) -> dict[int, dict[str, int]]:
    """Return numbers of segments by translation: ``total``, ``done``, ``machine``, ``errors``."""
    written = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("source__translations__target_locale_id"),
    )
    machine = StringTranslation.TRANSLATION_TYPE_MACHINE
    rows = (
        StringSegment.objects.filter(source__translations__in=keys)
        .annotate(
            way=Subquery(written.values("translation_type")[:1]),
            wrong=Subquery(written.values("has_error")[:1]),
        )
        .values("source__translations")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(wrong=False) & ~Q(way=machine)),
            machine=Count("pk", filter=Q(wrong=False, way=machine)),
            errors=Count("pk", filter=Q(wrong=True)),
        )
        .order_by()
    )
    names = ("total", "done", "machine", "errors")
    return {row["source__translations"]: {name: row[name] for name in names} for row in rows}


def _pages(translations: Iterable[Translation]) -> dict[tuple[Any, int], tuple[int, bool]]:
    """Return key and whether it is public of each translated page, by key and language."""
    keys = {row.source.object_id for row in translations}
    locales = {row.target_locale_id for row in translations}
    rows = Page.objects.filter(translation_key__in=keys, locale_id__in=locales)
    return {
        (key, locale): (pk, live)
        for pk, key, locale, live in rows.values_list("pk", "translation_key", "locale_id", "live")
    }


def _reviews(pages: Iterable[int]) -> dict[int, str]:
    rows = WorkflowState.objects.active().filter(object_id__in=[str(pk) for pk in pages])
    return {int(pk): status for pk, status in rows.values_list("object_id", "status")}


def _scheduled(pages: Iterable[int]) -> set[int]:
    rows = Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk in pages], approved_go_live_at__isnull=False
    )
    return {int(pk) for pk in rows.values_list("object_id", flat=True)}


def compute(keys: list[int]) -> list[Standing]:
    """Return what the standings of these translations are, without writing them."""
    kept = Standing.objects.select_related("translation__source").in_bulk(keys)
    counts = _counts(keys)
    pages = _pages([row.translation for row in kept.values()])
    numbers = [pk for pk, _live in pages.values()]
    reviews, scheduled = _reviews(numbers), _scheduled(numbers)
    for key, row in kept.items():
        translation = row.translation
        pk, live = pages.get(
            (translation.source.object_id, translation.target_locale_id), (0, False)
        )
        for name, number in counts.get(key, {}).items():
            setattr(row, name, number)
        if key not in counts:
            row.total = row.done = row.machine = row.errors = 0
        row.public = live
        facts = Facts(
            changed=row.changed,
            has_baseline=row.baseline_id is not None,
            machine=row.machine,
            live=live,
            review=reviews.get(pk, ""),
            scheduled=pk in scheduled,
        )
        state = state_from(facts)
        if state != row.state:
            row.state, row.since = state, row.touched_at
    return list(kept.values())


def bring_up_to_date(translations: Iterable[int] | None = None) -> int:
    """Compute the touched standings; return how many.

    :param translations: keys to look at; all when None.
    """
    dirty = Standing.objects.filter(dirty=True)
    if translations is not None:
        dirty = dirty.filter(pk__in=list(translations))
    keys = list(dirty.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        _write(keys[start : start + BATCH])
    return len(keys)


@transaction.atomic
def _write(keys: list[int]) -> None:
    # Taken first: what is touched meanwhile is computed again.
    Standing.objects.filter(pk__in=keys).update(dirty=False)
    Standing.objects.bulk_create(
        compute(keys),
        update_conflicts=True,
        unique_fields=["translation"],
        update_fields=["state", "public", "total", "done", "machine", "errors", "since"],
    )


def standing_of(translation: Translation) -> Standing:
    """Return how a translation stands now; no query when it was selected with the translation."""
    row: Standing | None = getattr(translation, "standing", None)
    if row is None:
        row = Standing.objects.create(translation=translation)
    if row.dirty:
        bring_up_to_date([translation.pk])
        row = Standing.objects.get(pk=translation.pk)
    return row


def is_stale(page: Any) -> datetime | None:
    """Return since when a public translated page follows an earlier source, or None; one query.

    The moment is that of its approval: the source it follows is not younger.
    """
    row = (
        Standing.objects.filter(
            translation__source__object_id=page.translation_key,
            translation__target_locale_id=page.locale_id,
            baseline__isnull=False,
            changed__gt=0,
        )
        .values_list("approved_at", "baseline__created_at")
        .first()
    )
    return (row[1] or row[0]) if row is not None else None
