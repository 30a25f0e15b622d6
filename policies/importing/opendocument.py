"""Making an .odt ready for pandoc, whose ODT reader knows headings and lists and little else."""

from __future__ import annotations

import posixpath
import re

from .archive import Archive, encrypted, rebuild
from .markers import mark, role_of_style
from .prepared import Prepared
from .result import ImportedComment, Unplaced
from .word import parse
from .xmlscan import XmlScan

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLE, DRAW = _NS + "text:1.0", _NS + "style:1.0", _NS + "drawing:1.0"
TABLE, OFFICE, SVG = _NS + "table:1.0", _NS + "office:1.0", _NS + "svg-compatible:1.0"
DC, XLINK = "http://purl.org/dc/elements/1.1/", "http://www.w3.org/1999/xlink"
_PREFIX = {
    TEXT: "text",
    STYLE: "style",
    DRAW: "draw",
    TABLE: "table",
    OFFICE: "office",
    SVG: "svg",
    DC: "dc",
}
_NUMBER_ONLY = re.compile(r"[\d\W]*")


def prepare_odt(archive: Archive) -> Prepared:
    """Check, annotate and slim down an .odt; raises ``ImportRefused`` when it is not readable."""
    if b"encryption-data" in archive.xml("META-INF/manifest.xml"):
        raise encrypted()
    styles_data = archive.xml("styles.xml")
    scan = _ContentScan(archive.xml("content.xml"), _styles(styles_data), _bullets(styles_data))
    scan.run()
    parts = {"mimetype": archive.read("mimetype"), "content.xml": scan.edited}
    if styles_data:
        parts["styles.xml"] = styles_data
    for name in archive.names:
        if name.startswith("Pictures/"):
            parts[name] = b"-"
        elif name == "META-INF/manifest.xml":
            parts[name] = archive.xml(name)
    prepared = Prepared("odt", rebuild(parts), chunks=scan.chunks)
    prepared.media = lambda target: _media(archive, target)
    prepared.comments = scan.comments
    prepared.alternative_texts = scan.alternative_texts
    prepared.unplaced = _headers(styles_data)
    return prepared


def _styles(data: bytes) -> dict[str, tuple[str, str]]:
    """Style name -> (display name, parent)."""
    if not data:
        return {}
    return {
        style.get(f"{{{STYLE}}}name", ""): (
            style.get(f"{{{STYLE}}}display-name", style.get(f"{{{STYLE}}}name", "")),
            style.get(f"{{{STYLE}}}parent-style-name", ""),
        )
        for style in parse(data).iter(f"{{{STYLE}}}style")
    }


def _bullets(data: bytes) -> set[tuple[str, int]]:
    """(list style, level) pairs with an invisible bullet: their paragraphs continue an item."""
    if not data:
        return set()
    return {
        (style.get(f"{{{STYLE}}}name", ""), int(level.get(f"{{{TEXT}}}level", "1")))
        for style in parse(data).iter(f"{{{TEXT}}}list-style")
        for level in style.iter(f"{{{TEXT}}}list-level-style-bullet")
        if not level.get(f"{{{TEXT}}}bullet-char", "").strip()
    }


