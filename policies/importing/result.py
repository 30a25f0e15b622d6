"""The result of an import: plain data, no database, ready for a preview."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

#: A raw StreamField block: ``{"type": str, "value": ..., "id": str}``.
RawBlock = dict[str, Any]

#: What ``Unplaced.kind`` and ``Moved.kind`` say, for people.
LABELS = {
    "abstract": _("Abstract"),
    "author": _("Author"),
    "broken image": _("Image that cannot be read"),
    "code": _("Preformatted text"),
    "date": _("Date"),
    "footer": _("Page footer"),
    "header": _("Page header"),
    "image": _("Image"),
    "link": _("Link that leads nowhere or is not safe"),
    "linked image": _("Image that is not in the file"),
    "recommendations": _("Heading of recommendations"),
    "references": _("Heading of references"),
    "table": _("Table inside a text"),
    "table of contents": _("Table of contents"),
    "text": _("Text outside the flow of the document"),
    "text of a figure": _("Long text of a figure"),
    "title": _("Title"),
}

_BREAK = re.compile(r"<(?:br\s*/?|/p|/li|/?ul|/?ol)(?:\s[^>]*)?>")
_TAG = re.compile(r"<[^>]+>")
_MARK = re.compile(r"<a\b[^>]*\blinktype=\"footnote\"[^>]*>.*?</a>", re.DOTALL)


@dataclass(slots=True)
class ImportedImage:
    """An image; figure blocks name it by ``key`` in the place of a primary key."""

    key: str
    name: str
    data: bytes
    alternative_text: str = ""
    caption: str = ""


@dataclass(slots=True)
class ImportedFootnote:
    """A footnote; marks in the text point to ``identifier`` (a UUID)."""

    identifier: str
    text: str


@dataclass(slots=True)
class ImportedRecommendation:
    """A recommendation: plain statement, rationale as rich text (may be empty)."""

    identifier: str
    statement: str
    rationale: str = ""


@dataclass(slots=True)
class ImportedReference:
    """An entry of the list of references: rich text, year and address where they stand in it."""

    text: str
    year: int | None = None
    url: str = ""


@dataclass(slots=True)
class ImportedComment:
    """A reviewer's comment beside the text; never published, listed for the editor."""

    author: str
    date: str
    text: str


@dataclass(slots=True)
class Unplaced:
    """Something the platform has no place for. ``kept`` says whether its text is in the body."""

    kind: str
    text: str
    kept: bool = False
    under: str = ""

    @property
    def label(self) -> str:
        """The kind in the language of the person who looks at it."""
        return str(LABELS.get(self.kind, self.kind))


@dataclass(slots=True)
class Moved:
    """Text that left the body because it was recognised: the words as they stood there."""

    kind: str
    text: str

    @property
    def label(self) -> str:
        """The kind in the language of the person who looks at it."""
        return str(LABELS.get(self.kind, self.kind))


@dataclass(slots=True)
class ImportedPublication:
    """All that was found in a file. ``body`` is raw StreamField data (see ``blocks.py``)."""

    title: str = ""
    abstract: str = ""
    authors: list[str] = field(default_factory=list)
    date: dt.date | None = None
    body: list[RawBlock] = field(default_factory=list)
    recommendations: list[ImportedRecommendation] = field(default_factory=list)
    footnotes: list[ImportedFootnote] = field(default_factory=list)
    references: list[ImportedReference] = field(default_factory=list)
    images: list[ImportedImage] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    comments: list[ImportedComment] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def plain_text(self) -> str:
        """All words that were imported, body first in its order; for comparisons and search."""
        lines = [self.title, self.abstract, *(m.text for m in self.moved), *body_text(self.body)]
        for recommendation in self.recommendations:
            lines += [recommendation.statement, rich_text_to_plain(recommendation.rationale)]
        lines += [rich_text_to_plain(note.text) for note in self.footnotes]
        lines += [rich_text_to_plain(reference.text) for reference in self.references]
        lines += [entry.text for entry in self.unplaced if not entry.kept]
        return "\n".join(line for line in lines if line)


def rich_text_to_plain(value: str) -> str:
    """Words of a rich text value; block ends and line breaks become new lines.

    The number in a footnote mark is no word of the text.
    """
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", _MARK.sub("", value))))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def body_text(body: list[RawBlock]) -> Iterator[str]:
    """The text of raw body blocks, one string a piece, in reading order."""
    for block in body:
        value = block["value"]
        match block["type"]:
            case "heading" | "key_message":
                yield value["text"]
            case "text":
                yield rich_text_to_plain(value)
            case "table":
                yield value["caption"]
                for row in value["table"]["data"]:
                    yield from (cell for cell in row if cell)
            case "figure":
                yield value["alternative_text"]
                yield value["caption"]
            case "quotation":
                yield value["text"]
                yield value["source"]
            case "definitions":
                for item in value["items"]:
                    yield item["value"]["term"]
                    yield rich_text_to_plain(item["value"]["definition"])
