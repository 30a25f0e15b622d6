"""Review-by notices: a publication's day has come to be looked at again."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.due.claims import claim, unclaimed
from cms.groups import PUBLISHERS
from cms.mail.kinds import register_kind
from cms.mail.outbox import notify
from cms.mail.recipients import accounts, members
from policies.models import Publication
from policies.permissions import reviewers_of_topic

logger = logging.getLogger(__name__)

KIND = "review_by"


def register_kinds() -> None:
    """Register the kind of mail that this module sends."""
    register_kind(KIND, gettext_lazy("A publication has to be looked at again"))


def past_review_by(now: datetime) -> Any:
    """Return the public publications whose review-by date has come, the oldest date first.

    Archived and superseded ones are history; translations are looked at with their source.
    """
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    return (
        Publication.objects.filter(
            live=True,
            review_by__lte=today,
            superseded_by__isnull=True,
            public_state__archived_at__isnull=True,
            locale__language_code=settings.LANGUAGE_CODE,
        )
        .select_related("topic")
        .order_by("review_by", "pk")
    )


def key_of(publication: Any) -> str:
    """Return what a notice is known by: the publication and the date that it bears."""
    return f"review_by:{publication.pk}:{publication.review_by.isoformat()}"


def tell_review_by(now: datetime) -> int:
    """Tell owners and topic reviewers, once for each date; return how many publications.

    A job of ``run_due``.
    """
    publications = {key_of(publication): publication for publication in past_review_by(now)}
    new = unclaimed(publications)
    return sum(_tell(key, publications[key]) for key in publications if key in new)


def _tell(key: str, publication: Any) -> int:
    try:
        with transaction.atomic():
            if not claim(key):
                return 0
            people = [*accounts([publication.owner_id]), *reviewers_of_topic(publication)]
            notify(
                people or members(PUBLISHERS),
                KIND,
                key=key,
                subject=lambda: (
                    _("To be looked at again: %(title)s") % {"title": publication.title}
                ),
                template="policies/mail/review_by",
                context={
                    "title": publication.title,
                    "reference": publication.reference_number,
                    "review_by": publication.review_by,
                },
                link=reverse("wagtailadmin_pages:edit", args=[publication.pk]),
            )
    except Exception:
        logger.exception("No review-by notice for publication %s", publication.pk)
        return 0
    return 1
