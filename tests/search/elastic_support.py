"""Elasticsearch beside the database of a test, always in step with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from search.engines.base import Found
from search.engines.elastic import indices
from search.engines.elastic.engine import ElasticEngine
from search.models import SearchDocument
from search.parsing import Question

#: Elasticsearch gives no more hits at once.
MOST_HITS = 10_000


class InStep(ElasticEngine):
    """Elasticsearch that is brought up to date before each question.

    Every test has an index of its own: what a test wrote is rolled back, so that the next one has
    other documents under the same keys.
    """

    def __init__(self, index: str) -> None:
        super().__init__()
        self.index = index
        self.known: set[int] = set()

    def catch_up(self) -> None:
        """Write what changed since the last question."""
        rows = set(SearchDocument.objects.values_list("pk", flat=True))
        if rows != self.known:
            indices.put([self.index], sorted(rows ^ self.known))
            indices.refresh([self.index])
            self.known = rows

    def check(self) -> list[str]:
        """Return how the live index differs from the rows, in words."""
        live = indices.live_index()
        if live is None:
            return ["Elasticsearch has no index, or one of another layout"]
        there = set(indices.stored_keys(live))
        rows = set(SearchDocument.objects.values_list("pk", flat=True))
        found = []
        if rows - there:
            found.append(f"Elasticsearch lacks {len(rows - there)} documents")
        if there - rows:
            found.append(f"Elasticsearch has {len(there - rows)} documents too many")
        return found

    def find(self, question: Question, chosen: Mapping[str, frozenset[str]], **how: Any) -> Found:
        """Catch up and find."""
        self.catch_up()
        how["size"] = min(how.get("size", MOST_HITS), MOST_HITS)
        return super().find(question, chosen, **how)

    def suggest(self, question: Question, size: int) -> list[int]:
        """Catch up and suggest."""
        self.catch_up()
        return super().suggest(question, size)

    def near_words(self, word: str, size: int) -> list[str]:
        """Catch up and look for words."""
        self.catch_up()
        return super().near_words(word, size)


def fill_anew() -> str:
    """Fill a new index where nothing is published meanwhile, and have it asked; return its name."""
    new = indices.create_index()
    indices.fill(new, lambda done, total: None)
    indices.write_position([new], 0)
    indices.swap(new)
    return new


@contextmanager
def index_in_step(settings: Any, url: str) -> Iterator[InStep]:
    """Yield an engine over a new index behind the alias; the index is deleted afterwards."""
    settings.SEARCH_URL = url
    settings.SEARCH_TIMEOUT_MS = 30_000
    index = indices.create_index()
    indices.write_position([index], 0)
    indices.swap(index)
    try:
        yield InStep(index)
    finally:
        indices.drop(index)


@contextmanager
def asked_by_everybody(settings: Any, url: str) -> Iterator[InStep]:
    """Have Elasticsearch answer the platform's questions, without the database behind it."""
    with (
        index_in_step(settings, url) as engine,
        mock.patch("search.engines._with_server", return_value=engine),
    ):
        yield engine
