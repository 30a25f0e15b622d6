"""The termbase: concepts and their labels in every language."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TermbaseConfig(AppConfig):
    """The termbase: concepts and their labels in every language."""

    name = "translations.termbase"
    label = "termbase"
    verbose_name = _("Termbase")
