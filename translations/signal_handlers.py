"""What carries over from a source to its translations, and what keeps languages from being lost."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageLogEntry, Revision, WorkflowState
from wagtail.signals import post_page_move, pre_page_move
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    post_save_string_translation,
)

from cms.review import approvals
from cms.review.enums import EndReason
from cms.review.models import PublicState
from cms.review.publishing import content_published, content_unpublished, content_withdrawn_with
from translations import states
from translations.following import follow_source
from translations.models import Standing
from translations.originals import guard_moves, guard_new_pages
from translations.permissions import is_partner_page


def translations_of(source: Any) -> list[Any]:
    """Return the translated pages of a source, specific."""
    pages = Page.objects.filter(translation_key=source.translation_key).exclude(pk=source.pk)
    return [page.specific for page in pages]


def follow_publication(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Note a published translation; carry a source's archiving, and its end, over."""
    from translations.submission import note_public

    if is_partner_page(instance):
        note_public(instance)
        states.touch_page(instance)
        _follow_archive(instance)
        return
    follow_source(instance)
    for page in translations_of(instance):
        _follow_archive(page)


def _follow_archive(page: Any) -> None:
    """Let a translation be archived exactly while its source is."""
    from translations.sources import source_page_of

    source = source_page_of(page)
    if source is None:
        return
    theirs = PublicState.objects.filter(page_id=source.pk).first()
    ours = PublicState.objects.filter(page_id=page.pk).first()
    if theirs is None or ours is None or ours.archived_at == theirs.archived_at:
        return
    PublicState.objects.filter(pk=ours.pk).update(
        archived_at=theirs.archived_at, archive_reason=theirs.archive_reason
    )
    action = "review.archive" if theirs.archived_at else "review.unarchive"
    log(page, action, data={"comment": theirs.archive_reason or _("With its source")})
    content_published.send(sender=type(page), instance=page)


def follow_unpublication(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Take the translations from the site with their source, and off the calendar."""
    if is_partner_page(instance):
        states.touch_page(instance)
        return
    for page in translations_of(instance):
        _take_off_calendar(page)
        if page.live:
            page.unpublish(log_action="wagtail.unpublish")


def _scheduled(page: Any) -> Any:
    return Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)


def _take_off_calendar(page: Any) -> None:
    """Let an approved translation that waits for its source wait for another review instead."""
    if _scheduled(page).update(approved_go_live_at=None):
        approvals.end_for_page(page.pk, EndReason.UNPUBLISHED)


def follow_schedule(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Keep translations that wait for a source's go-live behind it, when that is moved.

    Wagtail sends no signal when a date is taken back or set anew, but writes it into the log.
    """
    if not created or instance.action not in {
        "wagtail.schedule.cancel",
        "wagtail.publish.schedule",
    }:
        return
    source = Page.objects.filter(pk=instance.page_id, live=False).first()
    if source is None or is_partner_page(source):
        return
    dates = _scheduled(source).values_list("approved_go_live_at", flat=True)
    latest = max(dates, default=None)
    for page in translations_of(source):
        if latest is None:
            _take_off_calendar(page)
        else:
            _scheduled(page).filter(approved_go_live_at__lt=latest).update(
                approved_go_live_at=latest
            )


def follow_withdrawal(sender: Any, instance: Any, reason: str, user: Any, **kwargs: Any) -> None:
    """Let the addresses of the translations say why, as the source's does."""
    if is_partner_page(instance):
        return
    state = PublicState.objects.get(page_id=instance.pk)
    for page in translations_of(instance):
        changed = PublicState.objects.filter(page_id=page.pk).update(
            withdrawn_at=state.withdrawn_at, withdrawal_reason=reason
        )
        if changed:
            log(page, "review.withdraw", user=user, data={"comment": reason})


def follow_move(
    sender: Any, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any
) -> None:
    """Move the translations below the translation of the new parent, where there is one.

    Wagtail's redirects notice each move by themselves.
    """
    if is_partner_page(instance) or parent_page_before.pk == parent_page_after.pk:
        return
    for page in translations_of(instance):
        parent = Page.objects.filter(
            translation_key=parent_page_after.translation_key, locale_id=page.locale_id
        ).first()
        if parent is not None and page.get_parent().pk != parent.pk:
            with transaction.atomic():
                page.move(parent, pos="last-child")


def new_translation(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Give every translation its standing, however it was begun."""
    if created:
        Standing.objects.get_or_create(translation=instance)


def segment_written(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Have the translation counted again in which a segment was written, or its text taken away."""
    if instance.context_id is not None:
        states.touch(
            translation__source__object_id=instance.context.object_id,
            translation__target_locale_id=instance.locale_id,
        )


def review_moved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Follow a review that began, came back or ended."""
    page = Page.objects.filter(pk=instance.object_id).select_related("locale").first()
    if page is not None and is_partner_page(page):
        states.touch_page(page)


def date_set(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Follow a translation that was given a date, or lost it."""
    if instance.action.startswith("wagtail.publish.schedule") or (
        instance.action == "wagtail.schedule.cancel"
    ):
        states.touch_page(instance.page)


def page_gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Follow a page that was deleted (only ever a draft)."""
    if isinstance(instance, Page):
        states.touch_page(instance)


def keep_languages(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Refuse to delete a language that somebody has written in.

    :raises ProtectedError: pages already stand in the way by themselves, texts of translators that
        were never submitted would go without a word.
    """
    written = StringTranslation.objects.filter(locale_id=instance.pk)
    if written.exists():
        raise ProtectedError(
            _("Translators have written in “%s”: the language is kept.") % instance.language_code,
            set(written[:1]),
        )


def title_written(sender: Any, instance: StringTranslation, **kwargs: Any) -> None:
    """Show a translated title in the administration's lists, cut to what they can hold.

    In place of wagtail-localize's own handler (1.14.5), which has a title that is too long refused
    by PostgreSQL, and with it what somebody typed.
    """
    if instance.context.path == "title":
        longest = Page._meta.get_field("draft_title").max_length
        Page.objects.filter(
            translation_key=instance.context.object_id, locale_id=instance.locale_id
        ).update(draft_title=instance.data[:longest])


def connect() -> None:
    """Connect every handler once."""
    post_save.disconnect(post_save_string_translation, sender=StringTranslation)
    post_save.connect(title_written, sender=StringTranslation, dispatch_uid="translations.title")
    content_published.connect(follow_publication, dispatch_uid="translations.published")
    content_unpublished.connect(follow_unpublication, dispatch_uid="translations.unpublished")
    content_withdrawn_with.connect(follow_withdrawal, dispatch_uid="translations.withdrawn")
    post_page_move.connect(follow_move, dispatch_uid="translations.moved")
    pre_page_move.connect(guard_moves, dispatch_uid="translations.moves_guarded")
    pre_save.connect(guard_new_pages, dispatch_uid="translations.originals")
    post_save.connect(follow_schedule, sender=PageLogEntry, dispatch_uid="translations.schedule")
    post_save.connect(date_set, sender=PageLogEntry, dispatch_uid="translations.date_set")
    post_save.connect(new_translation, sender=Translation, dispatch_uid="translations.begun")
    post_save.connect(
        segment_written, sender=StringTranslation, dispatch_uid="translations.segment_written"
    )
    post_delete.connect(
        segment_written, sender=StringTranslation, dispatch_uid="translations.segment_deleted"
    )
    post_save.connect(review_moved, sender=WorkflowState, dispatch_uid="translations.review")
    post_delete.connect(page_gone, dispatch_uid="translations.page_gone")
    pre_delete.connect(keep_languages, sender=Locale, dispatch_uid="translations.languages")
