"""Registrations of the termbase with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from translations.termbase import views, viewsets

hooks.register("register_admin_viewset", lambda: viewsets.termbase_viewset)
hooks.register("register_admin_urls", views.admin_urls)
