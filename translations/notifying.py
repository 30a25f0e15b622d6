"""Mails of this room. Being sent back and being published have the mails of review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.mail.kinds import register_kind
from cms.mail.outbox import notify
from cms.review.models import ContentChange
from translations.models import Assignment, SegmentEdit, Standing, Submission
from translations.permissions import may_translate

SOURCE_CHANGED = "translations.source_changed"
LANDED = "translations.landed"


def register_kinds() -> None:
    """Register what receivers choose the delivery of."""
    register_kind(SOURCE_CHANGED, gettext_lazy("A source that I translated has changed in meaning"))
    register_kind(
        LANDED, gettext_lazy("A text of mine is public in another language"), may_be_off=True
    )


def _accounts(keys: Iterable[int | None]) -> list[Any]:
    wanted = {key for key in keys if key is not None}
    return list(get_user_model()._default_manager.filter(pk__in=wanted, is_active=True))


def source_changed(page: Any, standings: list[Standing], fingerprint: str) -> None:
    """Tell whoever translated a source, and whoever is on it, that it changed in meaning."""
    for standing in standings:
        translation = standing.translation
        code = translation.target_locale.language_code
        keys = set(
            SegmentEdit.objects.filter(translation=translation).values_list("user_id", flat=True)
        )
        keys |= set(
            Assignment.objects.filter(translation=translation).values_list("user_id", flat=True)
        )
        notify(
            [person for person in _accounts(keys) if may_translate(person, code)],
            SOURCE_CHANGED,
            key=f"source_changed:{translation.pk}:{fingerprint}",
            subject=lambda: _("The source has changed: %(title)s") % {"title": page.title},
            template="translations/mail/source_changed",
            context={"title": page.title, "number": standing.changed},
            link=reverse("translations_editor", args=[translation.pk]),
        )


def landed(submission: Submission, page: Any, source: Any) -> None:
    """Tell the people of a source that it is public in another language."""
    last = ContentChange.objects.filter(page_id=source.pk, user__isnull=False).last()
    keys = {source.owner_id, last.user_id if last is not None else None}
    notify(
        _accounts(keys),
        LANDED,
        key=f"landed:{submission.pk}",
        subject=lambda: _("Public in another language: %(title)s") % {"title": source.title},
        template="translations/mail/landed",
        context={
            "title": source.title,
            "translated_title": page.title,
            "code": page.locale.language_code,
        },
        link=page.url or reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )
