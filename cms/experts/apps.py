"""Outside experts: one step of one page, by an invitation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    """Counts inviters in four eyes; registers mails and the job that forgets sent links."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.experts"
    label = "experts"
    verbose_name = _("Outside experts")

    def ready(self) -> None:
        """Register the rule of four eyes, the kinds of mail and the job."""
        from cms.due.jobs import register_job
        from cms.experts import mails
        from cms.experts.invitations import INVITERS
        from cms.review.objections import register_four_eyes_rule

        register_four_eyes_rule(INVITERS)
        mails.register_kinds()
        register_job(
            "experts.links",
            _("Links of outside experts taken out of sent mails"),
            mails.forget_sent_links,
            order=950,
        )
