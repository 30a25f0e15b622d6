"""Work whose time has come: publication, expiry, reminders."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DueConfig(AppConfig):
    """Registers publication and expiry, the first of the jobs of ``run_due``."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.due"
    label = "due"
    verbose_name = _("Due work")

    def ready(self) -> None:
        """Register the job, and close refusals whose page moved on."""
        from wagtail.signals import workflow_submitted

        from cms.due import calendar, doctor
        from cms.due.jobs import register_job
        from cms.review.publishing import content_published

        doctor.register_all()
        register_job("calendar", _("Publication and expiry"), calendar.run, order=100)
        content_published.connect(calendar.resolve, dispatch_uid="due.resolved_by_publication")
        workflow_submitted.connect(calendar.resolve, dispatch_uid="due.resolved_by_review")
