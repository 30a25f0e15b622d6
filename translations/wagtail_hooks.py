"""Registrations of this room with Wagtail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from translations import admin

admin.take_over_hooks()

hooks.register("before_edit_page", admin.edit_in_our_editor)
hooks.register("after_edit_page", admin.ask_after_submission)
hooks.register("before_create_page", admin.refuse_new_below)
hooks.register("before_copy_page", admin.refuse_on_translations)
hooks.register("before_move_page", admin.refuse_on_translations)
hooks.register("before_delete_page", admin.refuse_on_translations)
hooks.register("before_bulk_action", admin.refuse_bulk)
hooks.register("register_admin_menu_item", admin.desk_menu_item)
hooks.register("register_page_header_buttons", admin.header_buttons)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our acts in the history."""
    actions.register_action(
        "translations.judged",
        _("Changes judged for translators"),
        _("Said what the changes mean for translations"),
    )
    actions.register_action(
        "translations.source_changed",
        _("Source changed for translators"),
        _("Became public with changes that translations follow"),
    )
