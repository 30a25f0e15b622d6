"""Registrations of mail with Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks

from cms.mail.account import DeliveryPanel

hooks.register("register_account_settings_panel", DeliveryPanel)
