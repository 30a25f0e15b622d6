"""The best passage of a hit and the words in it that were asked for, on the original text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import LANGUAGES, Word, analyse_word, occurrences
from search.analysis.tokens import WORD
from search.lazy import Lazy
from search.parsing import Question, Unit

#: Characters shown of a text in a list of hits.
SHOWN = 320
#: Characters shown in front of the first word found, where the passage is longer than that.
BEFORE = 90


class Place(NamedTuple):
    """A passage: its text and the id on the page where it stands."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Wanted:
    """What is to be marked, in a form that is quick to ask."""

    terms: frozenset[str]
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, question: Question) -> Wanted:
        """Return what a question's hits are marked for."""
        units = question.wanted
        return cls(
            frozenset(term for unit in units for term in unit.terms),
            frozenset(
                unit.exact[0]
                for unit in units
                if len(unit.exact) == 1 and not unit.terms and not unit.prefix
            ),
            tuple(unit.exact[0] for unit in units if unit.prefix and len(unit.exact) == 1),
            tuple(unit.exact for unit in units if len(unit.exact) > 1),
        )

    def spans(self, text: str, language: str) -> list[tuple[int, int]]:
        """Return the places (start, end) of the words to mark, in order."""
        language = language if language in LANGUAGES else "en"
        if not self.phrases:
            known = self._known[language]
            return [found.span() for found in WORD.finditer(text) if known[found.group()]]
        words = list(occurrences(text, language))
        found = {number for number, item in enumerate(words) if self._wants(item.word)}
        for phrase in self.phrases:
            for number in range(len(words) - len(phrase) + 1):
                if all(words[number + n].word.exact == part for n, part in enumerate(phrase)):
                    found.update(range(number, number + len(phrase)))
        return [(words[number].start, words[number].end) for number in sorted(found)]

    def _wants(self, word: Word) -> bool:
        return (
            not self.terms.isdisjoint(word.terms)
            or word.exact in self.exact
            or (bool(self.prefixes) and word.exact.startswith(self.prefixes))
        )

    @cached_property
    def _known(self) -> Lazy[str, Lazy[str, bool]]:
        """Which words are wanted, by language: the hits of a page share most of their words."""
        return Lazy(lambda language: Lazy(lambda text: self._wants(analyse_word(text, language))))


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Return a text as HTML with the given places in ``<mark>``."""
    pieces = []
    last = 0
    for start, end in spans:
        pieces.append(f"{escape(text[last:start])}<mark>{escape(text[start:end])}</mark>")
        last = end
    pieces.append(escape(text[last:]))
    return mark_safe("".join(pieces))  # noqa: S308 every piece of text is escaped


def excerpt(text: str, spans: list[tuple[int, int]]) -> SafeString:
    """Return the part of a passage around its first mark, as HTML."""
    start, end = 0, len(text)
    if end > SHOWN:
        first = spans[0][0] if spans else 0
        if first > SHOWN - BEFORE:
            start = text.rfind(" ", 0, first - BEFORE) + 1
        if end - start > SHOWN:
            cut = text.rfind(" ", start, start + SHOWN)
            end = cut if cut > start else start + SHOWN
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return mark_safe(before + marked(text[start:end], inside) + after)  # noqa: S308 escaped above


def best_place(text: Any, question: Question) -> Place:
    """Return the passage of a document that has most of what was asked, the first among equals.

    Looks for the stored terms of whole lines; only the passage chosen is analysed again.

    :param text: a ``SearchText``.
    """
    bodies = text.body.split("\n")
    anchors = text.anchors.split("\n")
    met: dict[int, set[int]] = {}
    for number, unit in enumerate(question.wanted):
        for line in _lines_of(unit, text):
            met.setdefault(line, set()).add(number)
    if not met:
        lead = text.lead or bodies[0]
        return Place(lead, "" if text.lead else anchors[0])
    best = min(met, key=lambda line: (-len(met[line]), line))
    return Place(bodies[best], anchors[best])


def _lines_of(unit: Unit, text: Any) -> set[int]:
    """Return the numbers of the lines that have a unit."""
    if unit.terms:
        found: set[int] = set()
        for term in unit.terms:
            found |= _lines_with(term, text.body_terms)
        return found
    return _lines_with(" ".join(unit.exact), text.body_exact, open_end=unit.prefix)


def _lines_with(words: str, lines: str, *, open_end: bool = False) -> set[int]:
    found: set[int] = set()
    start, line, counted = 0, 0, 0
    while (place := lines.find(words, start)) != -1:
        start = end = place + len(words)
        free = place == 0 or lines[place - 1] in " \n"
        if free and (open_end or end == len(lines) or lines[end] in " \n"):
            line += lines.count("\n", counted, place)
            counted = place
            found.add(line)
    return found
