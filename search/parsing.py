"""What a reader's question means, whatever they type. Nothing here can fail.

``"…"`` is a phrase, ``-`` in front leaves out, ``OR`` or ``|`` joins alternatives, ``*`` behind a
word stands for any ending; everything else is words that must all be there. What cannot be
understood as one of these is taken as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.analysis import LANGUAGES, occurrences

#: Longer questions are cut; the reader is told.
MOST_CHARACTERS = 1000
MOST_WORDS = 24
#: A word with a star, or the word being typed, needs this many letters to stand for longer ones.
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | {"−": "-", "–": "-"})
_PIECE = re.compile(r'(?P<minus>-)?"(?P<phrase>[^"]*)"?|(?P<or>\||OR(?=\s|$))|(?P<chunk>[^\s"|]+)')


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to look for: a word, a phrase or the beginning of a word.

    exact: folded words, one a position. terms: the index terms of a word; empty for phrases and
    beginnings, which are looked up as they are written. prefix: the last word may go on.
    """

    exact: tuple[str, ...]
    terms: frozenset[str] = frozenset()
    prefix: bool = False


@dataclass(frozen=True)
class Question:
    """What to look for, in the analysis of one language.

    groups: every group must be met by at least one of its units. without: none may be there.
    some: one group that is met is enough. cut: the question was longer than what is looked at.
    either: the same in other words (`search.synonyms`); what meets one of these is a hit too.
    """

    language: str
    groups: tuple[tuple[Unit, ...], ...] = ()
    without: tuple[Unit, ...] = ()
    some: bool = False
    cut: bool = False
    either: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.groups)

    @property
    def wanted(self) -> tuple[Unit, ...]:
        """All units that a hit may have."""
        return self.own + tuple(unit for other in self.either for unit in other.own)

    @property
    def own(self) -> tuple[Unit, ...]:
        """The units that the reader typed."""
        return tuple(unit for group in self.groups for unit in group)

    def as_written(self) -> Question:
        """Return the question that wants the words in just the form they were typed in, all of
        them, and leaves nothing out."""
        units = tuple(
            tuple(Unit(unit.exact, prefix=unit.prefix) for unit in group) for group in self.groups
        )
        return Question(self.language, units)

    def relaxed(self) -> Question:
        """Return the question that is content with some of the words."""
        return replace(self, some=True)


def parse(text: str, language: str, *, typing: bool = False) -> Question:
    """Return what a reader's text asks for.

    language: whose words they are; an unknown one is read as English.
    typing: the last word may not be finished yet.
    """
    if language not in LANGUAGES:
        language = "en"
    cut = len(text) > MOST_CHARACTERS
    text = text[:MOST_CHARACTERS].translate(_QUOTES)
    groups: list[list[Unit]] = []
    without: list[Unit] = []
    stop: set[Unit] = set()
    words = 0
    join = False
    for piece in _PIECE.finditer(text):
        if piece["or"]:
            join = bool(groups)
            continue
        minus, units = _units(piece, language, stop)
        words += sum(len(unit.exact) for unit in units)
        if words > MOST_WORDS:
            cut = True
            break
        if not units:
            continue
        if minus or (join and len(units) > 1):
            units = [_together(units)]
        if minus:
            without += units
        elif join:
            groups[-1] += units
        else:
            groups += [[unit] for unit in units]
        join = False
    if typing and groups and text[-1:].strip(' "|'):
        last = groups[-1][-1]
        if len(last.exact[-1]) >= SHORTEST_PREFIX:
            groups[-1][-1] = Unit(last.exact, prefix=True)
    return Question(language, tuple(_counting(groups, stop)), tuple(without), cut=cut)


def _units(piece: re.Match[str], language: str, stop: set[Unit]) -> tuple[bool, list[Unit]]:
    """Return the units of a piece, and whether they are to be left out."""
    if piece["phrase"] is not None:
        words = [found.word for found in occurrences(piece["phrase"], language)]
        exact = tuple(word.exact for word in words if word.exact)
        if len(words) == 1 and words[0].exact:
            # A single word in quotes is meant as it is written.
            return bool(piece["minus"]), [Unit(exact)]
        return bool(piece["minus"]), [Unit(exact)] if exact else []
    chunk = piece["chunk"]
    minus = chunk.startswith("-")
    found = [item.word for item in occurrences(chunk, language) if item.word.exact]
    units = []
    for word in found:
        unit = Unit((word.exact,), word.terms or frozenset((word.exact,)))
        if word.stop:
            stop.add(unit)
        units.append(unit)
    if units and chunk.endswith("*") and len(found[-1].exact) >= SHORTEST_PREFIX:
        units[-1] = Unit((found[-1].exact,), prefix=True)
    return minus, units


def _together(units: list[Unit]) -> Unit:
    """Return the words of one chunk ("EU-Politik") as a phrase."""
    if len(units) == 1:
        return units[0]
    return Unit(tuple(word for unit in units for word in unit.exact), prefix=units[-1].prefix)


def _counting(groups: list[list[Unit]], stop: set[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Yield the groups that count: function words do not, unless there is nothing else."""
    content = [group for group in groups if not all(unit in stop for unit in group)]
    for group in content or groups:
        if not content:
            # Bags of terms have no function words: look them up as they are written.
            group = [Unit(unit.exact, prefix=unit.prefix) for unit in group]
        yield tuple(group)
