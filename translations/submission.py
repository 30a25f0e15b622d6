"""From segments to the page: preview, submission to language review, approval, sending back.

``Translation.save_target`` is never called: it writes unreviewed text into the public row, with
``publish=False`` as well (wagtail-localize 1.14.5).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import (
    MissingRelatedObjectError,
    MissingTranslationError,
    SourceDeletedError,
    Translation,
    TranslationLog,
)
from wagtail_localize.segments.ingest import ingest_segments

from cms.review import workflows
from cms.review.approvals import changers
from cms.review.exceptions import NotReviewed
from cms.review.fingerprint import content_fingerprint
from cms.review.models import ContentChange, PublicState, user_name
from cms.review.tasks import APPROVE_DESPITE
from translations.following import set_baseline
from translations.models import SegmentEdit, SourceVersion, Submission
from translations.notifying import landed
from translations.pairs import Pair, pairs_of, progress_of
from translations.permissions import LANGUAGE_REVIEW, may_review, may_translate
from translations.slugs import slug_for
from translations.sources import is_coming, keep_content

#: Sent inside the saving transaction, with ``submission`` and ``page``, when a translation that
#: passed its review became public: what its segments say is approved text now.
translation_published = Signal()


class NotReadyError(Exception):
    """A translation cannot be submitted; ``reasons`` says why, for the translator."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def source_of(translation: Translation) -> Any:
    """Return the source page, specific, or None when it was deleted."""
    try:
        return translation.source.get_source_instance()
    except ObjectDoesNotExist:
        return None


def target_of(translation: Translation) -> Any:
    """Return the translated page as the database has it, specific, or None."""
    try:
        return translation.source.get_translated_instance(translation.target_locale_id)
    except ObjectDoesNotExist:
        return None


def both_of(translation: Translation) -> tuple[Any, Any]:
    """Return source and target page, specific, either None where it is not; one query."""
    kept = translation.source
    found = kept.specific_content_type.model_class()._default_manager.filter(
        translation_key=kept.object_id,
        locale_id__in=[kept.locale_id, translation.target_locale_id],
    )
    by_locale = {page.locale_id: page for page in found.select_related("public_state", "locale")}
    return by_locale.get(kept.locale_id), by_locale.get(translation.target_locale_id)


def preview_of(translation: Translation) -> Any:
    """Return the page as it would be, in memory; what is missing stands in the source language.

    :raises SourceDeletedError: when the source was deleted.
    """
    source, locale = translation.source, translation.target_locale
    if target_of(translation) is not None:
        return source.get_ephemeral_translated_instance(locale, fallback=True)
    original, instance = source.as_instance(), source.as_instance()
    instance.locale = locale
    segments = source._get_segments_for_translation(locale, fallback=True)
    ingest_segments(original, instance, source.locale, locale, segments)
    instance.draft_title = instance.title
    return instance


def review_state(page: Any) -> str:
    """Return how a translated page stands: ``""``, ``review`` or ``sent_back``."""
    return state_word(page.current_workflow_state if page is not None else None)


def state_word(state: Any) -> str:
    """Return the same of the workflow state of a page."""
    if state is None:
        return ""
    return "sent_back" if state.status == state.STATUS_NEEDS_CHANGES else "review"


def is_locked(page: Any) -> bool:
    """Say whether the segments stand still because a reviewer has them."""
    return review_state(page) == "review"


def reasons_against(pairs: list[Pair]) -> list[str]:
    """Return why a translation with these pairs cannot be submitted now; [] when it can."""
    progress = progress_of(pairs)
    reasons = []
    if progress.missing:
        reasons.append(_("Segments without a translation: %d") % progress.missing)
    if progress.errors:
        reasons.append(_("Segments with an error: %d") % progress.errors)
    if progress.machine:
        reasons.append(_("Segments by machine that nobody confirmed: %d") % progress.machine)
    if not progress.total:
        reasons.append(_("There is nothing to translate."))
    return reasons


def _made_draft(source: Any, translation: Translation) -> Any:
    """Create the draft page under the translated parent.

    :raises NotReadyError: when the parent is not there in the language.
    """
    parent = source.get_parent()
    locale = translation.target_locale
    there = Page.objects.filter(translation_key=parent.translation_key, locale=locale).first()
    if there is None:
        raise NotReadyError(
            [_("“%s” has to be translated first: it stands above this page.") % parent.title]
        )
    return source.copy_for_translation(locale)


@transaction.atomic
def submit(translation: Translation, user: Any) -> Any:
    """Build the revision and send it to language review; return the page.

    :raises NotReadyError: with the reasons, when something is missing or wrong.
    :raises NotReviewed: when the user may not, or the text is in review already.
    """
    # Its source may have been cut anew since it was loaded.
    translation = Translation.objects.select_related("source", "target_locale").get(
        pk=translation.pk
    )
    locale = translation.target_locale
    if not may_translate(user, locale.language_code):
        raise NotReviewed(_("Only translators of this language submit translations."))
    source = source_of(translation)
    if source is None:
        raise NotReadyError([_("The source was deleted. What you wrote is kept.")])
    if not is_coming(source):
        raise NotReadyError([_("The source is not public.")])
    reasons = reasons_against(pairs_of(translation))
    if reasons:
        raise NotReadyError(reasons)
    page = target_of(translation)
    if is_locked(page):
        raise NotReviewed(_("This translation is in review already."))
    if page is None:
        page = _made_draft(source, translation)
    instance = _built(translation)
    if not PublicState.objects.filter(page_id=page.pk).exists():
        instance.slug = slug_for(instance.title, page.get_parent(), page.pk)
    # It goes public with its source, never before.
    instance.go_live_at = None if source.live else source.scheduled_revision.as_object().go_live_at
    instance.expire_at = source.expire_at
    _check(translation, instance)
    revision = instance.save_revision(user=user, log_action=True)
    fingerprint = content_fingerprint(revision.as_object())
    through = _note_people(translation, page, fingerprint)
    version = SourceVersion.objects.filter(source_id=translation.source_id).first()
    if version is not None:
        keep_content(translation.source, version.fingerprint)
    Submission.objects.create(
        translation=translation,
        page_id=page.pk,
        fingerprint=fingerprint,
        source_fingerprint=version.fingerprint if version else "",
        through_edit=through,
        user=user,
        user_name=user_name(user),
    )
    TranslationLog.objects.create(source=translation.source, locale=locale, revision=revision)
    page = type(page).objects.get(pk=page.pk)
    waiting = page.current_workflow_state
    if waiting is None:
        workflows.submit(page, user)
    elif waiting.status == waiting.STATUS_NEEDS_CHANGES:
        waiting.resume(user=user)
    return page


