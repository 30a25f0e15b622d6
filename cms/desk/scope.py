"""Which pages somebody sees on the desk and in its reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState
from wagtail.permissions import policy_registry

from cms.review import sets
from cms.review.steps import everything, nothing

Scope = Callable[[Any], Q]

_scopes: list[Scope] = []


def register_scope(scope: Scope) -> None:
    """Let a room say which pages concern somebody.

    :param scope: ``user -> Q``, a condition on ``Page``.
    """
    if scope not in _scopes:
        _scopes.append(scope)


def mine(user: Any) -> Q:
    """Return the pages that somebody owns, changed since they were public, or sent to review."""
    sent = WorkflowState.objects.active().filter(requested_by=user)
    keys = sent.annotate(page_key=Cast("object_id", BigIntegerField())).values("page_key")
    return Q(owner=user) | sets.changed_by(user) | Q(pk__in=keys)


def writes(user: Any) -> bool:
    """Say whether somebody may change every page: the right to change, given at the root."""
    if user.is_superuser:
        return True
    rights = policy_registry.get_by_type(Page).get_cached_permissions_for_user(user)
    return any(
        right.permission.codename == "change_page" and right.page.depth == 1 for right in rights
    )


def seen_by(user: Any) -> Q:
    """Return the pages that somebody sees here: a condition on ``Page``.

    All for those who may change all; for others what they may change, what is theirs, what they
    review, and what a room adds.
    """
    if not user.is_active:
        return nothing()
    if writes(user):
        return everything()
    policy = policy_registry.get_by_type(Page)
    condition = mine(user) | sets.reviewed_by(user)
    if policy.get_cached_permissions_for_user(user):
        editable = policy.instances_user_has_permission_for(user, "change")
        condition |= Q(pk__in=editable.values("pk"))
    for scope in _scopes:
        condition |= scope(user)
    return condition
