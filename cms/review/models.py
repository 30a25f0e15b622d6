"""What review keeps: who changed what, who approved what, and what has ever been public.

These rows outlive users: each holds the account's key and name beside a foreign key without a
constraint, because ``Revision.user`` is emptied when an account goes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Workflow

from cms.review.enums import ApprovalKind, EndReason
from cms.review.tasks import StepTask

__all__ = [
    "Approval",
    "ContentChange",
    "FileUse",
    "PublicState",
    "PublishedVersion",
    "ReviewWorkflow",
    "StepTask",
]


def user_key() -> Any:
    """Return a foreign key to an account that neither blocks nor follows the account's end."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )


def user_name(user: Any) -> str:
    """Return the name kept beside the key; empty when nobody was named."""
    return user.get_username() if user is not None else ""


class ContentChange(models.Model):
    """Somebody saved a content that differs from the one before. Four eyes are counted on these."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="content_changes")
    fingerprint = models.CharField(max_length=64)
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("content change")
        verbose_name_plural = _("content changes")

    def __str__(self) -> str:
        return f"{self.page_id} {self.fingerprint[:8]} {self.user_name}"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Questions about approvals."""

    def active(self) -> ApprovalQuerySet:
        """Return the approvals that still count."""
        return self.filter(ended_at__isnull=True)

    def end(self, reason: str) -> int:
        """End the active ones of this set; return how many ended."""
        return self.active().update(ended_at=timezone.now(), end_reason=reason)


class Approval(models.Model):
    """A step was passed by one content, or a door was opened for it with a reason."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="approvals")
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=ApprovalKind.choices, default=ApprovalKind.STEP)
    step = models.CharField(max_length=50, blank=True)
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    scheduled = models.BooleanField(
        default=False,
        help_text=_("Belongs to a version that is complete and waits for its go-live date"),
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        indexes = [
            models.Index(
                fields=["page", "fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="review_active_approvals",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.kind} {self.step} {self.fingerprint[:8]}"


class PublicState(models.Model):
    """A page that has been public at least once.

    The protected key is what keeps published texts: no deletion, of the page, of an ancestor or
    through a query set, gets past it.
    """

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.PROTECT, related_name="public_state"
    )
    fingerprint = models.CharField(max_length=64)
    parts = models.JSONField(
        default=dict, help_text=_("Hash of each part that the fingerprint is made of")
    )
    through_change = models.BigIntegerField(
        default=0, help_text=_("Key of the last content change that became public")
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("public state")
        verbose_name_plural = _("public states")

    def __str__(self) -> str:
        return f"{self.page_id} {self.fingerprint[:8]}"


class PublishedVersion(models.Model):
    """One content that was public: kept whole, whatever happens to revisions."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="published_versions")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["page", "number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="review_version_number")
        ]
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"


class FileUse(models.Model):
    """A page uses an image or a document, in its draft or in what is public."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="file_uses")
    model_label = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    public = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "model_label", "object_id", "public"], name="review_file_use"
            )
        ]
        indexes = [models.Index(fields=["model_label", "object_id"], name="review_file_lookup")]
        verbose_name = _("file use")
        verbose_name_plural = _("file uses")

    def __str__(self) -> str:
        return f"{self.page_id} {self.model_label} {self.object_id}"


class ReviewWorkflow(Workflow):
    """The workflow that walks a page through the steps its type requires."""

    step_keys = models.CharField(max_length=200, unique=True)

    class Meta:
        verbose_name = _("review workflow")
        verbose_name_plural = _("review workflows")