def _built(translation: Translation) -> Any:
    try:
        return translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=False
        )
    except MissingTranslationError as error:
        raise NotReadyError([_("A segment has no translation.")]) from error
    except MissingRelatedObjectError as error:
        raise NotReadyError([_("Something it refers to is not translated.")]) from error
    except SourceDeletedError as error:
        raise NotReadyError([_("The source was deleted. What you wrote is kept.")]) from error


def _check(translation: Translation, instance: Any) -> None:
    """Hold the page's own rules, as its editor would.

    :raises NotReadyError: naming the field; the segment in question is marked.
    """
    try:
        instance.full_clean()
    except ValidationError as error:
        reasons = []
        for name, messages in error.message_dict.items():
            words = " ".join(str(message) for message in messages)
            reasons.append(f"{name}: {words}")
        raise NotReadyError(reasons) from error
    for field, rows in _child_errors(instance):
        raise NotReadyError([f"{field}: {rows}"])


def _child_errors(instance: Any) -> list[tuple[str, str]]:
    from modelcluster.models import get_all_child_relations

    found = []
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        if name == "wagtail_admin_comments":
            continue
        for child in getattr(instance, name).all():
            try:
                child.clean_fields(exclude=[relation.field.name, "locale"])
            except ValidationError as error:
                found.append((name, " ".join(error.messages)))
    return found


def _note_people(translation: Translation, page: Any, fingerprint: str) -> int:
    """Name everybody who wrote in it as a changer: four eyes are counted on those.

    :return: the key of the last edit that the submission contains.
    """
    edits = SegmentEdit.objects.filter(translation=translation)
    through = edits.order_by("-pk").values_list("pk", flat=True).first() or 0
    public = (
        Submission.objects.filter(translation=translation, published_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    if public is not None:
        edits = edits.filter(pk__gt=public.through_edit)
    known = changers(page.pk)
    for key, name in set(edits.filter(user__isnull=False).values_list("user_id", "user_name")):
        if key not in known:
            ContentChange.objects.create(
                page_id=page.pk, fingerprint=fingerprint, user_id=key, user_name=name
            )
    return int(through)


@transaction.atomic
def take_back(translation: Translation, user: Any) -> None:
    """Take a submission back from review, to write on.

    :raises NotReviewed: when the user does not translate this language, or nothing waits.
    """
    page = target_of(translation)
    if not may_translate(user, translation.target_locale.language_code) or not is_locked(page):
        raise NotReviewed(_("There is nothing of yours to take back."))
    page.current_workflow_state.cancel(user=user)


@transaction.atomic
def judge(
    translation: Translation,
    user: Any,
    *,
    approve: bool,
    words: str = "",
    despite: bool = False,
) -> Any:
    """Take the language review: approve, which publishes the language, or send it back.

    :param words: the reviewer's comment; needed to send back.
    :param despite: approve although something is open; ``words`` say why.
    :raises NotReviewed: when the user may not, or nothing waits.
    :raises cms.review.exceptions.FourEyes: when the user translated any segment of it.
    """
    page = target_of(translation)
    code = translation.target_locale.language_code
    if page is None or not may_review(user, code):
        raise NotReviewed(_("You do not review this language."))
    state = page.current_workflow_task_state
    if not is_locked(page) or state is None or state.task.specific.step_key != LANGUAGE_REVIEW.key:
        raise NotReviewed(_("This step is no longer waiting."))
    source = source_of(translation)
    if approve and (source is None or not is_coming(source)):
        raise NotReviewed(_("The source is not public."))
    if not approve and not words.strip():
        raise NotReviewed(_("Say what has to be changed."))
    kwargs = {"comment": words.strip()} if words.strip() else {}
    action = "reject" if not approve else APPROVE_DESPITE if despite else "approve"
    state.task.specific.on_action(state, user, action, **kwargs)
    return type(page).objects.get(pk=page.pk)


def note_public(page: Any) -> None:
    """Note that a submitted translation is public now: its writers are free to review again."""
    state = PublicState.objects.filter(page_id=page.pk).first()
    if state is None:
        return
    found = (
        Submission.objects.filter(page_id=page.pk, fingerprint=state.fingerprint, published_at=None)
        .select_related("translation__source", "translation__target_locale")
        .order_by("-pk")
        .first()
    )
    if found is None:
        return
    Submission.objects.filter(pk=found.pk).update(published_at=timezone.now())
    set_baseline(found)
    source = source_of(found.translation)
    if source is not None:
        landed(found, page, source)
    translation_published.send(sender=Submission, submission=found, page=page)
