"""What a label of a concept can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How a label stands among the names of its concept in one language."""

    PREFERRED = "preferred", _("preferred")
    ADMITTED = "admitted", _("admitted")
    DEPRECATED = "deprecated", _("deprecated")


#: In the order in which people read them.
ORDER = tuple(Status)
