"""The tree of a document -> raw StreamField data of ``policies.blocks.BodyBlock``.

Shapes: see ``RawBlock`` in ``result.py`` and the block definitions themselves. Figures carry the
key of an ``ImportedImage`` where the site will put a primary key (``apply.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from .ast import (
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
    walk,
)
from .images import ImageStore
from .inline import InlineWriter
from .outline import levels
from .result import ImportedPublication
from .richtext import escape
from .tables import grid, table_value
from .words import is_caption

#: Lengths of the fields in ``policies.blocks``.
LONGEST_LABEL = LONGEST_TABLE_CAPTION = 250
LONGEST_FIGURE_TEXT = 500

_SOURCE = re.compile(r"^(?:[—–]|--)\s*(.+)$")
_SCRIPTS = (("he", "\u0590", "\u05ff"), ("ar", "\u0600", "\u06ff"), ("el", "\u0370", "\u03ff"))


class BodyBuilder:
    """Builds the body of one publication; used once."""

    def __init__(
        self,
        writer: InlineWriter,
        images: ImageStore,
        result: ImportedPublication,
        make_id: Callable[[], str],
    ) -> None:
        self._writer = writer
        self._images = images
        self._result = result
        self._make_id = make_id
        self._html: list[str] = []
        self._caption: list[Block] = []

    def build(self, blocks: list[Block]) -> None:
        """Append the blocks to the body of the result."""
        headings = [block for block in blocks if isinstance(block, Heading)]
        level_of = dict(zip(map(id, headings), levels(headings), strict=True))
        blocks = list(blocks)
        while blocks:
            block = blocks.pop(0)
            following = blocks[0] if blocks else None
            if isinstance(block, Paragraph) and self._is_caption(block, following):
                self._caption.append(block)
                continue
            if isinstance(block, Heading):
                self._heading(block, level_of[id(block)])
            else:
                self._block(block)
                self._own_caption(block, blocks)
            self._settle()
        self.finish()

    def finish(self) -> None:
        """Close the last text; whatever still waits gets its place now."""
        self._settle()
        if marks := self._writer.waiting():
            self._html.append(f"<p>{marks}</p>")
        self._close_text()

    # Parts

    def _add(self, kind: str, value: Any) -> None:
        self._close_text()
        self._result.body.append({"type": kind, "value": value, "id": self._make_id()})

    def _close_text(self) -> None:
        if self._html:
            value = self._writer.body("".join(self._html))
            self._html = []
            if value:
                self._result.body.append({"type": "text", "value": value, "id": self._make_id()})

    def _settle(self) -> None:
        """Place what could not stand inside the text just written."""
        while self._writer.waiting_images or self._writer.waiting_blocks:
            images, self._writer.waiting_images = self._writer.waiting_images, []
            for reference in images:
                self._figure(reference, "")
            waiting, self._writer.waiting_blocks = self._writer.waiting_blocks, []
            for block in waiting:
                self._block(block)

    def _heading(self, heading: Heading, level: int) -> None:
        text = self._writer.plain(heading.runs)
        if len(text) > LONGEST_LABEL:
            # Nobody can read that as a heading, and the field does not hold it.
            self._html.append(f"<p><b>{escape(text)}</b></p>")
        elif text:
            self._writer.under = text
            self._add("heading", {"text": text, "level": str(level)})

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._paragraph(block.runs)
            case Heading():
                self._html.append(f"<p><b>{escape(plain(block.runs))}</b></p>")
            case ListNode():
                self._html.append(self._writer.list_element(block))
            case TableNode():
                self._table(block)
            case FigureNode():
                self._figure_node(block)
            case Quote():
                self._quote(block)
            case Definitions():
                self._definitions(block)
            case Code():
                self._writer.unplaced("code", block.text, kept=True)
                self._html.append(f"<p><code>{_preformatted(block.text)}</code></p>")
            case Raw():
                self._writer.unplaced(block.format, block.text, kept=True)
                self._html.append(f"<p>{escape(block.text)}</p>")
            case _:
                pass

    def _paragraph(self, runs: list[Run]) -> None:
        self._html.append(self._writer.paragraph(runs))

    # Figures

    def _figure_node(self, figure: FigureNode) -> None:
        references = [
            run.image
            for block in walk(figure.blocks)
            if isinstance(block, Paragraph)
            for run in block.runs
            if run.image is not None
        ]
        caption = " ".join(self._writer.plain_lines(figure.caption))
        for block in figure.blocks:
            if isinstance(block, Paragraph):
                text = [run for run in block.runs if run.image is None]
                if plain(text):
                    self._paragraph(text)
            else:
                self._block(block)
        placed = False
        for reference in references:
            placed = self._figure(reference, "" if placed else caption) or placed
        if caption and not placed:
            self._html.append(f"<p>{escape(caption)}</p>")

    def _figure(self, reference: ImageReference, caption: str) -> bool:
        image = self._images.get(reference, caption)
        if image is None:
            return False
        alternative = self._images.alternative_text(reference)
        for text in (alternative, caption):
            if len(text) > LONGEST_FIGURE_TEXT:
                self._writer.unplaced("text of a figure", text)
        self._add(
            "figure",
            {
                "image": image.key,
                "alternative_text": alternative[:LONGEST_FIGURE_TEXT],
                "caption": caption[:LONGEST_FIGURE_TEXT],
                "credit": "",
            },
        )
        return True

    def _is_caption(self, paragraph: Paragraph, following: Block | None) -> bool:
        """Whether a paragraph is the caption of the table that follows it."""
        if not isinstance(following, TableNode) or _single_cell(following):
            return False
        return paragraph.role == "caption" or (
            not paragraph.role and is_caption(plain(paragraph.runs)) and _short(paragraph)
        )

    def _own_caption(self, block: Block, blocks: list[Block]) -> None:
        """Give a paragraph behind an image or a table to it as its caption."""
        following = blocks[0] if blocks else None
        if not isinstance(following, Paragraph) or not plain(following.runs):
            return
        styled = following.role == "caption"
        after_next = blocks[1] if len(blocks) > 1 else None
        if self._is_caption(following, after_next):
            return
        self._settle()
        last = self._result.body[-1] if self._result.body and not self._html else None
        shows_image = (isinstance(block, Paragraph) and not plain(block.runs)) or isinstance(
            block, FigureNode
        )
        wanted = "figure" if shows_image else "table" if isinstance(block, TableNode) else ""
        if (
            last is not None
            and last["type"] == wanted
            and not last["value"]["caption"]
            and (styled or (is_caption(plain(following.runs)) and _short(following)))
        ):
            del blocks[0]
            caption = self._writer.plain(following.runs)
            last["value"]["caption"] = caption
            for image in self._result.images:
                if wanted == "figure" and image.key == last["value"]["image"]:
                    image.caption = caption

    # Tables

    def _table(self, table: TableNode) -> None:
        caption, self._caption = [*self._caption, *table.caption], []
        if _single_cell(table):
            # A box drawn as a table: its content is text.
            for block in [*caption, *table.rows[0][0].blocks]:
                self._block(block)
            return
        cells, merges, width = grid(table)
        with self._writer.letters() as notes:
            title = " ".join(self._writer.plain_lines(caption))
            texts = [
                "\n".join(self._writer.plain_lines(cell.blocks))
                for row in table.rows
                for cell in row
            ]
        if not width or not any(texts):
            if title:
                self._html.append(f"<p>{escape(title)}</p>")
            return
        value = table_value(
            cells,
            texts,
            merges,
            header_row=table.head_rows > 0,
            header_column=table.row_heads > 0,
        )
        if len(title) > LONGEST_TABLE_CAPTION:
            self._html.append(f"<p>{escape(title)}</p>")
            title = ""
        self._add("table", {"caption": title, "table": value})
        self._html += [f"<p>{note}</p>" for note in notes]

    # Quotations and definitions

    def _quote(self, quote: Quote) -> None:
        inside: list[Block] = [b for b in quote.blocks if not isinstance(b, TableNode | FigureNode)]
        with self._writer.letters() as notes:
            lines = self._writer.plain_lines(inside)
        source = ""
        match = _SOURCE.match(lines[-1]) if len(lines) > 1 else None
        if match and len(match[1]) <= LONGEST_LABEL:
            source = match[1]
            lines.pop()
        text = "\n".join(lines)
        if text:
            language = _known(quote.language or _language(quote, text))
            self._add("quotation", {"text": text, "source": source, "language": language})
        self._html += [f"<p>{note}</p>" for note in notes]
        for block in quote.blocks:
            if isinstance(block, TableNode | FigureNode):
                self._block(block)

    def _definitions(self, definitions: Definitions) -> None:
        items = []
        for term, meanings in definitions.items:
            with self._writer.letters() as notes:
                name = self._writer.plain(term)
                lines = [line for meaning in meanings for line in self._writer.lines(meaning)]
            if len(name) > LONGEST_LABEL:
                lines.insert(0, escape(name))
                name = name[:LONGEST_LABEL]
            html = "".join(f"<p>{line}</p>" for line in [*lines, *notes])
            items.append(
                {
                    "type": "item",
                    "value": {"term": name, "definition": self._writer.inline(html)},
                    "id": self._make_id(),
                }
            )
        if items:
            self._add("definitions", {"items": items})


def _preformatted(text: str) -> str:
    """Code with its indentation, which HTML would otherwise swallow."""
    return escape(re.sub(r" {2,}|^ |\t", lambda m: "\u00a0" * len(m[0].expandtabs(4)), text))


def _short(paragraph: Paragraph) -> bool:
    return len(plain(paragraph.runs)) <= LONGEST_LABEL


def _single_cell(table: TableNode) -> bool:
    return len(table.rows) == 1 and len(table.rows[0]) == 1


def _known(language: str) -> str:
    """The code when the site knows the language, else an empty string."""
    code = language.partition("-")[0].lower()
    return code if code in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else ""


def _language(quote: Quote, text: str) -> str:
    """The declared language of a quotation, or that of a script which only one language uses."""
    declared = {
        run.language
        for block in walk(quote.blocks)
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.text.strip()
    }
    if len(declared) == 1 and (language := declared.pop()):
        return language
    letters = [letter for letter in text if letter.isalpha()]
    for code, first, last in _SCRIPTS:
        if letters and sum(first <= letter <= last for letter in letters) > 0.6 * len(letters):
            return code
    return ""
