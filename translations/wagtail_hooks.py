"""Registrations of this room with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from translations import admin

admin.take_over_hooks()

hooks.register("before_edit_page", admin.edit_in_our_editor)
hooks.register("before_create_page", admin.refuse_new_below)
hooks.register("before_copy_page", admin.refuse_on_translations)
hooks.register("before_move_page", admin.refuse_on_translations)
hooks.register("before_delete_page", admin.refuse_on_translations)
hooks.register("before_bulk_action", admin.refuse_bulk)
hooks.register("register_admin_menu_item", admin.desk_menu_item)
hooks.register("register_page_header_buttons", admin.header_buttons)
