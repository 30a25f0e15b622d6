"""Registrations of due work with Wagtail's admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our acts in the history."""
    actions.register_action(
        "due.refused",
        _("Publication refused"),
        _("Not published at its date"),
    )
