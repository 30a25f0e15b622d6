"""The review app: steps, approvals, publish gate, history."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Connects the gate's signal handlers and registers the step that every page type knows."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.review"
    label = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        """Connect the guards that signals carry and register the editorial step."""
        from cms.review import signal_handlers, steps

        signal_handlers.connect()
        steps.register_step(steps.EDITORIAL)
