"""Pandoc's JSON document as a small typed tree.

Inline content is flat: a list of runs, each a stretch of text with its styles and link. That is
what Wagtail's editor stores too, and it makes questions such as "is this paragraph entirely
bold?" one line. Source of the JSON shape: ``pandoc-types`` 1.23 (pandoc 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

#: Styles that survive an import; the names are those of the HTML elements.
STYLES = ("b", "i", "sup", "sub", "code")


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image as the document names it: target inside the file, a data URI or an address."""

    target: str
    alternative_text: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text (line break: ``\\n``), or a footnote mark, or an image."""

    text: str = ""
    styles: frozenset[str] = frozenset()
    href: str = ""
    note: int | None = None
    image: ImageReference | None = None
    language: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph. ``role`` is what its style says it is (see ``markers.ROLES``), or empty."""

    runs: list[Run]
    role: str = ""


@dataclass(slots=True)
class Heading:
    """A heading; ``level`` is the source's (1 to 6; 7 for a bold paragraph acting as one)."""

    runs: list[Run]
    level: int


@dataclass(slots=True)
class ListNode:
    """A list; an item is a list of blocks. ``numbering``: ``1``, ``a``, ``A``, ``i`` or ``I``."""

    ordered: bool
    items: list[list[Block]]
    start: int = 1
    numbering: str = "1"
    delimiter: str = "."
    #: Whether paragraphs between the items were taken into them.
    absorbed: bool = False


@dataclass(slots=True)
class Cell:
    """A table cell with its spans."""

    blocks: list[Block]
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True)
class TableNode:
    """A table: rows of cells as written (covered cells are absent)."""

    rows: list[list[Cell]]
    head_rows: int = 0
    row_heads: int = 0
    columns: int = 0
    caption: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class FigureNode:
    """Pandoc's figure: blocks that hold one or more images, and a caption."""

    blocks: list[Block]
    caption: list[Block]


@dataclass(slots=True)
class Quote:
    """A block quotation; ``language`` where the source declares one."""

    blocks: list[Block]
    language: str = ""


@dataclass(slots=True)
class Definitions:
    """A definition list: pairs of term and its definitions."""

    items: list[tuple[list[Run], list[list[Block]]]]


@dataclass(slots=True)
class Code:
    """Preformatted text, or a line block."""

    text: str


@dataclass(slots=True)
class Raw:
    """Something in another format that pandoc passed through."""

    format: str
    text: str


@dataclass(slots=True)
class Rule:
    """A horizontal line; it has no words."""


Block = (
    Paragraph
    | Heading
    | ListNode
    | TableNode
    | FigureNode
    | Quote
    | Definitions
    | Code
    | Raw
    | Rule
)


@dataclass(slots=True)
class Document:
    """A whole source: blocks, footnotes (each a list of blocks) and marked metadata."""

    blocks: list[Block]
    notes: list[list[Block]] = field(default_factory=list)
    title: list[Run] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    date: str = ""
    abstract: list[Block] = field(default_factory=list)
    #: Whether the title comes from a place that readers do not see (HTML's ``<title>``).
    title_is_hidden: bool = False


def plain(runs: Iterable[Run]) -> str:
    """The text of runs, line breaks as spaces, without images and marks."""
    return " ".join("".join(run.text for run in runs).split())


def all_bold(runs: list[Run]) -> bool:
    """Whether every visible character of the runs is bold (and there is one)."""
    visible = [run for run in runs if run.text.strip()]
    return bool(visible) and all("b" in run.styles for run in visible)


def join_runs(runs: Iterable[Run]) -> list[Run]:
    """Merge neighbours of the same look, so that a style is one element and not five."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and run.note is None
            and last.note is None
            and run.image is None
            and last.image is None
            and (run.styles, run.href, run.language) == (last.styles, last.href, last.language)
        ):
            joined[-1] = Run(last.text + run.text, run.styles, run.href, language=run.language)
        elif run.text or run.note is not None or run.image is not None:
            joined.append(run)
    return joined


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block of a tree, parents before children, in reading order."""
    for block in blocks:
        yield block
        match block:
            case ListNode():
                for item in block.items:
                    yield from walk(item)
            case TableNode():
                yield from walk(block.caption)
                for row in block.rows:
                    for cell in row:
                        yield from walk(cell.blocks)
            case FigureNode():
                yield from walk(block.blocks)
                yield from walk(block.caption)
            case Quote():
                yield from walk(block.blocks)
            case Definitions():
                for _term, definitions in block.items:
                    for definition in definitions:
                        yield from walk(definition)
            case _:
                pass


def text_of(blocks: Iterable[Block], separator: str = "\n") -> str:
    """The plain text of a tree, one line a paragraph; footnotes are not followed."""
    lines: list[str] = []
    for block in walk(blocks):
        match block:
            case Paragraph() | Heading():
                lines.append(plain(block.runs))
            case Code():
                lines.append(block.text)
            case Definitions():
                lines.extend(plain(term) for term, _definitions in block.items)
            case _:
                pass
    return separator.join(line for line in lines if line)