class _ContentScan(XmlScan):
    """Markers into paragraphs; annotations and deleted text out; alternative texts listed."""

    def __init__(
        self, data: bytes, styles: dict[str, tuple[str, str]], blank: set[tuple[str, int]]
    ) -> None:
        super().__init__(data)
        self.chunks: list[tuple[str, str]] = []
        self.comments: list[ImportedComment] = []
        self.alternative_texts: dict[str, str] = {}
        self._styles = styles
        self._blank = blank
        self._list_style = ""
        self._lists: list[str] = []
        self._paragraphs: list[list[str]] = []
        self._header_row = False
        self._frames: list[dict[str, str]] = []
        self._field = ""
        self._annotation: dict[str, str] | None = None
        self._deleted = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        uri, _space, local = name.partition(" ")
        match f"{_PREFIX.get(uri, '')}:{local}":
            case "style:style":
                own = attributes.get(f"{STYLE} name", "")
                display = attributes.get(f"{STYLE} display-name", own)
                parent = attributes.get(f"{STYLE} parent-style-name", "")
                self._styles[own] = ("" if parent else display, parent)
            case "office:annotation":
                self._annotation = {}
                self.cut_from_here()
            case "text:tracked-changes":
                self._deleted = True
                self.cut_from_here()
            case "table:table-header-rows":
                self._header_row = True
            case "text:p" | "text:h" if not self._hidden:
                self._paragraphs.append([""])
                self._mark(attributes.get(f"{TEXT} style-name", ""), heading=local == "h")
            case "text:list":
                inherited = self._lists[-1] if self._lists else ""
                self._lists.append(attributes.get(f"{TEXT} style-name", inherited))
            case "text:list-style":
                self._list_style = attributes.get(f"{STYLE} name", "")
            case "text:list-level-style-bullet":
                if not attributes.get(f"{TEXT} bullet-char", "").strip():
                    level = int(attributes.get(f"{TEXT} level", "1"))
                    self._blank.add((self._list_style, level))
            case "text:s" if self._paragraphs:
                self._paragraphs[-1][-1] += " "
            case "text:tab" | "text:line-break" | "text:note" | "text:bookmark":
                self._break()
            case "draw:frame":
                self._frames.append({})
                self._break()
            case "draw:image" if self._frames:
                self._frames[-1]["href"] = attributes.get(f"{XLINK} href", "")
            case "svg:title" | "svg:desc" | "text:note-citation":
                self._field = local
            case "dc:creator" | "dc:date" if self._annotation is not None:
                self._field = local
            case _:
                pass

    def end(self, name: str) -> None:
        uri, _space, local = name.partition(" ")
        match f"{_PREFIX.get(uri, '')}:{local}":
            case "office:annotation" if self._annotation is not None:
                self.cut_to_here()
                found, self._annotation = self._annotation, None
                self.comments.append(
                    ImportedComment(
                        found.get("creator", ""), found.get("date", ""), found.get("text", "")
                    )
                )
            case "text:tracked-changes":
                self._deleted = False
                self.cut_to_here()
            case "table:table-header-rows":
                self._header_row = False
            case "text:p" | "text:h" if not self._hidden and self._paragraphs:
                pieces = self._paragraphs.pop()
                whole = " ".join(piece.strip() for piece in pieces if piece.strip())
                self.chunks += [(piece, whole) for piece in pieces if piece.strip()]
            case "text:list" if self._lists:
                self._lists.pop()
            case "text:note":
                self._break()
            case "text:p" if self._annotation is not None:
                self._annotation["text"] = self._annotation.get("text", "") + "\n"
            case "draw:frame" if self._frames:
                frame = self._frames.pop()
                if "href" in frame and (alternative := frame.get("desc") or frame.get("title")):
                    self.alternative_texts[frame["href"]] = alternative
            case "svg:title" | "svg:desc" | "text:note-citation" | "dc:creator" | "dc:date":
                self._field = ""
            case _:
                pass

    def text(self, data: str) -> None:
        if self._annotation is not None:
            key = self._field or "text"
            self._annotation[key] = self._annotation.get(key, "") + data
        elif self._field:
            if self._frames:
                self._frames[-1][self._field] = self._frames[-1].get(self._field, "") + data
        elif self._paragraphs and not self._deleted:
            self._paragraphs[-1][-1] += data

    @property
    def _hidden(self) -> bool:
        return self._deleted or self._annotation is not None

    def _break(self) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append("")

    def _mark(self, style: str, *, heading: bool) -> None:
        chain: list[str] = []
        while style and len(chain) < 20:
            display, parent = self._styles.get(style, (style, ""))
            chain.append(display)
            style = parent
        role = "" if heading else role_of_style(chain)
        marks = mark(role) if role else ""
        if self._lists and (self._lists[-1], len(self._lists)) in self._blank:
            marks += mark("continued")
        if self._header_row:
            marks += mark("header-row")
            self._header_row = False
        if marks:
            self.insert_after_tag(marks.encode(), outside=False)


def _media(archive: Archive, target: str) -> bytes | None:
    name = posixpath.normpath(target)
    return archive.read(name) if name in archive else None


def _headers(styles: bytes) -> list[Unplaced]:
    found: dict[str, Unplaced] = {}
    if styles:
        for element in parse(styles).iter():
            kind = str(element.tag).rpartition("}")[2].partition("-")[0]
            if kind in {"header", "footer"} and str(element.tag).startswith(f"{{{STYLE}}}"):
                for paragraph in element.iter(f"{{{TEXT}}}p"):
                    line = " ".join("".join(paragraph.itertext()).split())
                    if not _NUMBER_ONLY.fullmatch(line):
                        found.setdefault(line, Unplaced(kind, line))
    return list(found.values())
