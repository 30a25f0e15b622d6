"""Making a .docx ready for pandoc: styles become markers, comments and headers are listed."""

from __future__ import annotations

import posixpath
import re
from xml.etree.ElementTree import Element, ParseError, fromstring

from .archive import Archive, corrupt, rebuild
from .markers import mark, role_of_style
from .prepared import Prepared
from .result import ImportedComment, Unplaced
from .xmlscan import XmlScan

#: Transitional and strict namespaces of WordprocessingML (ECMA-376, part 1).
WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MAIN = "word/document.xml"
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/(?:_rels/)?[A-Za-z]+\d*\.xml(?:\.rels)?"
)
_NUMBER_ONLY = re.compile(r"[\d\W]*")


def prepare_docx(archive: Archive) -> Prepared:
    """Check, annotate and slim down a .docx; raises ``ImportRefused`` when it is damaged."""
    roles = _style_roles(archive)
    scan = _DocumentScan(archive.xml(MAIN), roles, _blank_bullets(archive))
    scan.run()
    parts: dict[str, bytes] = {}
    for name in archive.names:
        if name == MAIN:
            parts[name] = scan.edited
        elif name.startswith("word/media/"):
            # Pandoc only needs to see that the image is there; its bytes stay with us.
            parts[name] = b"-"
        elif _KEPT.fullmatch(name):
            parts[name] = archive.xml(name)
    prepared = Prepared("docx", rebuild(parts), chunks=scan.chunks)
    prepared.media = lambda target: _media(archive, target)
    prepared.comments = _comments(archive)
    prepared.unplaced = _headers(archive)
    return prepared


def parse(data: bytes) -> Element:
    """A small XML part, read with ``Archive.xml`` (which refuses entities), as a tree."""
    try:
        return fromstring(data)  # noqa: S314 - no entity declarations; expat loads no DTD
    except (ParseError, ValueError) as error:
        raise corrupt(str(error)) from error


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _local(child) == name), None)


