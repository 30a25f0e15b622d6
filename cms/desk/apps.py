"""The desk: what waits, for whom, and how long."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The desk: what waits, for whom, and how long."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Follow the steps, register what the desk shows, mails and does when the time comes."""
        from cms.desk import filters, reminders, sections_of_pages, signal_handlers
        from cms.desk.duties import MAIL_KIND
        from cms.due.jobs import register_job
        from cms.mail.kinds import register_kind

        signal_handlers.connect()
        filters.register_all()
        sections_of_pages.register_all()
        register_kind(reminders.MAIL_KIND, _("A step is nearly due, or overdue"))
        register_kind(MAIL_KIND, _("A step I had taken was taken over or released"))
        register_job("desk", _("Due dates, reminders and releases of steps"), reminders.run)
