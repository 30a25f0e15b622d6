"""Words that invitations store and show."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What an outside expert answered."""

    APPROVE = "approve", _("I approve this text")
    CHANGES = "changes", _("I ask for changes")


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    WAITING = "waiting", _("Waiting for the answer")
    APPROVED = "approved", _("Approved")
    CHANGES = "changes", _("Asked for changes")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    OVER = "over", _("The step is over")
