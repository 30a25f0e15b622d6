"""Invitations of outside experts: who was asked by whom for which step, and what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState

from cms.experts.enums import Answer, InvitationState
from cms.review.models import Approval, user_key

__all__ = ["Invitation"]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def of(self, page: Any) -> InvitationQuerySet:
        """Return the invitations to a page."""
        return self.filter(page_id=page.pk)

    def unanswered(self, now: datetime) -> InvitationQuerySet:
        """Return those that can still be answered, as far as they themselves are concerned."""
        return self.filter(answered_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def approved_another(self, step_key: str) -> InvitationQuerySet:
        """Return those whose expert's approval of another step than this one still counts."""
        counting = self.filter(
            approval__isnull=False, approval__ended_at__isnull=True, approval__scheduled=False
        )
        return counting.exclude(approval__step=step_key)


class Invitation(models.Model):
    """One expert without an account, asked for one step of one page.

    The link's secret is kept only as a hash: whoever reads this table cannot open a draft with it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="expert_invitations")
    task_state = models.ForeignKey(
        TaskState,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The very task: when a text comes back later, that is another one"),
    )
    name = models.CharField(_("name"), max_length=150)
    address = models.EmailField(_("mail address"))
    language = models.CharField(_("language"), max_length=20)
    note = models.TextField(_("your words to the expert"), blank=True, max_length=2000)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = user_key()
    invited_by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by_name = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    answer_text = models.TextField(blank=True)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("Of the content that was judged")
    )
    approval = models.OneToOneField(
        Approval, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="experts_answer_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.name}"

    @property
    def state(self) -> InvitationState:
        """Where it stands, as shown at the page."""
        if self.answered_at is not None:
            approved = self.answer == Answer.APPROVE
            return InvitationState.APPROVED if approved else InvitationState.CHANGES
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        if self.task_state is None or self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            return InvitationState.OVER
        return InvitationState.WAITING

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be answered."""
        return self.state == InvitationState.WAITING
