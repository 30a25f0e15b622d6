"""Mail: to the right people, in their language, at once or as a digest."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Mail: to the right people, in their language, at once or as a digest."""

    name = "cms.mail"
    label = "mail"
    verbose_name = _("Mail")
