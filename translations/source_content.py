"""A source as translators meet it: its segments in order, and what stands around them.

Cut from a page in memory, so that a draft can be looked at as well as what is public. Kept whole
(:class:`translations.models.SourceContent`), because later versions are compared with it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.fields import StreamField
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from cms.review.fingerprint import page_content

#: Fields that a translation has for itself: they never make it stale.
OWN_FIELDS = frozenset({"slug", "locale", "translation_key"})
#: Stands for every text where only what surrounds the texts is looked at.
_TEXT = "x"


def short_hash(data: Any) -> str:
    """Return 16 hexadecimal digits that change when ``data`` (plain values) does."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Piece:
    """One segment: its place, the kind of place, its text as wagtail-localize stores it."""

    path: str
    kind: str
    text: str
    attrs: str

    @property
    def hash(self) -> str:
        """Names text and links together."""
        return short_hash([self.text, self.attrs])


@dataclass(frozen=True)
class Content:
    """What of a source is translated, and hashes of all the rest.

    ``frame`` has one hash for each field, block and child without its texts; ``orders`` the keys
    of blocks and children by field.
    """

    pieces: list[Piece]
    frame: dict[str, str] = field(default_factory=dict)
    orders: dict[str, list[str]] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return plain data for a JSON field."""
        pieces = [[piece.path, piece.kind, piece.text, piece.attrs] for piece in self.pieces]
        return {"pieces": pieces, "frame": self.frame, "orders": self.orders}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Content:
        """Return the content that :meth:`as_data` was made from."""
        return cls([Piece(*row) for row in data["pieces"]], data["frame"], data["orders"])


def _kinds(page: Any) -> dict[str, str]:
    """Return the kind of each body block by its path: ``{"body.<id>": "body.text"}``."""
    return {
        f"{found.name}.{block.id}": f"{found.name}.{block.block_type}"
        for found in page._meta.fields
        if isinstance(found, StreamField)
        for block in getattr(page, found.name) or ()
    }


def _kind(path: str, blocks: dict[str, str]) -> str:
    parts = path.split(".")
    if len(parts) < 2:
        return parts[0]
    # A body block by its type, a child by its field.
    return blocks.get(".".join(parts[:2])) or ".".join([parts[0], *parts[2:3]])


def _frame(page: Any, segments: list[Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Hash what is left of a page when every text in it is the same."""
    masked = page.with_content_json(json.loads(page.to_json()))
    plain = [
        StringSegmentValue(segment.path, StringValue(_TEXT), attrs={}).with_order(segment.order)
        if isinstance(segment, StringSegmentValue)
        else segment
        for segment in segments
    ]
    ingest_segments(page, masked, page.locale, page.locale, plain)
    frame: dict[str, str] = {}
    orders: dict[str, list[str]] = {}
    for name, value in page_content(masked).items():
        if name in OWN_FIELDS:
            continue
        keys = _keys(value)
        if keys is None:
            frame[name] = short_hash(value)
            continue
        orders[name] = keys
        for key, row in zip(keys, value, strict=True):
            frame[f"{name}.{key}"] = short_hash(row)
    return frame, orders


def _keys(value: Any) -> list[str] | None:
    """Return the keys of blocks or children, or None for any other value."""
    if not isinstance(value, list):
        return None
    keys = [
        str(row.get("translation_key") or row.get("id") or "") if isinstance(row, dict) else ""
        for row in value
    ]
    return keys if all(keys) else None


def cut(page: Any) -> Content:
    """Return the content of a page, public or draft, specific.

    :param page: is not changed.
    """
    segments = list(extract_segments(page))
    blocks = _kinds(page)
    pieces = [
        Piece(
            segment.path,
            _kind(segment.path, blocks),
            str(segment.string.data),
            json.dumps(segment.attrs, sort_keys=True) if segment.attrs else "",
        )
        for segment in sorted(segments, key=lambda found: found.order)
        if isinstance(segment, StringSegmentValue)
    ]
    return Content(pieces, *_frame(page, segments))
