"""Who may see a draft and its comments, and who is told of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from cms.comments.models import Comment
from cms.review import approvals
from cms.review.permissions import may_use_emergency_door
from cms.review.steps import required_steps


def may_see_draft(user: Any, page: Any) -> bool:
    """Say whether ``user`` may read the draft: who writes it, who takes a step, who administers.

    :param page: the specific page.
    """
    if user is None or not user.is_active:
        return False
    if may_use_emergency_door(user) or page.owner_id == user.pk:
        return True
    if any(step.may_take(user, page) for step in required_steps(page)):
        return True
    tester = page.permissions_for_user(user)
    return bool(tester.can_edit() or tester.can_publish())


def is_own(user: Any, comment: Comment) -> bool:
    """Say whether ``user`` wrote the comment and may change it or take it back."""
    own = user is not None and comment.author_id is not None and comment.author_id == user.pk
    return bool(own and comment.deleted_at is None)


def people_of(page: Any) -> list[Any]:
    """Return the accounts that a comment concerns: the owner and who changed the text."""
    keys = approvals.changers(page.pk)
    if page.owner_id:
        keys = keys | {page.owner_id}
    people = get_user_model().objects.filter(pk__in=keys, is_active=True)
    return [person for person in people if may_see_draft(person, page)]
