"""Threads of comments, each at a passage of a page's draft."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.review.models import user_key

__all__ = ["Comment", "Thread"]


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Questions about threads."""

    def open(self) -> ThreadQuerySet:
        """Return the threads that nobody has resolved."""
        return self.filter(resolved_at__isnull=True)

    def of(self, page: Any) -> ThreadQuerySet:
        """Return the threads of a page."""
        return self.filter(page_id=page.pk)

    def begun_by_guest(self, guest: int) -> ThreadQuerySet:
        """Return the threads that a guest began.

        :param guest: key of the guest's invitation.
        """
        return self.filter(guest=guest)


class Thread(models.Model):
    """A comment with its replies, at one passage.

    ``anchor`` names the passage by its own identity (see ``passages.py``), never by its place.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="comment_threads")
    anchor = models.CharField(max_length=200)
    label = models.CharField(
        max_length=200, blank=True, help_text=_("What the passage was called when it was there")
    )
    quote = models.TextField(
        blank=True, help_text=_("The words that are meant, when it is not the whole passage")
    )
    offset = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Where the words begin in the text, in characters")
    )
    first_text = models.TextField(
        blank=True, help_text=_("The passage as it was when the thread began")
    )
    text = models.TextField(blank=True, help_text=_("The passage as it was last seen"))
    gone_at = models.DateTimeField(null=True, blank=True)
    quote_gone = models.BooleanField(
        default=False, help_text=_("The passage is there, but not the words that are meant")
    )
    guest = models.BigIntegerField(
        null=True, blank=True, db_index=True, help_text=_("Invitation of the guest who began it")
    )
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = user_key()
    resolved_by_name = models.CharField(max_length=150, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("thread of comments")
        verbose_name_plural = _("threads of comments")
        indexes = [models.Index(fields=["page", "resolved_at"], name="comments_open_of_page")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.anchor}"

    @property
    def element_id(self) -> str:
        """The id of its element on the page where it is read."""
        return f"thread-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.resolved_at is None

    @property
    def is_gone(self) -> bool:
        """Whether its passage is no longer there."""
        return self.gone_at is not None


class Comment(models.Model):
    """What one person wrote in a thread: the first comment or a reply."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    author = user_key()
    author_name = models.CharField(max_length=200)
    invited_by_name = models.CharField(
        max_length=150, blank=True, help_text=_("Who invited the author, an outside expert")
    )
    guest = models.BigIntegerField(
        null=True, blank=True, help_text=_("Invitation of the author, an outside expert")
    )
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Its author took it back; the replies stand")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]
