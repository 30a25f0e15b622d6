"""Headings: bold paragraphs that act as one, and an outline without gaps."""

from __future__ import annotations

import re
from itertools import zip_longest

from .ast import Block, Heading, Paragraph, TableNode, all_bold, plain
from .words import is_caption

#: Rank of a bold paragraph: below all real heading styles.
BOLD = 7
FIRST, LAST = 2, 4
_LONGEST = 150
#: "1.", "1 ", "2.3", "2.3." before a word; not "2020" and not "3 %".
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})([.)]?)\s+(?=[^\W\d_]|[“„«\"'(])")


def number_depth(text: str) -> int:
    """How deep the number before a heading goes (``2.3`` is 2); 0 without a number."""
    match = _NUMBERED.match(text)
    return match[1].count(".") + 1 if match else 0


def acts_as_heading(block: Block) -> bool:
    """Whether a paragraph is bold from end to end and short enough to be a heading."""
    if not isinstance(block, Paragraph) or block.role or not all_bold(block.runs):
        return False
    text = "".join(run.text for run in block.runs).strip()
    return (
        len(text) <= _LONGEST
        and "\n" not in text
        and not any(run.image for run in block.runs)
        and any(letter.isalpha() for letter in text)
        and (not text.endswith((".", ";", ",")) or number_depth(text) > 0)
    )


def promote(blocks: list[Block]) -> list[Block]:
    """Top-level blocks with bold paragraphs turned into headings of rank ``BOLD``.

    A bold line with nothing after it is no heading, nor is a caption over a table.
    """
    result: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if isinstance(block, Paragraph) and acts_as_heading(block) and following is not None:
            caption = isinstance(following, TableNode) and is_caption(plain(block.runs))
            result.append(
                Paragraph(block.runs, "caption") if caption else Heading(block.runs, BOLD)
            )
        else:
            result.append(block)
    return result


def levels(headings: list[Heading]) -> list[int]:
    """The level (2 to 4) of each heading.

    A number before the text decides ("2.1" stands under "2."), because numbers are kept in order
    by the writer and styles are not. Without a number, the source's rank is compared with the
    headings that are open above it. No level is ever skipped.
    """
    result: list[int] = []
    stack: list[tuple[int, int]] = []
    previous = FIRST - 1
    for heading in headings:
        depth = number_depth(plain(heading.runs))
        if depth:
            level = depth + 1
        else:
            while stack and stack[-1][0] > heading.level:
                stack.pop()
            if not stack:
                level = FIRST
            elif stack[-1][0] == heading.level:
                level = stack[-1][1]
            else:
                level = stack[-1][1] + 1
        level = max(FIRST, min(level, previous + 1, LAST))
        while stack and stack[-1][1] >= level:
            stack.pop()
        stack.append((heading.level, level))
        result.append(level)
        previous = level
    return result
