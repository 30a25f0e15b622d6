"""The translation memory: what was approved before, exact and similar."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemoryConfig(AppConfig):
    """The translation memory: what was approved before, exact and similar."""

    name = "translations.memory"
    label = "memory"
    verbose_name = _("Translation memory")
