"""What the desk keeps beside Wagtail's task states: when a step is due, and who is on it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState, WorkflowState


class DutyQuerySet(models.QuerySet["Duty"]):
    """Questions about duties."""

    def waiting(self) -> DutyQuerySet:
        """Return those whose step still waits."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, today: date) -> DutyQuerySet:
        """Return the waiting ones whose date is past."""
        return self.waiting().filter(due_on__lt=today)

    def sent_back(self) -> DutyQuerySet:
        """Return those whose text lies with its author again, because this step sent it back."""
        return self.filter(
            task_state__workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
            task_state__workflow_state__current_task_state=F("task_state"),
        )

    def taken(self, today: date) -> DutyQuerySet:
        """Return the waiting ones that somebody is on, and not for too long."""
        return self.waiting().filter(taken_by__isnull=False, taken_until__gte=today)


class Duty(models.Model):
    """A step that waits for somebody: made when the step starts, closed with it.

    The page stands here too: Wagtail keeps it as text behind two rows.
    """

    task_state = models.OneToOneField(TaskState, on_delete=models.CASCADE, related_name="duty")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="duties")
    step = models.CharField(_("step"), max_length=50)
    due_on = models.DateField(_("due on"))
    closed_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken by"),
    )
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    taken_until = models.DateField(
        null=True, blank=True, help_text=_("The last day before it is released by itself")
    )
    # Each reminder goes out once for each date: the date that it went out for.
    reminded_for = models.DateField(null=True, blank=True, editable=False)
    overdue_reminded_for = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()

    # No use of a page that editors should see.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        indexes = [
            models.Index(
                fields=["step", "due_on"],
                condition=Q(closed_at__isnull=True),
                name="desk_waiting_duties",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.step} {self.due_on}"

    @property
    def holder(self) -> Any:
        """Who is on it, or None: nobody, or somebody whose time has run out."""
        return self.holder_on(timezone.localdate())

    def holder_on(self, day: date) -> Any:
        """Return who is on it on a day, or None."""
        return self.taken_by if self.taken_until and self.taken_until >= day else None
