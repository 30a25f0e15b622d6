"""The desk: what waits, for whom, and how long."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The desk: what waits, for whom, and how long."""

    name = "cms.desk"
    label = "desk"
    verbose_name = _("Desk")
