"""Words that mail stores."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """When a receiver wants mails of a kind."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the daily digest")
    NONE = "none", _("Not at all")


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting to be sent")
    FOR_DIGEST = "for_digest", _("Waiting for the digest")
    IN_DIGEST = "in_digest", _("Part of a digest")
    SENT = "sent", _("Sent")
    NOT_WANTED = "not_wanted", _("Not wanted by the receiver")
    GIVEN_UP = "given_up", _("Given up")
