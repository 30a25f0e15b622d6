"""Who takes the working group step."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.groups import REVIEWERS, in_group
from cms.review.steps import Step


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


WORKING_GROUP = Step("working_group", _("Working group review"), reviews_for_topic)
