"""What comments listen to."""

from __future__ import annotations

from django.db.models.signals import post_save
from wagtail.models import Revision

from cms.comments.following import follow_revision


def connect() -> None:
    """Connect every handler once."""
    post_save.connect(follow_revision, sender=Revision, dispatch_uid="comments.follow_revision")
