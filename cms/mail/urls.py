"""Addresses of mail in the admin; it stands in for Wagtail's own account settings."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms.mail.account import AccountView

urlpatterns = [
    path("account/", require_admin_access(AccountView.as_view()), name="mail_account"),
]
