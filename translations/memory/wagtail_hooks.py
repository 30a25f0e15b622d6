"""Registrations of the memory with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from translations.memory import views

hooks.register("register_admin_urls", views.admin_urls)
