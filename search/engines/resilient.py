"""The search server with the database behind it: readers get an answer, whatever happens to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from search.engines.base import Engine, EngineAway, EngineBehind, Found, Order, Searcher
from search.engines.breaker import Breaker
from search.parsing import Question

logger = logging.getLogger(__name__)

T = TypeVar("T")


class ResilientEngine:
    """Asks the search server; the database's engine where that is away or behind.

    Both give the same hits and counts: the reader is told, and waits once at most.

    :param primary: raises ``EngineAway`` or ``EngineBehind``.
    :param fallback: gives the engine that is always there.
    """

    def __init__(
        self, primary: Searcher, fallback: Callable[[], Engine], breaker: Breaker | None = None
    ) -> None:
        self.name = f"{primary.name}, {fallback().name} behind it"
        self.primary = primary
        self._fallback = fallback
        self.breaker = breaker or Breaker()

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
        """See :class:`search.engines.base.Engine`; says in the answer who gave it."""

        def ask(engine: Searcher) -> Found:
            return engine.find(
                question,
                chosen,
                order=order,
                archived=archived,
                start=start,
                size=size,
                counts=counts,
            )

        found, from_database = self._asked(ask)
        found.from_database = from_database
        return found

    def suggest(self, question: Question, size: int) -> list[int]:
        """See :class:`search.engines.base.Engine`."""
        return self._asked(lambda engine: engine.suggest(question, size))[0]

    def near_words(self, word: str, size: int) -> list[str]:
        """See :class:`search.engines.base.Engine`."""
        return self._asked(lambda engine: engine.near_words(word, size))[0]

    def check(self) -> list[str]:
        """Return what is wrong with the data of either."""
        from search import drift

        return [*self._fallback().check(), *drift.problems()]

    def rebuild(self) -> None:
        """Make the data of either again where something is wrong with it.

        :raises EngineAway: when the search server does not answer.
        """
        from search import delivery, drift

        if self._fallback().check():
            self._fallback().rebuild()
        if drift.problems():
            delivery.rebuild()

    def _asked(self, ask: Callable[[Searcher], T]) -> tuple[T, bool]:
        """Return an answer, and whether the database gave it."""
        if self.breaker.lets_through():
            try:
                answer = ask(self.primary)
            except EngineBehind as problem:
                # It answers: what it lacks comes by itself, and costs nobody time until then.
                logger.info("The database answers a search: %s", problem)
                self.breaker.succeeded()
            except EngineAway as problem:
                logger.warning("The database answers a search: %s", problem)
                self.breaker.failed()
            else:
                self.breaker.succeeded()
                return answer, False
        return ask(self._fallback()), True
