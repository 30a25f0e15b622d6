"""Guards that signals carry, because the methods they guard are not ours to override."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_migrate, pre_delete, pre_save
from wagtail.signals import workflow_cancelled

from cms.review import approvals
from cms.review.enums import EndReason
from cms.review.files import guard_file_deletion


def guard_saves(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Guard saves through Wagtail's ``Page`` and of children by themselves."""
    from wagtail.models import Page

    from cms.review.gate import GatedChild, guard_child, guard_plain_page

    if raw:
        return
    if sender is Page:
        guard_plain_page(instance, update_fields)
    elif isinstance(instance, GatedChild):
        guard_child(instance, deleting=False)


def guard_deletions(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Guard deletions through query sets, which call no ``delete()`` method."""
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage

    from cms.review.gate import GatedChild, guard_child

    if isinstance(instance, GatedChild):
        guard_child(instance, deleting=True)
    elif isinstance(instance, AbstractImage | AbstractDocument):
        guard_file_deletion(instance)


def end_withdrawn(sender: Any, instance: Any, **kwargs: Any) -> None:
    """End the approvals of a page whose review was withdrawn by its author."""
    approvals.end_for_page(int(instance.object_id), EndReason.WITHDRAWN)


def make_workflows(sender: Any, **kwargs: Any) -> None:
    """Make the review workflows after migration, so that a new installation has them."""
    from cms.review.workflows import ensure_all

    ensure_all()


def connect() -> None:
    """Connect every handler once."""
    pre_save.connect(guard_saves, dispatch_uid="review.guard_saves")
    pre_delete.connect(guard_deletions, dispatch_uid="review.guard_deletions")
    workflow_cancelled.connect(end_withdrawn, dispatch_uid="review.end_withdrawn")
    post_migrate.connect(make_workflows, dispatch_uid="review.make_workflows")
