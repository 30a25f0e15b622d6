"""One streaming pass over an XML part that can insert and cut bytes without rebuilding a tree.

A tree of a long ``document.xml`` takes ten times its size in memory, and writing it back renames
namespace prefixes that pandoc looks for. Expat tells the byte offset of each event; edits are
collected as offsets and applied at the end.
"""

from __future__ import annotations

from xml.parsers import expat

from .archive import corrupt, entities


class XmlScan:
    """Base class: override ``start``, ``end`` and ``text``; ask ``edited`` for the result.

    Element and attribute names come as ``uri local``; ``self.prefix`` is the prefix that the
    current element was written with (with its colon).
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._edits: list[tuple[int, int, bytes]] = []
        self._pending: list[bytes] = []
        self._pending_outside = True
        self._cut_from: int | None = None
        self._cut_ends = False
        self.prefix = ""

    def run(self) -> None:
        """Scan; raises ``ImportRefused`` on malformed XML or declared entities."""
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = False
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.EntityDeclHandler = self._on_entity
        try:
            parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise corrupt(str(error)) from error
        finally:
            self._settle(len(self._data))

    def insert_after_tag(self, fragment: bytes, *, outside: bool = True) -> None:
        """Insert XML right behind the tag that is being handled.

        ``outside=False`` means inside of the element being started; nothing happens when it is
        written ``<x/>`` and has no inside.
        """
        self._pending.append(fragment)
        self._pending_outside = outside

    def insert_before_tag(self, fragment: bytes) -> None:
        """Insert XML right before the tag that is being handled."""
        index = self._parser.CurrentByteIndex
        self._edits.append((index, index, fragment))

    def cut_from_here(self) -> None:
        """Leave out everything from the element being started ..."""
        self._cut_from = self._parser.CurrentByteIndex

    def cut_to_here(self) -> None:
        """... to the end of the element being ended."""
        self._cut_ends = True

    @property
    def edited(self) -> bytes:
        """The XML with all edits applied."""
        pieces: list[bytes] = []
        position = 0
        for begin, finish, fragment in self._edits:
            if begin < position:
                continue
            pieces += [self._data[position:begin], fragment]
            position = finish
        return b"".join([*pieces, self._data[position:]])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Character data (may come in pieces)."""

    def _settle(self, index: int) -> None:
        """The tag before ``index`` is complete: place what waited for its end."""
        if self._pending:
            # Behind <x/> lies the outside of x: expat reports its end at the same place, so a
            # fragment for the inside is only placed when the tag was not closed at once.
            if self._data[index - 2 : index] != b"/>" or self._pending_outside:
                self._edits.append((index, index, b"".join(self._pending)))
            self._pending.clear()
        if self._cut_ends and self._cut_from is not None:
            self._edits.append((self._cut_from, index, b""))
            self._cut_from, self._cut_ends = None, False

    def _name(self, name: str) -> str:
        parts = name.split(" ")
        if len(parts) == 3:
            self.prefix = parts[2] + ":"
            return f"{parts[0]} {parts[1]}"
        self.prefix = ""
        return name

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._settle(self._parser.CurrentByteIndex)
        named = {" ".join(key.split(" ")[:2]): value for key, value in attributes.items()}
        self.start(self._name(name), named)

    def _on_end(self, name: str) -> None:
        self._settle(self._parser.CurrentByteIndex)
        self.end(self._name(name))

    def _on_text(self, data: str) -> None:
        self._settle(self._parser.CurrentByteIndex)
        self.text(data)

    def _on_entity(self, *_arguments: object) -> None:
        raise entities()
