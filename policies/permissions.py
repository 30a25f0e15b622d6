"""Who takes the working group step: the same rule for one page, for one person and for a set."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.groups import REVIEWERS, in_group
from cms.review.steps import Step, nothing


def reviews_for_topic(user: Any, page: Any) -> bool:
    """Say whether ``user`` is a reviewer in a working group of the publication's topic.

    Membership counts as it is published: a draft that adds a member gives no rights yet.
    """
    from policies.models import GroupMember, Publication

    if not in_group(user, REVIEWERS) or not isinstance(page, Publication):
        return False
    topic = page.topic
    if topic is None:
        return False
    return GroupMember.objects.filter(
        user=user,
        page__live=True,
        page__topic__translation_key=topic.translation_key,
    ).exists()


def publications_for(user: Any) -> Q:
    """Return :func:`reviews_for_topic` as a condition on pages, for all of them at once."""
    from policies.models import GroupMember, Publication

    if not in_group(user, REVIEWERS):
        return nothing()
    topics = GroupMember.objects.filter(user=user, page__live=True)
    keys = topics.values("page__topic__translation_key")
    return Q(pk__in=Publication.objects.filter(topic__translation_key__in=keys).values("pk"))


def reviewers_of_topic(page: Any) -> QuerySet[Any]:
    """Return the accounts for which :func:`reviews_for_topic` holds."""
    from policies.models import GroupMember, Publication

    accounts = get_user_model()._default_manager.filter(is_active=True, groups__name=REVIEWERS)
    if not isinstance(page, Publication) or page.topic is None:
        return accounts.none()
    members = GroupMember.objects.filter(
        page__live=True, page__topic__translation_key=page.topic.translation_key
    )
    return accounts.filter(pk__in=members.filter(user__isnull=False).values("user"))


WORKING_GROUP = Step(
    "working_group",
    _("Working group review"),
    reviews_for_topic,
    publications_for,
    reviewers_of_topic,
    outside_experts=True,
)
