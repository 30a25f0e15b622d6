"""How words are compared: a place that the search room fills with its language analysis.

Arrows between rooms point one way: this room may not ask ``search``. It says what it needs, and
``search`` brings it when the platform starts. Without it, words are equal that are written alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class TextWord(NamedTuple):
    """A word of a text: its place (the end is exclusive), and what it may be compared by.

    exact: the word as it is written, folded. terms: two words are forms of one where these meet.
    stop: whether it is a function word.
    """

    start: int
    end: int
    exact: str
    terms: frozenset[str]
    stop: bool


Analyser = Callable[[str, str], Iterable[TextWord]]

_WORD = re.compile(r"[^\W_]+")


def by_spelling(text: str, language: str) -> Iterator[TextWord]:
    """Yield the words of a text, comparable by their folded spelling alone."""
    for match in _WORD.finditer(text):
        letters = unicodedata.normalize("NFD", match.group().casefold())
        folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
        yield TextWord(match.start(), match.end(), folded, frozenset((folded,)), False)


_analyser: Analyser = by_spelling


def register_analyser(analyser: Analyser) -> None:
    """Compare words by this analysis from now on; it takes a text and its language."""
    global _analyser
    _analyser = analyser


def current_analyser() -> Analyser:
    """Return the analysis in use."""
    return _analyser


def words_of(text: str, language: str) -> list[TextWord]:
    """Return the words of a text with what they are compared by."""
    return list(_analyser(text, language))
