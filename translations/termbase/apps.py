"""The termbase: concepts and their labels in every language."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermbaseConfig(AppConfig):
    """The termbase: concepts and their labels in every language."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "translations.termbase"
    label = "termbase"
    verbose_name = _("Termbase")

    def ready(self) -> None:
        """Say who may change it, and notice every change."""
        from wagtail.permissions import register_permission_policy

        from translations.termbase import signal_handlers
        from translations.termbase.models import Concept
        from translations.termbase.permissions import TermbasePolicy

        register_permission_policy(Concept, TermbasePolicy(Concept))
        signal_handlers.connect()
