"""Pandoc's JSON -> the typed tree of ``ast.py``. Knows every constructor of pandoc-types 1.23."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .ast import (
    Block,
    Cell,
    Code,
    Definitions,
    Document,
    FigureNode,
    Heading,
    ImageReference,
    ListNode,
    Paragraph,
    Quote,
    Raw,
    Rule,
    Run,
    TableNode,
    join_runs,
    plain,
    text_of,
)
from .markers import take

#: Raw HTML in Markdown that means one of our styles.
_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sup": "sup", "sub": "sub", "code": "code"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NUMBERING = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}
_QUOTES = {"DoubleQuote": "“”", "SingleQuote": "‘’"}
_STYLED = {"Strong": "b", "Emph": "i", "Superscript": "sup", "Subscript": "sub"}

Style = tuple[frozenset[str], str, str]
PLAIN: Style = (frozenset(), "", "")


class AstReader:
    """Reads one AST. ``read_html`` turns raw HTML inside Markdown into further AST blocks."""

    def __init__(self, read_html: Callable[[str], list[Any]] | None = None) -> None:
        self._read_html = read_html
        self.notes: list[list[Block]] = []
        #: All text that pandoc gave back, in its order, to compare with the source.
        self.seen: list[str] = []

    def document(self, tree: dict[str, Any]) -> Document:
        """The whole document."""
        document = Document(blocks=self.blocks(tree.get("blocks", [])), notes=self.notes)
        meta = tree.get("meta", {})
        document.title = self._meta_runs(meta.get("title"))
        document.date = plain(self._meta_runs(meta.get("date")))
        author = meta.get("author")
        authors = author["c"] if author and author["t"] == "MetaList" else [author]
        document.authors = [name for a in authors if (name := plain(self._meta_runs(a)))]
        document.abstract = self._meta_blocks(meta.get("abstract"))
        if subtitle := self._meta_runs(meta.get("subtitle")):
            document.blocks.insert(0, Paragraph(subtitle, "subtitle"))
        return document

    def _meta_blocks(self, value: dict[str, Any] | None) -> list[Block]:
        if value and value["t"] == "MetaBlocks":
            return self.blocks(value["c"])
        runs = self._meta_runs(value)
        return [Paragraph(runs)] if runs else []

    def _meta_runs(self, value: dict[str, Any] | None) -> list[Run]:
        match value:
            case {"t": "MetaInlines", "c": inlines}:
                return _unmarked(self.inlines(inlines))[0]
            case {"t": "MetaString", "c": str(text)}:
                self.seen.append(text)
                return [Run(text)]
            case {"t": "MetaBlocks", "c": blocks}:
                return [Run(text_of(self.blocks(blocks), " "))]
            case {"t": "MetaList", "c": values}:
                return [Run(", ".join(plain(self._meta_runs(entry)) for entry in values))]
            case _:
                return []

    # Blocks

    def blocks(self, nodes: list[Any]) -> list[Block]:
        """A list of pandoc blocks."""
        result: list[Block] = []
        for node in nodes:
            result += self._block(node["t"], node.get("c"))
        return result

    def _block(self, kind: str, content: Any) -> list[Block]:
        match kind:
            case "Para" | "Plain":
                return self._paragraph(content)
            case "Header":
                level, _attributes, inlines = content
                runs, _roles = _unmarked(self.inlines(inlines))
                return [Heading(runs, level)] if plain(runs) or _has_extras(runs) else []
            case "BulletList":
                return [ListNode(False, [self.blocks(item) for item in content])]
            case "OrderedList":
                (start, style, delimiter), items = content
                return [
                    ListNode(
                        True,
                        [self.blocks(item) for item in items],
                        start,
                        _NUMBERING.get(style["t"], "1"),
                        "." if delimiter["t"] in {"DefaultDelim", "Period"} else ")",
                    )
                ]
            case "DefinitionList":
                return [Definitions([self._definition(item) for item in content])]
            case "BlockQuote":
                return [Quote(self.blocks(content))]
            case "Table":
                return [self._table(*content)]
            case "Figure":
                _attributes, (_short, caption), blocks = content
                return [FigureNode(self.blocks(blocks), self.blocks(caption))]
            case "CodeBlock":
                self.seen.append(content[1])
                return [Code(take(content[1])[0])]
            case "LineBlock":
                lines: list[Run] = []
                for line in content:
                    lines += [*self.inlines(line), Run("\n")]
                return [Paragraph(join_runs(lines[:-1]))]
            case "Div":
                return self._div(*content)
            case "RawBlock":
                return self._raw(*content)
            case "HorizontalRule":
                return [Rule()]
            case _:
                return []

    def _paragraph(self, inlines: list[Any]) -> list[Block]:
        runs, roles = _unmarked(self.inlines(inlines))
        return [Paragraph(runs, " ".join(roles))] if runs or roles else []

    def _definition(self, item: Any) -> tuple[list[Run], list[list[Block]]]:
        term, definitions = item
        runs, _roles = _unmarked(self.inlines(term))
        return runs, [self.blocks(definition) for definition in definitions]

    def _div(self, attributes: Any, content: list[Any]) -> list[Block]:
        blocks = self.blocks(content)
        language = dict(attributes[2]).get("lang", "")
        if language:
            for block in blocks:
                if isinstance(block, Quote) and not block.language:
                    block.language = language
        return blocks

    def _raw(self, format_: str, text: str) -> list[Block]:
        if format_ == "html" and self._read_html:
            return self.blocks(self._read_html(text))
        self.seen.append(text)
        return [Raw(format_, text)]

    def _table(
        self, _attributes: Any, caption: Any, columns: Any, head: Any, bodies: Any, foot: Any
    ) -> TableNode:
        rows = [self._row(row) for row in head[1]]
        table = TableNode(rows, len(rows), columns=len(columns), caption=self.blocks(caption[1]))
        for _attribute, row_heads, intermediate, body in bodies:
            table.row_heads = max(table.row_heads, row_heads)
            rows += [self._row(row) for row in [*intermediate, *body]]
        rows += [self._row(row) for row in foot[1]]
        return table

    def _row(self, row: Any) -> list[Cell]:
        return [
            Cell(self.blocks(blocks), rowspan, colspan)
            for _attributes, _alignment, rowspan, colspan, blocks in row[1]
        ]

    # Inlines

    def inlines(self, nodes: list[Any]) -> list[Run]:
        """A list of pandoc inlines as flat runs."""
        runs = _Raw(self).read(nodes, PLAIN)
        return join_runs(runs)

    def note(self, blocks: list[Any]) -> int:
        """Store a footnote; its index."""
        index = len(self.notes)
        self.notes.append([])
        self.notes[index] = self.blocks(blocks)
        return index


class _Raw:
    """Inlines of one paragraph, with raw HTML tags as an additional layer of styles."""

    def __init__(self, reader: AstReader) -> None:
        self._reader = reader
        self._open: list[tuple[str, str]] = []
        self._silent = ""

    def read(self, nodes: list[Any], style: Style) -> list[Run]:
        runs: list[Run] = []
        for node in nodes:
            runs += self._inline(node["t"], node.get("c"), style)
        return runs

    def _text(self, text: str, style: Style) -> list[Run]:
        if self._silent:
            return []
        self._reader.seen.append(text)
        styles, href, language = style
        for tag, target in self._open:
            styles = styles | {tag} if tag in _TAGS.values() else styles
            href = target or href
        return [Run(text, styles, href, language=language)]

    def _inline(self, kind: str, content: Any, style: Style) -> list[Run]:
        styles, href, language = style
        match kind:
            case "Str":
                return self._text(content, style)
            case "Space" | "SoftBreak":
                return self._text(" ", style)
            case "LineBreak":
                return self._text("\n", style)
            case "Strong" | "Emph" | "Superscript" | "Subscript":
                return self.read(content, (styles | {_STYLED[kind]}, href, language))
            case "Underline" | "Strikeout" | "SmallCaps":
                return self.read(content, style)
            case "Quoted":
                left, right = tuple(_QUOTES[content[0]["t"]])
                inner = self.read(content[1], style)
                return [*self._text(left, style), *inner, *self._text(right, style)]
            case "Cite":
                return self.read(content[1], style)
            case "Code":
                return self._text(content[1], (styles | {"code"}, href, language))
            case "Math":
                return self._text(content[1], style)
            case "RawInline":
                return self._tag(content[0], content[1], style)
            case "Link":
                return self.read(content[1], (styles, content[2][0], language))
            case "Image":
                alternative = plain(self.read(content[1], PLAIN))
                reference = ImageReference(content[2][0], alternative, content[2][1])
                return [Run(image=reference, language=language)]
            case "Span":
                own = dict(content[0][2])
                return self.read(content[1], (styles, href, own.get("lang", language)))
            case "Note":
                return [Run(note=self._reader.note(content), language=language)]
            case _:
                return []

    def _tag(self, format_: str, text: str, style: Style) -> list[Run]:
        match = _TAG.fullmatch(text.strip()) if format_ == "html" else None
        if match is None:
            return [] if text.startswith("<!--") else self._text(text, style)
        closing, name, attributes = match[1], match[2].lower(), match[3]
        if name in {"script", "style"}:
            self._silent = "" if closing else name
        elif name == "br":
            return self._text("\n", style)
        elif closing:
            own = _TAGS.get(name, name)
            for index in range(len(self._open) - 1, -1, -1):
                if self._open[index][0] == own:
                    del self._open[index]
                    break
        else:
            href = _HREF.search(attributes) if name == "a" else None
            target = (href[1] or href[2] or "") if href else ""
            if name in _TAGS or name == "a":
                self._open.append((_TAGS.get(name, name), target))
        return []


def _unmarked(runs: list[Run]) -> tuple[list[Run], list[str]]:
    """Runs without our markers, outer spaces and empty runs; and the marked roles."""
    roles: list[str] = []
    clean: list[Run] = []
    for run in runs:
        text, found = take(run.text)
        roles += found
        if text or run.note is not None or run.image is not None:
            clean.append(
                Run(text, run.styles, run.href, run.note, run.image, run.language) if found else run
            )
    clean = join_runs(clean)
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while clean and clean[index].note is None and clean[index].image is None:
            run = clean[index]
            text = strip(run.text)
            if text:
                clean[index] = Run(text, run.styles, run.href, language=run.language)
                break
            del clean[index]
    return clean, roles


def _has_extras(runs: list[Run]) -> bool:
    return any(run.note is not None or run.image is not None for run in runs)
