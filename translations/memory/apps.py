"""The translation memory: what was approved before, exact and similar."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemoryConfig(AppConfig):
    """The translation memory: what was approved before, exact and similar."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "translations.memory"
    label = "memory"
    verbose_name = _("Translation memory")

    def ready(self) -> None:
        """Fill it when a language review approves, and let the editor insert from it."""
        from translations.acts import ACTS
        from translations.memory import signal_handlers
        from translations.memory.inserting import insert

        signal_handlers.connect()
        ACTS["remember"] = insert
