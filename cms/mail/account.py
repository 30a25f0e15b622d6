"""The page "Mail" in the account settings."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import account

from cms.mail.forms import CommentMailForm, DeliveryForm

mail_tab = account.SettingsTab("mail", _("Mail"), order=200)


class DeliveryPanel(account.BaseSettingsPanel):
    """How the account wants each kind of mail."""

    name = "delivery"
    title = _("Which mails, and when")
    tab = mail_tab
    order = 50
    template_name = "mail/delivery_panel.html"
    form_class = DeliveryForm
    form_object = "profile"

    def get_context_data(self) -> dict[str, Any]:
        """Add when the digest comes."""
        return {**super().get_context_data(), "digest_time": time(settings.MAIL_DIGEST_HOUR)}


class CommentMailPanel(account.NotificationsSettingsPanel):
    """Wagtail's switches without those that no longer switch anything."""

    tab = mail_tab
    form_class = CommentMailForm


class AccountView(account.AccountView):
    """Wagtail's account settings; its notifications stand on our page "Mail"."""

    def get_panels(self) -> list[Any]:
        """Return the panels, ours in the place of Wagtail's notifications."""
        found = []
        for panel in super().get_panels():
            if type(panel) is account.NotificationsSettingsPanel:
                panel = CommentMailPanel(panel.request, panel.user, panel.profile)
                if not panel.is_active():
                    continue
            found.append(panel)
        return found
