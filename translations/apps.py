"""The translations room: partner languages, their editor and their review."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    """Registers the step of language review and connects what carries over from the source."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "translations"
    verbose_name = _("Translations")

    def ready(self) -> None:
        """Register step and rule; keep superscripts and subscripts inside their sentence."""
        from wagtail_localize.strings import INLINE_TAGS

        from cms.review.steps import register_step, register_step_rule
        from translations import checks, signal_handlers
        from translations.permissions import LANGUAGE_REVIEW, partner_language_rule

        register_step(LANGUAGE_REVIEW)
        register_step_rule(partner_language_rule, LANGUAGE_REVIEW.key)
        signal_handlers.connect()
        checks.register_all()
        # Any other tag cuts a sentence into pieces that nobody can translate. Its list is the only
        # setting that wagtail-localize 1.14.5 has for this.
        for tag in ("sub", "sup"):
            if tag not in INLINE_TAGS:
                INLINE_TAGS.append(tag)
