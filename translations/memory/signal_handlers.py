"""Fills the memory at the moment in which a language review approves, by whichever way it does."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail_localize.models import Translation

from cms.review.enums import ApprovalKind
from cms.review.models import Approval
from translations.memory.filling import remember_translation
from translations.models import Submission
from translations.permissions import LANGUAGE_REVIEW


def approved(sender: Any, instance: Approval, created: bool, raw: bool = False, **kw: Any) -> None:
    """Remember the segments of a translation whose submitted content was just approved."""
    if raw or not created or instance.kind != ApprovalKind.STEP:
        return
    if instance.step != LANGUAGE_REVIEW.key:
        return
    submitted = Submission.objects.filter(
        page_id=instance.page_id, fingerprint=instance.fingerprint
    ).last()
    if submitted is None:
        return
    translation = Translation.objects.select_related("source__locale", "target_locale").get(
        pk=submitted.translation_id
    )
    remember_translation(translation, instance.page, instance.user, instance.created_at)


def connect() -> None:
    """Connect every handler once."""
    post_save.connect(approved, sender=Approval, dispatch_uid="memory.approved")
