"""Dates of a replayed history: set on the book-keeping after each step, never on content.

The steps themselves are real and happen now; this moves what they wrote to the day of the story.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Comment, PageLogEntry, Revision, TaskState, WorkflowState

from cms.desk.duties import count_anew
from cms.review.models import Approval, ContentChange, PublicState, PublishedVersion

#: Book-keeping that a step writes: model, how to find the page's rows, date fields.
_KEPT: tuple[tuple[type[Any], str, tuple[str, ...]], ...] = (
    (PageLogEntry, "page_id", ("timestamp",)),
    (Revision, "object_id", ("created_at",)),
    (WorkflowState, "object_id", ("created_at",)),
    (TaskState, "workflow_state__object_id", ("started_at", "finished_at")),
    (ContentChange, "page_id", ("created_at",)),
    (Approval, "page_id", ("created_at", "ended_at")),
    (PublishedVersion, "page_id", ("published_at",)),
    (PublicState, "page_id", ("archived_at", "withdrawn_at")),
    (Comment, "page_id", ("created_at", "updated_at")),
)
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
SCHEDULED = ("wagtail.publish.schedule",)


class Stamp:
    """Moves what one step writes to the step's date.

    Begin it before the step; what the step wrote bears a time since then.
    """

    def __init__(self, began: datetime | None = None) -> None:
        self.began = began or timezone.now()

    def set(self, page: Any, at: datetime, comment: str = "") -> None:
        """Date the rows that the step wrote, and keep its comment in the history.

        :param comment: written on the step's first entry, unless the step itself kept it.
        """
        span = (self.began, timezone.now())
        entries = PageLogEntry.objects.filter(page_id=page.pk, timestamp__range=span)
        entries = entries.order_by("pk")
        if comment and not any(entry.data.get("comment") for entry in entries):
            first = entries.first()
            if first is not None:
                first.data = {**first.data, "comment": comment}
                first.save(update_fields=["data"])
        for model, key, names in _KEPT:
            value = str(page.pk) if key.endswith("object_id") else page.pk
            rows = model._default_manager.filter(**{key: value})
            for name in names:
                rows.filter(**{f"{name}__range": span}).update(**{name: at})
        # A step is due so many days after it began: that is the day of the story now.
        count_anew(page)


def date_publication(page: Any, at: datetime, comment: str, *, scheduled: bool = False) -> None:
    """Give the last publication of the page, or its being scheduled, its own date and comment."""
    actions = SCHEDULED if scheduled else PUBLISHED
    entry = PageLogEntry.objects.filter(page_id=page.pk, action__in=actions).order_by("pk").last()
    if entry is None:
        raise ValueError(f"{page.slug}: nothing was published or scheduled")
    entry.timestamp = at
    entry.data = {**entry.data, "comment": comment}
    entry.save(update_fields=["timestamp", "data"])
    if scheduled:
        return
    version = PublishedVersion.objects.filter(page_id=page.pk).last()
    if version is None:
        raise ValueError(f"{page.slug}: no published version was kept")
    version.published_at = at
    version.save(update_fields=["published_at"])
    page.last_published_at = at
    names = ["last_published_at"]
    if version.number == 1:
        page.first_published_at = at
        names.append("first_published_at")
    page.save(update_fields=names)


def date_draft(page: Any) -> None:
    """Let the page say when its latest version was saved."""
    page.latest_revision_created_at = page.latest_revision.created_at
    page.save(update_fields=["latest_revision_created_at"])
