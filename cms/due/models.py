"""What due work keeps: what was done once for all, and which publications were refused."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

__all__ = ["Claim", "JobRun", "RefusedPublication"]


class Claim(models.Model):
    """Something that is done exactly once: whoever made the row does it."""

    key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.key


class JobRun(models.Model):
    """When a job of ``run_due`` last ended, and how; one row a job, for the doctor."""

    key = models.CharField(max_length=100, unique=True)
    ended_at = models.DateTimeField()
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.ended_at:%Y-%m-%d %H:%M}"


class RefusedPublicationQuerySet(models.QuerySet["RefusedPublication"]):
    """Questions about refused publications."""

    def open(self) -> RefusedPublicationQuerySet:
        """Return those that nobody has mended yet, the newest first, each with its page."""
        return self.filter(resolved_at__isnull=True).select_related("page").order_by("-pk")

    def waiting(self, now: datetime) -> RefusedPublicationQuerySet:
        """Return those that are tried again, but not yet at ``now``."""
        return self.filter(resolved_at__isnull=True, final=False, next_attempt_at__gt=now)

    def resolve(self) -> int:
        """Note that these need nobody any more; return how many."""
        return self.filter(resolved_at__isnull=True).update(resolved_at=timezone.now())


class RefusedPublication(models.Model):
    """A text whose day came and that did not become public.

    Open until the page is published or sent to review again. ``final`` when a rule refused it: it
    is off the calendar then. Otherwise something failed, and it is tried again by itself.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="refused_publications")
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("revision")
    )
    title = models.CharField(_("title"), max_length=255)
    go_live_at = models.DateTimeField(_("go-live date"))
    reason = models.TextField(_("reason"))
    final = models.BooleanField(_("final"), default=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)

    objects: ClassVar[models.Manager[RefusedPublication]] = RefusedPublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("refused publication")
        verbose_name_plural = _("refused publications")
        constraints = [
            models.UniqueConstraint(fields=["revision", "go_live_at"], name="due_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.title}"
