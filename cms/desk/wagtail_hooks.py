"""Registrations of the desk with Wagtail's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.desk import admin

hooks.register("register_admin_urls", admin.admin_urls)
hooks.register("register_admin_menu_item", admin.desk_menu_item)
hooks.register("register_reports_menu_item", admin.pipeline_menu_item)
hooks.register("register_reports_menu_item", admin.load_menu_item)
hooks.register("register_page_header_buttons", admin.header_buttons)
hooks.register("construct_homepage_panels", admin.home_panels)
# Before the translation editor takes translated pages over, so that it shows the message.
hooks.register("before_edit_page", admin.tell_who_is_on_it, order=-10)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our acts in the history."""
    actions.register_action("desk.take", _("Step taken"), _("Took the waiting step"))
    actions.register_action("desk.release", _("Step released"), _("Released the waiting step"))
