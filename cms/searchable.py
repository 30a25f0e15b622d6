"""What a page says about itself to a search, without knowing who searches.

A page type that wants to be found has a method ``search_content()`` that returns a list of
:class:`Searchable`: the page itself first, then what readers may find in it by itself.
"""

from __future__ import annotations

import datetime
import html
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

#: Of each kind: its place, its name in the plural, and what one is called.
_KINDS: dict[str, tuple[int, Any, Any]] = {}

_FOOTNOTE = re.compile(r'<a [^>]*linktype="footnote"[^>]*>.*?</a>', re.DOTALL)
_BREAK = re.compile(r"<(?:br|hr|/p|/li|/h[1-6]|/td|/th|/tr|/blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def register_kind(name: str, label: Any, order: int, one: Any = "") -> None:
    """Make a kind of hit known.

    :param name: as addresses use it.
    :param label: its name in the plural, translatable.
    :param order: its place among the others; readers see the smallest first.
    :param one: what one of them is called, in small letters; default: the label.
    """
    _KINDS[name] = (order, label, one or label)


def kinds() -> dict[str, Any]:
    """Return the labels of all kinds by name, in order."""
    ordered = sorted(_KINDS.items(), key=lambda item: item[1][0])
    return {name: label for name, (_order, label, _one) in ordered}


def name_of_one(kind: str) -> str:
    """Return what one hit of a kind is called, with a capital letter; "" is none of them."""
    _order, _label, one = _KINDS.get(kind, (0, kind, kind))
    return capfirst(str(one))


def plain_text(rich: str) -> str:
    """Return stored rich text as words, without footnote marks; one line."""
    if "<" in rich:
        rich = _TAG.sub("", _BREAK.sub(" ", _FOOTNOTE.sub("", rich)))
    return " ".join(html.unescape(rich).split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text and the id on the page where it stands ("" for the top)."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Searchable:
    """One thing that readers can find.

    :param kind: a name from :func:`kinds`.
    :param identity: the same for all language versions of the thing.
    :param lead: what sums it up; weighs more than the text.
    :param anchor: the id on its page that a hit opens at.
    :param document: key of the file it stands in, for attachments.
    :param file_page: page of that file, counted from 1; 0 if there are none.
    """

    kind: str
    identity: uuid.UUID
    title: str
    lead: str = ""
    passages: Sequence[Passage] = field(default_factory=tuple)
    anchor: str = ""
    topic: str = ""
    topic_title: str = ""
    countries: tuple[str, ...] = ()
    level: str = ""
    addressee: str = ""
    instrument: str = ""
    group: str = ""
    day: datetime.date | None = None
    document: int | None = None
    file_page: int = 0
