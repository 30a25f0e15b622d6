"""What the page types of this room offer to a search."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.searchable import Searchable, register_kind
from policies.searchable import body_passages


def register_kinds() -> None:
    """Make this room's kind of hit known."""
    register_kind("page", _("Other pages"), 90, one=_("page"))


def standard_content(page: Any) -> list[Searchable]:
    """Return a standard page."""
    return [
        Searchable(
            kind="page",
            identity=page.translation_key,
            title=page.title,
            lead=page.introduction,
            passages=tuple(body_passages(page.body)),
        )
    ]
