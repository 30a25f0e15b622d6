"""Runs and nested blocks -> rich text, and -> plain text where the platform stores plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .ast import (
    STYLES,
    Block,
    Code,
    Definitions,
    FigureNode,
    Heading,
    ImageReference,
    ListNode,
    Paragraph,
    Quote,
    Raw,
    Run,
    TableNode,
    plain,
    text_of,
)
from .result import ImportedFootnote, ImportedPublication, Unplaced
from .richtext import BODY, INLINE, RATIONALE, Canonicaliser, escape, footnote_mark, safe_link

#: Deepest list that the editor can show; what is deeper is lifted to it.
_DEEPEST = 5


class InlineWriter:
    """Writes rich text. What has no place inside a text waits in ``waiting_*`` for the caller."""

    def __init__(
        self,
        notes: list[list[Block]],
        result: ImportedPublication,
        make_id: Callable[[], str],
    ) -> None:
        self._notes = notes
        self._result = result
        self._make_id = make_id
        self.body = Canonicaliser(BODY)
        self.inline = Canonicaliser(INLINE)
        self.rationale = Canonicaliser(RATIONALE)
        self._numbers: dict[int, int] = {}
        self._letters: list[str] | None = None
        self.waiting_marks: list[int] = []
        self.waiting_images: list[ImageReference] = []
        self.waiting_blocks: list[Block] = []
        self.under = ""

    # Rich text

    def rich(self, runs: list[Run]) -> str:
        """Inline rich text of runs; images wait."""
        pieces: list[str] = []
        for run in runs:
            if run.image is not None:
                self.waiting_images.append(run.image)
            elif run.note is not None:
                letters = self._letters is not None
                pieces.append(self._letter(run.note) if letters else self.mark(run.note))
            elif run.text:
                pieces.append(self._styled(run))
        return "".join(pieces)

    def _styled(self, run: Run) -> str:
        core = run.text.strip(" ") if run.styles or run.href else run.text
        if not core.strip():
            return escape(run.text)
        before = run.text[: len(run.text) - len(run.text.lstrip(" "))] if core != run.text else ""
        after = run.text[len(run.text.rstrip(" ")) :] if core != run.text else ""
        text = escape(core)
        for style in reversed(STYLES):
            if style in run.styles:
                text = f"<{style}>{text}</{style}>"
        if run.href:
            if address := safe_link(run.href):
                text = f'<a href="{escape(address)}">{text}</a>'
            elif not run.href.startswith("#"):
                self.unplaced("link", f"{core} ({run.href[:300]})", kept=True)
        return before + text + after

    def mark(self, note: int) -> str:
        """The mark of a footnote, which is written down when it is met first."""
        if note not in self._numbers:
            self._numbers[note] = len(self._result.footnotes) + 1
            footnote = ImportedFootnote(self._make_id(), "")
            self._result.footnotes.append(footnote)
            footnote.text = self.inline.inline(self.note_text(note))
        number = self._numbers[note]
        return footnote_mark(self._result.footnotes[number - 1].identifier, number)

    @contextmanager
    def letters(self) -> Iterator[list[str]]:
        """A place that cannot hold footnote marks: ``[a]`` stands there, the text is collected.

        Yields the list of the notes' texts, for the caller to write below.
        """
        before, self._letters = self._letters, []
        try:
            yield self._letters
        finally:
            self._letters = before

    def _letter(self, note: int) -> str:
        notes = self._letters if self._letters is not None else []
        letter = _alphabetic(len(notes) + 1)
        notes.append("")
        notes[-1] = f"[{letter}] {self.note_text(note)}"
        return f" [{letter}]"

    def note_text(self, note: int) -> str:
        """The text of a footnote as inline rich text, its paragraphs on lines of their own."""
        return "<br/>".join(self.lines(self._notes[note]))

    def waiting(self) -> str:
        """Marks of footnotes that stood where only plain text is stored."""
        marks, self.waiting_marks = self.waiting_marks, []
        return "".join(self.mark(note) for note in marks)

    def paragraph(self, runs: list[Run]) -> str:
        """A paragraph element, or an empty string when nothing visible is in it."""
        text = self.rich(runs).strip()
        return f"<p>{text}{self.waiting()}</p>" if text else ""

    def list_element(self, node: ListNode, depth: int = 0) -> str:
        """A list element. Blocks that an item cannot hold wait for the caller."""
        numbered = node.ordered and node.numbering == "1" and node.start == 1
        tag = "ol" if numbered else "ul"
        pieces: list[str] = []
        for position, item in enumerate(node.items):
            label = "" if numbered or not node.ordered else _label(node, position)
            lines, inner = self._item(item, depth)
            text = "<br/>".join(lines)
            if label:
                text = f"{escape(label)} {text}"
            if text or not inner:
                pieces.append(f"<li>{text}{''.join(inner)}</li>" if text else "")
            else:
                # An item without text cannot exist in the editor: its own list moves up.
                pieces.append("".join(part[4:-5] for part in inner))
        return f"<{tag}>{''.join(pieces)}</{tag}>" if any(pieces) else ""

    def _item(self, item: list[Block], depth: int) -> tuple[list[str], list[str]]:
        lines: list[str] = []
        inner: list[str] = []
        for block in item:
            if isinstance(block, ListNode) and depth + 1 < _DEEPEST:
                inner.append(self.list_element(block, depth + 1))
            elif inner and not isinstance(block, TableNode | FigureNode | Quote):
                # After its sub-list an item cannot go on; the text becomes a last sub-item.
                tag = inner[-1][:4]
                rest = "<br/>".join(self.lines([block]))
                if rest:
                    inner[-1] = f"{inner[-1][:-5]}<li>{rest}</li></{tag[1:]}"
            elif isinstance(block, TableNode | FigureNode | Quote | Definitions | Raw):
                self.waiting_blocks.append(block)
            else:
                lines += self.lines([block])
        return lines, [part for part in inner if part]

    def lines(self, blocks: list[Block]) -> list[str]:
        """Blocks as lines of inline rich text, for places that hold no paragraphs."""
        result: list[str] = []
        for block in blocks:
            match block:
                case Paragraph():
                    result.append(self.rich(block.runs).strip())
                case Heading():
                    text = escape(plain(block.runs))
                    extras = [run for run in block.runs if run.note is not None or run.image]
                    result.append(f"<b>{text}</b>{self.rich(extras)}")
                case ListNode():
                    for position, item in enumerate(block.items):
                        label = _label(block, position) if block.ordered else "–"
                        inner = self.lines(item) or [""]
                        result += [f"{escape(label)} {inner[0]}".strip(), *inner[1:]]
                case Code():
                    self.unplaced("code", block.text, kept=True)
                    result.append(f"<code>{escape(block.text)}</code>")
                case Quote():
                    result += self.lines(block.blocks)
                case Definitions():
                    for term, definitions in block.items:
                        meaning = "; ".join(
                            line for inner in definitions for line in self.lines(inner)
                        )
                        result.append(f"{self.rich(term)}: {meaning}")
                case TableNode():
                    self.unplaced("table", text_of([block], " | "), kept=True)
                    result += self.lines(block.caption)
                    for row in block.rows:
                        cells = ["; ".join(self.lines(cell.blocks)) for cell in row]
                        result.append(" | ".join(cells))
                case FigureNode():
                    result += self.lines(block.blocks) + self.lines(block.caption)
                case Raw():
                    self.unplaced(block.format, block.text, kept=True)
                    result.append(escape(block.text))
                case _:
                    pass
        return [line for line in result if line]

    # Plain text

    def plain(self, runs: list[Run], *, breaks: bool = False) -> str:
        """Plain text of runs; footnotes and images wait for the next place that can hold them."""
        written: list[Run] = []
        for run in runs:
            if run.note is not None and self._letters is not None:
                written.append(Run(self._letter(run.note)))
            elif run.note is not None:
                self.waiting_marks.append(run.note)
            elif run.image is not None:
                self.waiting_images.append(run.image)
            else:
                written.append(run)
        runs = written
        if not breaks:
            return plain(runs)
        text = "".join(run.text for run in runs)
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()

    def plain_lines(self, blocks: list[Block]) -> list[str]:
        """Blocks as lines of plain text (list items with a dash or their number)."""
        result: list[str] = []
        for block in blocks:
            match block:
                case Paragraph() | Heading():
                    result.append(self.plain(block.runs, breaks=True))
                case ListNode():
                    for position, item in enumerate(block.items):
                        label = _label(block, position) if block.ordered else "–"
                        inner = self.plain_lines(item) or [""]
                        result += [f"{label} {inner[0]}".strip(), *inner[1:]]
                case Quote():
                    result += self.plain_lines(block.blocks)
                case Code():
                    self.unplaced("code", block.text, kept=True)
                    result.append(block.text)
                case Raw():
                    self.unplaced(block.format, block.text, kept=True)
                    result.append(block.text)
                case Definitions():
                    for term, definitions in block.items:
                        inner = [line for d in definitions for line in self.plain_lines(d)]
                        result.append(f"{self.plain(term)}: {'; '.join(inner)}")
                case TableNode():
                    self.unplaced("table", text_of([block], " | "), kept=True)
                    result += self.plain_lines(block.caption)
                    for row in block.rows:
                        cells = ["; ".join(self.plain_lines(cell.blocks)) for cell in row]
                        result.append(" | ".join(cells))
                case FigureNode():
                    result += self.plain_lines(block.blocks) + self.plain_lines(block.caption)
                case _:
                    pass
        return [line for line in result if line]

    def unplaced(self, kind: str, text: str, *, kept: bool = False) -> None:
        """List something for the editor."""
        self._result.unplaced.append(Unplaced(kind, text, kept, self.under))


def _label(node: ListNode, position: int) -> str:
    number = node.start + position
    match node.numbering:
        case "a" | "A":
            letters = _alphabetic(number)
            text = letters.upper() if node.numbering == "A" else letters
        case "i" | "I":
            text = _roman(number)
            text = text if node.numbering == "I" else text.lower()
        case _:
            text = str(number)
    return text + node.delimiter


def _alphabetic(number: int) -> str:
    letters = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _roman(number: int) -> str:
    result = ""
    for value, letters in (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    ):
        result += letters * min(number // value, 100)
        number %= value
    return result
