"""Mail: to the right people, in their language, at once or as a digest."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Registers the mails of review and what ``run_due`` does for mail."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Register kinds and jobs, and take the place of Wagtail's own mails."""
        from cms.due.jobs import register_job
        from cms.mail import delivery, digests, doctor, review_mails, signal_handlers

        review_mails.register_kinds()
        signal_handlers.connect()
        doctor.register_all()
        # Last: what the other jobs wrote goes out in the same run.
        register_job("digests", _("Daily digests"), digests.make_digests, order=900)
        register_job("mail", _("Mails"), delivery.send_due, order=910)
