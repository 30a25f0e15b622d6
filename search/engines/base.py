"""What the rest of the room expects of an engine. All engines give the same hits and counts."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from search.parsing import Question

#: Facets by name, with the column of ``SearchDocument`` that each counts.
FACETS: Mapping[str, str] = {
    "kind": "kind",
    "topic": "topic",
    "country": "countries",
    "level": "level",
    "addressee": "addressee",
    "instrument": "instrument",
    "year": "year",
    "language": "language",
    "group": "working_group",
}

#: How much a word in each place weighs. Chosen on the half of the judged set to tune on
#: (`python -m tests.bench.judged`), where leads at 8 were better than at 4 whatever the others
#: were; titles from 8 to 16 and topics from 0.25 to 4 made no difference that could be told from
#: chance, so that these say no more than what counts most.
TITLE_WEIGHT = 12.0
LEAD_WEIGHT = 8.0
TOPIC_WEIGHT = 2.0
BODY_WEIGHT = 1.0
#: A hit in another language than the question's counts less: the words only look alike.
OTHER_LANGUAGE = 0.6
#: A text of this year counts this much more than an old one; half of that three years ago.
RECENT = 0.15
RECENT_HALF_LIFE = 3.0


def recency(year: str, today: datetime.date) -> float:
    """Return the factor by which a text's year raises its score: 1 to ``1 + RECENT``."""
    if not year.isdecimal():
        return 1.0
    age = max(0, today.year - int(year))
    return 1.0 + RECENT * 0.5 ** (age / RECENT_HALF_LIFE)


#: Told by what takes long: how much is done, and how much there is.
Progress = Callable[[int, int], None]


class EngineAway(Exception):  # noqa: N818 not an error of ours
    """An engine did not answer, answered too late, or refused what it was asked to do."""


class EngineBehind(EngineAway):
    """An engine answers, but from an index that lacks what it should have."""


#: A position that no index has: what is expected while none is the right one.
NEVER = 2**62


class Order(StrEnum):
    """How hits are ordered."""

    RELEVANCE = "relevance"
    DATE = "date"


class Hit(NamedTuple):
    """A thing found, in one or several languages; ``document`` is its best version's key."""

    identity: uuid.UUID
    document: int
    language: str


@dataclass
class Found:
    """What an engine answers.

    total: things, not language versions. facets: things by value of each facet, every facet
    counted as if nothing was chosen in it; empty where no counts were asked for. from_database: the
    database's own engine answered because the search server could not.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, Counter[str]] = field(default_factory=dict)
    from_database: bool = False


class Searcher(Protocol):
    """A place where search documents can be asked."""

    name: str

    def find(
        self,
        question: Question,
        chosen: Mapping[str, frozenset[str]],
        *,
        order: Order = Order.RELEVANCE,
        archived: bool = False,
        start: int = 0,
        size: int = 20,
        counts: bool = True,
    ) -> Found:
        """Return hits ``start`` to ``start + size`` with their total and, where ``counts`` says so,
        the counts of all facets; an empty question asks for everything that the chosen values of
        facets leave."""
        ...

    def suggest(self, question: Question, size: int) -> list[int]:
        """Return the keys of documents in the question's language whose title or lead has its
        words, best first."""
        ...

    def near_words(self, word: str, size: int) -> list[str]:
        """Return folded words of public texts that differ in one or two letters, nearest first."""
        ...


class Engine(Searcher, Protocol):
    """One that looks after its own data as well."""

    def check(self) -> list[str]:
        """Return what is wrong with the engine's own data, in words; empty if nothing is."""
        ...

    def rebuild(self) -> None:
        """Make the engine's own data again from the search texts."""
        ...
