"""Footnotes for readers: marks become links to their notes, numbered as they appear."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import LinkHandler, expand_db_html
from wagtail.rich_text.feature_registry import FeatureRegistry

_MARK: Final = re.compile(
    r'<a class="footnote-ref" role="doc-noteref" id="footnote-ref-([^"]+)" href="#[^"]+">'
    r"(.*?)</a>",
    re.DOTALL,
)
#: Stands between texts that are expanded together; no text contains a form feed.
_SEAM: Final = "\f"


class FootnoteLinkHandler(LinkHandler):
    """Renders ``<a linktype="footnote" id="…">`` as the way to its note."""

    identifier = "footnote"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """Return the opening tag; a mark without an identifier leads nowhere."""
        key = attrs.get("id", "")
        if not key:
            return "<a>"
        return format_html(
            '<a class="footnote-ref" role="doc-noteref" id="footnote-ref-{}" href="#footnote-{}">',
            key,
            key,
        )


def register_footnote_links(features: FeatureRegistry) -> None:
    """Register the handler with Wagtail's rich text."""
    features.register_link_type(FootnoteLinkHandler)


def expand_all(sources: Iterable[str]) -> list[str]:
    """Turn rich texts as stored into HTML, all at once.

    Expanded together, links to pages and documents cost the same number of queries for one text
    and for a hundred.
    """
    texts = [str(source or "").replace(_SEAM, " ") for source in sources]
    if not any(texts):
        return texts
    return str(expand_db_html(_SEAM.join(texts))).split(_SEAM)


class Expanded:
    """Stored rich texts of one page with their HTML, expanded together."""

    def __init__(self, sources: Iterable[Any]) -> None:
        """:param sources: every rich text that the page shows, as stored."""
        unique = list(dict.fromkeys(str(source or "") for source in sources))
        self._html = dict(zip(unique, expand_all(unique), strict=True))

    def __getitem__(self, source: Any) -> str:
        return self._html[str(source or "")]


class NoteNumbers:
    """Numbers the marks of one publication in their order of appearance."""

    def __init__(self, footnotes: Iterable[Any]) -> None:
        """:param footnotes: the publication's :class:`~policies.models.Footnote` rows."""
        self.notes = {note.identifier: note for note in footnotes}
        self.order: list[uuid.UUID] = []
        self._marks: dict[uuid.UUID, int] = {}

    def number(self, html: str) -> SafeString:
        """Return the expanded HTML with its marks numbered.

        A second mark of the same note gets an id of its own; the mark of a note that is not there
        is left out.
        """
        return mark_safe(_MARK.sub(self._replace, html))  # noqa: S308 expanded rich text

    def _replace(self, match: re.Match[str]) -> str:
        try:
            key = uuid.UUID(match[1])
        except ValueError:
            return ""
        if key not in self.notes:
            return ""
        if key not in self._marks:
            self.order.append(key)
        times = self._marks[key] = self._marks.get(key, 0) + 1
        anchor = f"footnote-ref-{key}" + (f"-{times}" if times > 1 else "")
        number = self.order.index(key) + 1
        return (
            f'<a class="footnote-ref" role="doc-noteref" id="{anchor}" href="#footnote-{key}">'
            f"{number}</a>"
        )

    def listed(self, expanded: Expanded) -> list[dict[str, Any]]:
        """Return the notes in order of their marks, then those that no text marks."""
        keys = [*self.order, *(key for key in self.notes if key not in self._marks)]
        return [
            {
                "identifier": str(key),
                "text": mark_safe(expanded[self.notes[key].text]),  # noqa: S308
                "number": number,
                "unmarked": key not in self._marks,
            }
            for number, key in enumerate(keys, start=1)
        ]
