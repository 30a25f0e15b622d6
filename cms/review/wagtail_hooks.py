"""Registrations of review with Wagtail's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.review import admin

hooks.register("after_edit_page", admin.after_step)
hooks.register("before_serve_document", admin.serve_only_what_may_be_seen)
hooks.register("register_page_header_buttons", admin.header_buttons)
hooks.register("register_page_listing_more_buttons", admin.header_buttons)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our acts in the history."""
    actions.register_action("review.install", _("Installed"), _("Published by installation"))
    actions.register_action(
        "review.emergency_publish",
        _("Emergency publication"),
        _("Published through the emergency door"),
    )
    actions.register_action(
        "review.approve_despite",
        _("Approved although something was open"),
        _("Approved although something was open"),
    )
    actions.register_action(
        "review.withdraw", _("Withdrawn"), _("Withdrawn through the emergency door")
    )
    actions.register_action("review.archive", _("Archived"), _("Moved to the archive"))
    actions.register_action(
        "review.unarchive", _("Taken out of the archive"), _("Taken out of the archive")
    )
