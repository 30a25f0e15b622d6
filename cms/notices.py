"""What a reader must know about a whole page: rooms register who can tell.

Shown under the header by ``cms/components/banner.html``, which knows the kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

#: ``(page, request)`` → the context of one banner, or None when there is nothing to say.
Notice = Callable[[Any, HttpRequest], dict[str, Any] | None]

_notices: list[Notice] = []


def register_notice(notice: Notice) -> None:
    """Ask ``notice`` about every public page (again: asked once)."""
    if notice not in _notices:
        _notices.append(notice)


def notices_of(page: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the banners that rooms have for a page; none in a preview."""
    if getattr(request, "is_preview", False):
        return []
    found = (notice(page, request) for notice in _notices)
    return [banner for banner in found if banner is not None]
