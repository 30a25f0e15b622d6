"""The words of review for tests: edit, submit, approve, send back, withdraw."""

from __future__ import annotations

from typing import Any

from cms.review.workflows import submit as start_review
from tests.factories import World, body_of, fresh


def edit(page: Any, user: Any, text: str | None = None, **fields: Any) -> Any:
    """Save a revision with another text under the user's name; return the page."""
    draft = fresh(page).get_latest_revision_as_object()
    if text is not None:
        draft.body = body_of(text)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user, log_action=True)
    return fresh(page)


def submit(page: Any, user: Any) -> Any:
    """Send the latest draft to its first step."""
    return start_review(fresh(page), user)


def task_state(page: Any) -> Any:
    """Return the task state that waits, or None."""
    return fresh(page).current_workflow_task_state


def take(page: Any, user: Any, action: str, comment: str = "") -> Any:
    """Take the waiting step as the editor's view does."""
    state = task_state(page)
    kwargs = {"comment": comment} if comment else {}
    state.task.specific.on_action(state, user, action, **kwargs)
    return fresh(page)


def approve(page: Any, user: Any, comment: str = "") -> Any:
    """Approve the waiting step."""
    return take(page, user, "approve", comment)


def send_back(page: Any, user: Any, comment: str = "Please look again.") -> Any:
    """Send the text back with a comment."""
    return take(page, user, "reject", comment)


def withdraw(page: Any, user: Any) -> Any:
    """Withdraw the submission."""
    fresh(page).current_workflow_state.cancel(user=user)
    return fresh(page)


def publish_through_review(page: Any, world: World, *, by: Any = None) -> Any:
    """Carry the latest draft through both steps by two people; return the public page."""
    submit(page, by or world.editor)
    approve(page, world.reviewer)
    return approve(page, world.publisher)
