"""Home page, standard pages, navigation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Registers what this room's page types require."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        """Structural pages need the second step only."""
        from cms.review.steps import EDITORIAL, register_required_steps
        from home.models import HomePage, StandardPage
        from home.searchable import register_kinds

        register_kinds()
        register_required_steps(HomePage, EDITORIAL.key)
        register_required_steps(StandardPage, EDITORIAL.key)
