"""Open comments stand against the last approval."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from cms.comments.models import Thread


def open_count(page: Any) -> int:
    """Return how many threads of a page are open."""
    return Thread.objects.of(page).open().count()


def open_comments(page: Any) -> str:
    """Object with a sentence while comments are open; empty when there are none."""
    number = open_count(page)
    if not number:
        return ""
    return ngettext(
        "%(number)d comment on this text is open.",
        "%(number)d comments on this text are open.",
        number,
    ) % {"number": number}
