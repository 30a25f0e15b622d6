"""What carries over from a source to its translations, and what keeps languages from being lost."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, PageLogEntry, Revision
from wagtail.signals import post_page_move
from wagtail_localize.models import StringTranslation

from cms.review import approvals
from cms.review.enums import EndReason
from cms.review.models import PublicState
from cms.review.publishing import content_published, content_unpublished, content_withdrawn_with
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
        _follow_archive(instance)
        return
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


def connect() -> None:
    """Connect every handler once."""
    content_published.connect(follow_publication, dispatch_uid="translations.published")
    content_unpublished.connect(follow_unpublication, dispatch_uid="translations.unpublished")
    content_withdrawn_with.connect(follow_withdrawal, dispatch_uid="translations.withdrawn")
    post_page_move.connect(follow_move, dispatch_uid="translations.moved")
    post_save.connect(follow_schedule, sender=PageLogEntry, dispatch_uid="translations.schedule")
    pre_delete.connect(keep_languages, sender=Locale, dispatch_uid="translations.languages")
