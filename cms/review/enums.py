"""Words that review stores."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApprovalKind(models.TextChoices):
    """How a content came to be allowed: by a step, or by one of the two recorded doors."""

    STEP = "step", _("Step")
    EMERGENCY = "emergency", _("Emergency door")
    INSTALLATION = "installation", _("Installation")


class EndReason(models.TextChoices):
    """Why an approval no longer counts."""

    PUBLISHED = "published", _("Used by publication")
    CHANGED = "changed", _("The content changed")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNPUBLISHED = "unpublished", _("Unpublished")