def _child_value(element: Element, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else _attribute(child, "val")


def _style_roles(archive: Archive) -> dict[str, str]:
    data = archive.xml("word/styles.xml")
    if not data:
        return {}
    names: dict[str, tuple[str, str]] = {}
    for style in parse(data):
        if _local(style) == "style":
            identifier = _attribute(style, "styleId")
            names[identifier] = (
                _child_value(style, "name") or identifier,
                _child_value(style, "basedOn"),
            )
    roles: dict[str, str] = {}
    for identifier in names:
        chain: list[str] = []
        current = identifier
        while current in names and len(chain) < 20:
            chain.append(names[current][0])
            current = names[current][1]
        if role := role_of_style(chain):
            roles[identifier] = role
    return roles


def _blank_bullets(archive: Archive) -> set[tuple[str, str]]:
    """(numbering, level) pairs whose bullet is invisible: the paragraph continues an item."""
    data = archive.xml("word/numbering.xml")
    if not data:
        return set()
    root = parse(data)
    blank: dict[str, set[str]] = {}
    for abstract in root:
        if _local(abstract) == "abstractNum":
            levels = {
                _attribute(level, "ilvl")
                for level in abstract
                if _local(level) == "lvl"
                and _child_value(level, "numFmt") in {"bullet", "none"}
                and not _child_value(level, "lvlText").strip()
            }
            blank[_attribute(abstract, "abstractNumId")] = levels
    return {
        (_attribute(number, "numId"), level)
        for number in root
        if _local(number) == "num"
        for level in blank.get(_child_value(number, "abstractNumId"), set())
    }


class _DocumentScan(XmlScan):
    """Writes markers into paragraphs and collects the text of each."""

    def __init__(self, data: bytes, roles: dict[str, str], blank: set[tuple[str, str]]) -> None:
        super().__init__(data)
        self.chunks: list[tuple[str, str]] = []
        self._roles = roles
        self._blank = blank
        self._paragraphs: list[list[str]] = []
        self._marks: list[str] = []
        self._number = ["", "0"]
        self._header_row = False
        self._in_text = False
        self._skip = 0
        self._old = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _space, local = name.partition(" ")
        if uri == COMPATIBILITY and local == "Fallback":
            self._skip += 1
        if local == "pPrChange":
            self._old += 1
        if uri not in WORD or self._old:
            return
        value = next((v for k, v in attributes.items() if k.endswith(" val")), "")
        match local:
            case "p":
                self._paragraphs.append([""])
                self._number = ["", "0"]
            case "pStyle" if role := self._roles.get(value):
                self._marks.append(role)
            case "numId":
                self._number[0] = value
            case "ilvl":
                self._number[1] = value
            case "moveFrom" | "del":
                self._skip += 1
            case "tblHeader" if value not in {"0", "false", "off"}:
                self._header_row = True
            case "r" if self._header_row and self._paragraphs:
                self._marks.append("header-row")
                self.insert_before_tag(self._fragment())
            case "t":
                self._in_text = True
            case "br" | "tab" | "cr" | "sym" | "noBreakHyphen" | "softHyphen" | "drawing" | "pict":
                self._break()
            case "footnoteReference" | "endnoteReference":
                self._break()
            case _:
                pass

    def end(self, name: str) -> None:
        uri, _space, local = name.partition(" ")
        if uri == COMPATIBILITY and local == "Fallback":
            self._skip -= 1
        if local == "pPrChange":
            self._old -= 1
        if uri not in WORD or self._old:
            return
        match local:
            case "pPr":
                if (self._number[0], self._number[1]) in self._blank:
                    self._marks.append("continued")
                self._write_marks()
            case "t":
                self._in_text = False
            case "moveFrom" | "del":
                self._skip -= 1
            case "tr":
                self._header_row = False
            case "p" if self._paragraphs:
                pieces = self._paragraphs.pop()
                whole = " ".join(piece.strip() for piece in pieces if piece.strip())
                self.chunks += [(piece, whole) for piece in pieces if piece.strip()]
            case _:
                pass

    def text(self, data: str) -> None:
        if self._in_text and not self._skip and self._paragraphs:
            self._paragraphs[-1][-1] += data

    def _break(self) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append("")

    def _write_marks(self) -> None:
        if self._header_row:
            self._marks.append("header-row")
        if self._marks:
            self.insert_after_tag(self._fragment())

    def _fragment(self) -> bytes:
        text, prefix = "".join(mark(role) for role in self._marks), self.prefix
        self._marks = []
        self._header_row = False
        return f"<{prefix}r><{prefix}t>{text}</{prefix}t></{prefix}r>".encode()


def _media(archive: Archive, target: str) -> bytes | None:
    name = posixpath.normpath(posixpath.join("word", target))
    return archive.read(name) if name in archive else None


def _paragraphs(root: Element) -> list[str]:
    lines = []
    for paragraph in root.iter():
        if _local(paragraph) == "p" and paragraph.tag.startswith(tuple(f"{{{u}}}" for u in WORD)):
            text = "".join(
                (node.text or "") if _local(node) == "t" else " "
                for node in paragraph.iter()
                if _local(node) in {"t", "tab", "br"}
            )
            lines.append(" ".join(text.split()))
    return [line for line in lines if line]


def _comments(archive: Archive) -> list[ImportedComment]:
    data = archive.xml("word/comments.xml")
    if not data:
        return []
    return [
        ImportedComment(
            _attribute(comment, "author"),
            _attribute(comment, "date"),
            "\n".join(_paragraphs(comment)),
        )
        for comment in parse(data)
        if _local(comment) == "comment"
    ]


def _headers(archive: Archive) -> list[Unplaced]:
    found: dict[str, Unplaced] = {}
    for name in archive.names:
        if match := re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            for line in _paragraphs(parse(archive.xml(name))):
                if not _NUMBER_ONLY.fullmatch(line):
                    found.setdefault(line, Unplaced(match[1], line))
    return list(found.values())
