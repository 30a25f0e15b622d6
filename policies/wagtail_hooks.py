"""Registrations of this room with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from policies import content_checks
from policies.footnotes import register_footnotes
from policies.import_admin import menu
from policies.links import register_page_links
from policies.notes import register_footnote_links

hooks.register("register_rich_text_features", register_footnotes)
hooks.register("register_rich_text_features", register_footnote_links)
# After Wagtail's own, whose place it takes.
hooks.register("register_rich_text_features", register_page_links, order=10)

hooks.register("register_admin_urls", menu.admin_urls)
hooks.register("register_admin_menu_item", menu.menu_item)
hooks.register("register_page_header_buttons", menu.header_buttons)

hooks.register("construct_wagtail_userbar", content_checks.extend_content_checker)
hooks.register("after_create_page", content_checks.tell_when_sent_to_review)
hooks.register("after_edit_page", content_checks.tell_when_sent_to_review)
