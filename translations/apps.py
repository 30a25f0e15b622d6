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

        from cms.desk.opening import register_opener
        from cms.desk.scope import register_scope
        from cms.due.calendar import register_hold
        from cms.due.jobs import register_job
        from cms.notices import register_notice
        from cms.review.steps import register_step, register_step_rule
        from translations import (
            checks,
            doctor,
            following,
            many,
            notices,
            notifying,
            signal_handlers,
        )
        from translations.permissions import LANGUAGE_REVIEW, partner_language_rule
        from translations.sources import waits_for_source
        from translations.waiting import editor_of, pages_of_languages

        register_step(LANGUAGE_REVIEW)
        register_scope(pages_of_languages)
        register_opener(editor_of)
        register_step_rule(partner_language_rule, LANGUAGE_REVIEW.key)
        signal_handlers.connect()
        checks.register_all()
        doctor.register_all()
        register_hold(waits_for_source)
        notifying.register_kinds()
        register_notice(notices.stale_notice)
        register_job(
            "translations.follow",
            _("Translations follow their sources"),
            following.follow_again,
        )
        register_job("translations.many", _("Many translations begun at once"), many.go_on_with_all)
        # Any other tag cuts a sentence into pieces that nobody can translate. Its list is the only
        # setting that wagtail-localize 1.14.5 has for this.
        for tag in ("sub", "sup"):
            if tag not in INLINE_TAGS:
                INLINE_TAGS.append(tag)
