"""The project app: accounts, files, base page, templates."""

from __future__ import annotations

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Loads the system checks."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms"

    def ready(self) -> None:
        """Register the project's own checks, and those of the doctor."""
        from cms import checks, doctor_checks  # noqa: F401

        doctor_checks.register_all()
