"""Work whose time has come: publication, expiry, reminders."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DueConfig(AppConfig):
    """Work whose time has come: publication, expiry, reminders."""

    name = "cms.due"
    label = "due"
    verbose_name = _("Due work")
