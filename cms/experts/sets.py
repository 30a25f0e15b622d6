"""The rule of four eyes about inviters, for many pages at once."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cms.experts.models import Invitation
from cms.review.steps import Step


def guests_approved(step: Step, user: Any) -> Q:
    """Return ``inviters_took_part`` as a condition on pages."""
    approved = Invitation.objects.filter(
        invited_by_id=user.pk,
        approval__isnull=False,
        approval__ended_at__isnull=True,
        approval__scheduled=False,
    )
    return Q(pk__in=approved.exclude(approval__step=step.key).values("page"))
