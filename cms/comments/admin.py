"""What the comment hooks of the admin do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from cms.comments.objections import open_count
from cms.comments.permissions import may_see_draft


def admin_urls() -> list[Any]:
    """Return the addresses of this room."""
    return [path("", include("cms.comments.urls"))]


def header_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer the page where the draft is read, with the number of open comments."""
    page = page.specific
    if page.pk is None or page.is_root() or not may_see_draft(user, page):
        return
    yield Button(
        _("Read and comment (open: %(number)d)") % {"number": open_count(page)},
        reverse("comments_reading", args=[page.pk]),
        icon_name="comment",
        priority=5,
    )


class PassageFormatter(LogFormatter):
    """Names in the history what was commented."""

    def __init__(self, act: Any) -> None:
        self.label = self.message = act

    def format_message(self, log_entry: Any) -> str:
        """Return the act with the passage it was about."""
        passage = (log_entry.data or {}).get("label", "")
        return _("%(act)s: %(passage)s") % {"act": self.message, "passage": passage}
