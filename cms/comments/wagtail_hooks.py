"""Registrations of comments with Wagtail's admin."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.comments import admin

hooks.register("register_admin_urls", admin.admin_urls)
hooks.register("register_page_header_buttons", admin.header_buttons)
hooks.register("register_page_listing_more_buttons", admin.header_buttons)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the acts in the history."""
    for key, words in (
        ("comments.begin", _("Commented")),
        ("comments.resolve", _("Comment settled")),
        ("comments.reopen", _("Comment opened again")),
        ("comments.delete", _("Comment taken back")),
    ):
        actions.register_action(key)(partial(admin.PassageFormatter, words))
