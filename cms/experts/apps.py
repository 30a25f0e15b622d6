"""Outside experts: one reviewed page, by an invitation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    """Outside experts: one reviewed page, by an invitation."""

    name = "cms.experts"
    label = "experts"
    verbose_name = _("Outside experts")
