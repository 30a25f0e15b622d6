"""Inline tags of a segment as XLIFF's ``<g>`` and ``<x>``, and back.

Tags are numbered in the order of the source: the program outside can move them, and losing one is
noticed. Links keep their attributes here; in the file they are a number like any other tag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from bs4 import BeautifulSoup, NavigableString
from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS

#: Tags without content, written as ``<x/>``.
EMPTY = frozenset({"br"})
_OURS = "x-html-"


@dataclass(frozen=True)
class Tag:
    """A tag of a source: its number in the file, its name, and the id of a link."""

    number: str
    name: str
    key: str = ""

    def __str__(self) -> str:
        """Return it as a person sees it in the editor."""
        return f'<{self.name} id="{self.key}">' if self.key else f"<{self.name}>"


@dataclass
class Node:
    """An inline element as it was read from a file."""

    name: str
    number: str
    ctype: str
    children: list[Any] = field(default_factory=list)


def _soup(data: str) -> Any:
    return BeautifulSoup(data, "html.parser")


def normal(data: str) -> str:
    """Return a stored string in the one form that strings are compared in."""
    return str(_soup(data)).strip()


def tags_of(data: str) -> list[Tag]:
    """Return the tags of a source string, numbered in their order."""
    found = _soup(data).find_all(True)
    return [
        Tag(str(number), tag.name, str(tag.get("id", "")))
        for number, tag in enumerate(found, start=1)
    ]


class _Numbers:
    """Gives the tags of a translation the numbers of the source's."""

    def __init__(self, tags: list[Tag]) -> None:
        self._left = list(tags)
        self._known = list(tags)
        self._next = len(tags)

    def of(self, name: str, key: str) -> str:
        for tags in (self._left, self._known):
            for tag in tags:
                if (tag.name, tag.key) == (name, key):
                    if tag in self._left:
                        self._left.remove(tag)
                    return tag.number
        self._next += 1
        return str(self._next)


def put(parent: Element, data: str, tags: list[Tag]) -> None:
    """Put a stored string into an element of a file.

    :param tags: of the source that the string belongs to.
    """
    _put(parent, _soup(data), _Numbers(tags))


def _put(parent: Element, soup: Any, numbers: _Numbers) -> None:
    last: Element | None = None
    for child in soup.children:
        if isinstance(child, NavigableString):
            if last is None:
                parent.text = (parent.text or "") + str(child)
            else:
                last.tail = (last.tail or "") + str(child)
            continue
        kind = "x" if child.name in EMPTY else "g"
        number = numbers.of(child.name, str(child.get("id", "")))
        last = SubElement(parent, kind, {"id": number, "ctype": _ctype(child.name)})
        if kind == "g":
            _put(last, child, numbers)


def _ctype(name: str) -> str:
    # XLIFF's own words say no more than "bold"; ours bring back the very tag.
    return "lb" if name == "br" else f"{_OURS}{name}"


class Reader:
    """Turns what was read from a file into a stored string, and collects what is wrong."""

    def __init__(self, tags: list[Tag]) -> None:
        self.tags = tags
        self.faults: list[str] = []
        self._by_number = {tag.number: tag for tag in tags}
        self._used: Counter[str] = Counter()

    def read(self, children: list[Any]) -> str:
        """Return the string; ``faults`` says what does not fit the source."""
        data = "".join(self._pieces(children)).strip()
        lost = [tag for tag in self.tags if not self._used[tag.number]]
        if lost:
            names = ", ".join(f"{tag} ({tag.number})" for tag in lost)
            self.faults.append(_("A tag of the source is lost: %s") % names)
        for tag in self.tags:
            if tag.name == "a" and self._used[tag.number] > 1:
                self.faults.append(_("A link is there more than once: %s") % tag)
        return data

    def _pieces(self, children: list[Any]) -> Iterator[str]:
        for child in children:
            if isinstance(child, str):
                yield escape(child, quote=False)
            elif child.name == "mrk":
                # Marks of the program outside: what they mark is the text itself.
                yield from self._pieces(child.children)
            elif child.name not in {"g", "x"}:
                self.faults.append(_("An element that is not of this file: <%s>") % child.name)
            else:
                yield from self._element(child)

    def _element(self, node: Node) -> Iterator[str]:
        tag = self._by_number.get(node.number) or self._added(node)
        if tag is None or (tag.name in EMPTY) != (node.name == "x"):
            self.faults.append(
                _("A tag that the source does not have: <%(name)s id=“%(number)s”>")
                % {"name": node.name, "number": node.number[:20]}
            )
            return
        self._used[tag.number] += 1
        if tag.name in EMPTY:
            yield f"<{tag.name}/>"
            return
        key = f' id="{escape(tag.key)}"' if tag.key else ""
        yield f"<{tag.name}{key}>"
        yield from self._pieces(node.children)
        yield f"</{tag.name}>"

    def _added(self, node: Node) -> Tag | None:
        """Return the tag of a format that a translator added in our editor before the export."""
        name = "br" if node.ctype == "lb" else node.ctype.removeprefix(_OURS)
        if name == "a" or name not in INLINE_TAGS:
            return None
        return Tag(node.number, name)
