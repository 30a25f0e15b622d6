"""What the hooks of outside experts do in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from cms.experts import admin_views
from cms.experts.invitations import may_manage
from cms.experts.models import Invitation


def admin_urls() -> list[Any]:
    """Return the addresses of this room in the admin."""
    return [
        path("experts/<int:page_id>/", admin_views.invitations, name="experts_invitations"),
    ]


def header_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer the invitations of a page to those who may see them."""
    page = page.specific
    if page.pk is None or page.is_root() or not may_manage(user, page):
        return
    if page.workflow_in_progress or Invitation.objects.of(page).exists():
        yield Button(
            _("Outside experts"),
            reverse("experts_invitations", args=[page.pk]),
            icon_name="mail",
            priority=6,
        )


def said_by(data: Any) -> str:
    """Return how the history names the expert of a log entry; empty when there is none."""
    expert = data.get("expert") if isinstance(data, dict) else None
    if not isinstance(expert, dict):
        return ""
    return _("%(name)s (outside expert, invited by %(inviter)s)") % {
        "name": expert.get("name", ""),
        "inviter": expert.get("invited_by", ""),
    }


class ExpertFormatter(LogFormatter):
    """Names the expert in the history."""

    def __init__(self, act: Any) -> None:
        self.label = self.message = act

    def format_message(self, log_entry: Any) -> str:
        """Return the act with the expert it was about."""
        return _("%(act)s: %(expert)s") % {"act": self.message, "expert": said_by(log_entry.data)}
