"""Words of a text, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.folding import INVISIBLE

# Letters and digits, with the marks and invisible characters that stand inside a word. A hyphen or
# an apostrophe ends a word, so that "dell'acqua" and "EU-Politik" are found by their parts.
WORD = re.compile(rf"[^\W_]+(?:[\u0300-\u036f{INVISIBLE}]+[^\W_]*)*")


class Token(NamedTuple):
    """One word: as it is written, and its place (offsets in characters; the end is exclusive)."""

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order."""
    for match in WORD.finditer(text):
        yield Token(match.group(), match.start(), match.end())
