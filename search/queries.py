"""A search: what a reader asks for, and what is answered. Form, page, API and export share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict

from search.analysis import identify
from search.engines import get_engine
from search.engines.base import Found, Order
from search.facets import read_chosen
from search.parsing import Question, parse
from search.synonyms import OtherName, Widened, widen

PAGE_SIZE = 20
#: Nobody reads further, and no engine is asked to: the reader is told to narrow the search.
MOST_PAGES = 50
#: Languages tried when a question has no hits in the reader's.
MOST_LANGUAGES = 2


@dataclass(frozen=True)
class Search:
    """What is asked for.

    :param text: the question as it was typed.
    :param language: the reader's content language.
    :param chosen: values by facet.
    :param unknown: values that nobody knows, in words.
    """

    text: str
    language: str
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    archived: bool = False
    synonyms: bool = True
    page: int = 1
    page_size: int = PAGE_SIZE

    @classmethod
    def read(cls, query: QueryDict, language: str) -> Search:
        """Read an address; what cannot be understood is ignored or named, never refused."""
        return cls.of(query.getlist, language)

    @classmethod
    def of(cls, lists: Callable[[str], list[str]], language: str) -> Search:
        """Read parameters given as lists of text."""

        def last(name: str) -> str:
            return (lists(name) or [""])[-1]

        chosen, unknown = read_chosen(lists)
        number = last("page")
        order = last("sort")
        return cls(
            text=" ".join(last("q").replace("\0", " ").split()),
            language=language,
            chosen=chosen,
            unknown=tuple(unknown),
            order=Order(order) if order in set(Order) else Order.RELEVANCE,
            archived=last("archived") == "1",
            synonyms=last("synonyms") != "off",
            # 1e9 and the like become a page that does not exist; letters become the first.
            page=max(1, int(number[:9])) if number.isascii() and number.isdigit() else 1,
        )

    @property
    def asks(self) -> bool:
        """Whether anything is asked: words or a filter."""
        return bool(self.text or self.chosen)

    @cached_property
    def question(self) -> Question:
        """The words, analysed in the reader's language."""
        return parse(self.text, self.language)

    def widened(self, question: Question) -> Widened:
        """Return a question with the other names that the termbase has for what it asks."""
        return widen(question) if self.synonyms else Widened(question)

    def without(self, name: str) -> Search:
        """Return the search without what is chosen in a facet, at its first page."""
        left = {key: values for key, values in self.chosen.items() if key != name}
        return replace(self, chosen=left, page=1)


@dataclass(frozen=True)
class Answer:
    """What was found, and how.

    :param question: what was looked for in the end.
    :param other_language: set when the reader's language had nothing and another one has.
    :param some_words: no text has all words; these have some.
    :param also: other names from the termbase, which were looked for too.
    """

    search: Search
    question: Question
    found: Found
    other_language: str = ""
    some_words: bool = False
    also: tuple[OtherName, ...] = ()

    @property
    def total(self) -> int:
        """How many things were found."""
        return self.found.total

    @property
    def pages(self) -> int:
        """How many pages can be opened."""
        size = self.search.page_size
        return min(MOST_PAGES, max(1, -(-self.total // size)))

    @property
    def cut_off(self) -> bool:
        """Whether more was found than can be opened."""
        return self.total > MOST_PAGES * self.search.page_size


def ask(search: Search, *, helpful: bool = True, counts: bool = True) -> Answer:
    """Look for what is asked.

    :param helpful: try other readings when nothing is found: another language, some of the words.
    :param counts: count the facets, too.
    """
    question = search.question
    if not search.asks or (search.text and not question):
        return Answer(search, question, Found())
    question, also = search.widened(question)
    found = _find(search, question, counts=counts)
    if found.total or not helpful or not question:
        return Answer(search, question, found, also=also)
    for other in _other_languages(search):
        asked, others = search.widened(parse(search.text, other))
        found = _find(search, asked, counts=counts)
        if found.total:
            return Answer(search, asked, found, other_language=other, also=others)
    if len(question.groups) > 1:
        found = _find(search, question.relaxed(), counts=counts)
        if found.total:
            return Answer(search, question.relaxed(), found, some_words=True)
    return Answer(
        search,
        question,
        Found(facets=found.facets, from_database=found.from_database),
        also=also,
    )


def _other_languages(search: Search) -> list[str]:
    named = [code for code in identify(search.text) if code != search.language]
    return named[:MOST_LANGUAGES]


def _find(search: Search, question: Question, *, counts: bool) -> Found:
    page = min(search.page, MOST_PAGES)
    engine = get_engine()
    found = engine.find(
        question,
        search.chosen,
        order=search.order,
        archived=search.archived,
        start=(page - 1) * search.page_size,
        size=search.page_size,
        counts=counts,
    )
    last = max(1, -(-found.total // search.page_size))
    if found.total and page > last:
        # A page that does not exist shows the last one that does.
        return _find(replace(search, page=last), question, counts=counts)
    return found


def total_of(search: Search) -> int:
    """Return how many things a search finds as it stands."""
    # By date, because that needs no scores.
    first = replace(search, page=1, page_size=1, order=Order.DATE)
    return ask(first, helpful=False, counts=False).total


def other_readings(answer: Answer) -> list[dict[str, Any]]:
    """Return which facets to drop when nothing was found, with what that would give."""
    search, offers = answer.search, []
    for name in search.chosen:
        total = _find(search.without(name), answer.question, counts=False).total
        if total:
            offers.append({"name": name, "total": total})
    return offers
