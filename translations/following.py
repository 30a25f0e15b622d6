"""What follows when a source becomes public with another content.

Its segments are cut anew at once, in the saving transaction; no translation is published. When
that fails the source is public all the same, the trouble stands on the desk, and due work tries
again.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail_localize.models import (
    String,
    StringTranslation,
    TranslationContext,
    TranslationSource,
)

from cms.review.models import PublicState
from translations import notifying
from translations.changes import Change, Verdicts, changes_between
from translations.enums import ChangeKind
from translations.models import Judgement, SourceContent, SourceVersion, Standing, Submission
from translations.source_content import Content
from translations.sources import keep_content, take_over

logger = logging.getLogger(__name__)


def source_kept_of(page: Any) -> TranslationSource | None:
    """Return the translation source of a source page, or None when nothing is translated yet."""
    return TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()


def source_page_for(kept: TranslationSource) -> Any:
    """Return the page that a translation source was cut from, or None when it was deleted."""
    try:
        return kept.get_source_instance()
    except ObjectDoesNotExist:
        return None


def content_of(kept: TranslationSource, fingerprint: str | None = None) -> SourceContent | None:
    """Return a content of a source: the one its segments follow, or the one named."""
    if fingerprint is None:
        version = SourceVersion.objects.filter(source=kept).first()
        fingerprint = version.fingerprint if version is not None else ""
    return SourceContent.objects.filter(source=kept, fingerprint=fingerprint).first()


def verdicts_of(page_pk: int) -> Verdicts:
    """Return what was said of the public changes of a source."""
    said = Judgement.objects.filter(page_id=page_pk, wording=True, effective_at__isnull=False)
    return Verdicts(said.values_list("path", "before_hash", "after_hash"))


def follow_source(page: Any) -> None:
    """Follow a source that was published; a failure is kept, logged, and never in its way."""
    kept = source_kept_of(page)
    if kept is None:
        return
    version = SourceVersion.objects.filter(source=kept).first()
    public = PublicState.objects.filter(page_id=page.pk).first()
    if version and public and version.fingerprint == public.fingerprint and not version.trouble:
        return
    try:
        with transaction.atomic():
            _follow(kept, page)
    except Exception as error:
        logger.exception("The segments of page %s could not follow it", page.pk)
        SourceVersion.objects.filter(source=kept).update(trouble=repr(error)[:2000])


def follow_again(now: datetime) -> int:
    """Try again what could not be followed; return how many do now."""
    done = adopt_baselines()
    for version in SourceVersion.objects.exclude(trouble="").select_related("source"):
        page = source_page_for(version.source)
        if page is None or not page.live:
            continue
        follow_source(page)
        done += SourceVersion.objects.filter(pk=version.pk, trouble="").exists()
    return done


def adopt_baselines() -> int:
    """Find the baseline of translations that were public before baselines were kept.

    Where the source has changed since, nobody knows what they follow; the next approval tells.
    """
    published = Submission.objects.filter(published_at__isnull=False)
    last = published.filter(translation=OuterRef("pk")).order_by("-pk")
    rows = Standing.objects.filter(
        baseline=None,
        translation__source__kept_version__fingerprint=Subquery(
            last.values("source_fingerprint")[:1]
        ),
    )
    done = 0
    for row in rows:
        submission = published.filter(translation=row.pk).latest("pk")
        keep_content(submission.translation.source, submission.source_fingerprint)
        set_baseline(submission)
        done += 1
    return done


def _follow(kept: TranslationSource, page: Any) -> None:
    before = content_of(kept)
    kept = take_over(page)
    after = content_of(kept)
    assert after is not None  # noqa: S101 take_over has just kept it
    Judgement.objects.filter(
        page_id=page.pk, fingerprint=after.fingerprint, effective_at=None
    ).update(effective_at=timezone.now())
    changes: list[Change] = []
    if before is not None and before.pk != after.pk:
        changes = changes_between(
            Content.from_data(before.content), Content.from_data(after.content)
        )
    verdicts = verdicts_of(page.pk)
    carry_over(kept, changes, verdicts)
    told = measure(kept, page)
    _note_in_history(page, changes, verdicts)
    if verdicts.open(changes):
        notifying.source_changed(page, told, after.fingerprint)


def measure(kept: TranslationSource, page: Any) -> list[Standing]:
    """Find, for each language, the changes in meaning since its baseline.

    :return: the standings of languages that follow an earlier source now.
    """
    current = content_of(kept)
    if current is None:
        return []
    verdicts = verdicts_of(page.pk)
    now_there = Content.from_data(current.content)
    found: dict[int, list[Change]] = {current.pk: []}
    stale = []
    rows = Standing.objects.filter(translation__source=kept).select_related(
        "baseline", "translation__target_locale"
    )
    for row in rows:
        if row.baseline is not None and row.baseline_id not in found:
            old = Content.from_data(row.baseline.content)
            found[row.baseline.pk] = verdicts.open(changes_between(old, now_there))
        changes = found[row.baseline_id] if row.baseline_id is not None else []
        changes = with_earlier(changes, kept, row.translation.target_locale_id)
        row.changed, row.changes = len(changes), [change.as_data() for change in changes]
        Standing.objects.filter(pk=row.pk).update(
            changed=row.changed, changes=row.changes, dirty=True, touched_at=timezone.now()
        )
        if changes:
            stale.append(row)
    return stale


def with_earlier(changes: list[Change], kept: TranslationSource, locale_id: int) -> list[Change]:
    """Return the changes with the translation of what the source said before."""
    before = {change.before for change in changes if change.kind == ChangeKind.CHANGED}
    if not before:
        return changes
    rows = StringTranslation.objects.filter(
        locale_id=locale_id,
        context__object_id=kept.object_id,
        translation_of__data_hash__in=[String._get_data_hash(text) for text in before],
    )
    data = {
        (path, text): said
        for path, text, said in rows.values_list("context__path", "translation_of__data", "data")
    }
    return [replace(c, earlier=data.get((c.path, c.before), "")) for c in changes]


def open_changes(standing: Standing) -> list[Change]:
    """Return the changes in meaning that a translation has still to follow."""
    return [Change.from_data(data) for data in standing.changes]


def carry_over(kept: TranslationSource, changes: list[Change], verdicts: Verdicts) -> int:
    """Let a translation stand for a text that changed in wording only; return how many did."""
    carried = 0
    for change in changes:
        if change.kind != ChangeKind.CHANGED or not verdicts.keeps_meaning(change):
            continue
        strings = {
            text: String.objects.filter(
                locale_id=kept.locale_id, data_hash=String._get_data_hash(text)
            ).first()
            for text in (change.before, change.after)
        }
        context = TranslationContext.objects.filter(
            object_id=kept.object_id, path_id=TranslationContext._get_path_id(change.path)
        ).first()
        before, after = strings[change.before], strings[change.after]
        if before is None or after is None or context is None:
            continue
        for row in StringTranslation.objects.filter(translation_of=before, context=context):
            _made, created = StringTranslation.objects.get_or_create(
                translation_of=after,
                context=context,
                locale_id=row.locale_id,
                defaults={
                    "data": row.data,
                    "translation_type": row.translation_type,
                    "tool_name": row.tool_name,
                    "last_translated_by": row.last_translated_by,
                },
            )
            carried += created
    return carried


def _note_in_history(page: Any, changes: list[Change], verdicts: Verdicts) -> None:
    """Say in the history of the source what its change means for translations."""
    if not changes:
        return
    meant = len(verdicts.open(changes))
    log(
        page,
        "translations.source_changed",
        data={"comment": summary(meant, len(changes) - meant)},
    )


def summary(meant: int, wording: int) -> str:
    """Say how many changes are in meaning, and how many in wording only."""
    return _("Changes in meaning: %(meant)d. In wording only: %(wording)d.") % {
        "meant": meant,
        "wording": wording,
    }


def set_baseline(submission: Submission) -> None:
    """Note which source a published translation was approved against."""
    content = SourceContent.objects.filter(
        source_id=submission.translation.source_id, fingerprint=submission.source_fingerprint
    ).first()
    translation = submission.translation
    Standing.objects.update_or_create(
        translation=translation,
        defaults={
            "baseline": content,
            "approved_at": timezone.now(),
            "dirty": True,
            "touched_at": timezone.now(),
        },
    )
    page = source_page_for(translation.source)
    if page is not None:
        measure(translation.source, page)
