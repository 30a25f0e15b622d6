"""The words for how a language stands, and for what became of a source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a publication stands in a language."""

    MISSING = "missing", _("Not begun")
    WRITING = "writing", _("In translation")
    MACHINE = "machine", _("Written by machine, not confirmed")
    SENT_BACK = "sent_back", _("Sent back")
    REVIEW = "review", _("In language review")
    APPROVED = "approved", _("Approved, public on its date")
    STALE = "stale", _("The source has changed")
    CURRENT = "current", _("Up to date")


class ChangeKind(models.TextChoices):
    """What happened to a part of a source between two of its contents."""

    CHANGED = "changed", _("Text changed")
    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Put in another order")
    DETAILS = "details", _("Changed beside the text")
