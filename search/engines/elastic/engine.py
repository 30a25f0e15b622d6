"""Reads what Elasticsearch answers."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings

from search.engines.base import FACETS, NEVER, EngineAway, EngineBehind, Found, Hit, Order
from search.engines.elastic import asking
from search.engines.elastic.client import answering, client
from search.engines.elastic.mapping import BETWEEN, IN_FACTS, SEPARATOR
from search.parsing import Question
from search.spelling import MOST_EDITS, may_start, nearest

#: Words fetched for one that is to be put right: the nearest of them are chosen by us.
_WORDS = 50
#: Nothing else of the answer is sent.
_HITS = ("timed_out", "_shards.failed", "hits.hits._id", "hits.hits.fields")
_COUNTS = (
    "aggregations.position",
    "aggregations.*.doc_count",
    "aggregations.*.*.buckets",
)


class ElasticEngine:
    """See the module.

    :param expected: gives the position that an index must have; see
        :func:`search.engines.elastic.indices.write_position`.
    """

    name = "elasticsearch"

    def __init__(self, expected: Callable[[], int] = lambda: 0) -> None:
        self._expected = expected

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
        """See :class:`search.engines.base.Engine`. One HTTP request.

        :raises EngineAway: when there is no complete answer in time.
        :raises EngineBehind: when the index lacks what it should have.
        """
        by_date = order is Order.DATE or not question
        answer = self._asked(
            asking.page(
                question,
                chosen,
                by_date=by_date,
                archived=archived,
                start=start,
                size=size,
                counts=counts,
            ),
            (*_HITS, *_COUNTS),
        )
        counted = answer["aggregations"]
        facets: dict[str, Counter[str]] = {}
        for but in (asking.ALL, *chosen) if counts else ():
            names = [name for name in FACETS if name not in chosen] if but == asking.ALL else [but]
            facets |= _counts(counted[but], names)
        total = counted[asking.ALL]["doc_count"] - sum(
            thing["doc_count"] - 1 for thing in _several(counted[asking.ALL])
        )
        return Found(total, [_hit(hit) for hit in answer["hits"].get("hits", ())], facets)

    def suggest(self, question: Question, size: int) -> list[int]:
        """See :class:`search.engines.base.Engine`; raises as :meth:`find` does."""
        body = asking.suggestions(question, size)
        answer = self._asked(body, (*_HITS, "aggregations.position"))
        return [int(hit["_id"]) for hit in answer["hits"].get("hits", ())]

    def near_words(self, word: str, size: int) -> list[str]:
        """See :class:`search.engines.base.Engine`.

        :raises EngineAway: when there is no complete answer in time.
        """
        answer = _answer(asking.near(word, MOST_EDITS, _WORDS), ())
        known: Counter[str] = Counter()
        starts = tuple(may_start(word))
        for entries in answer["suggest"].values():
            for option in (option for entry in entries for option in entry["options"]):
                if option["text"].startswith(starts):
                    known[option["text"]] += option["freq"]
        return nearest(word, known, size)

    def _asked(self, body: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
        """Return an answer from an index that has what it should have."""
        # First: a delivery that ends meanwhile makes no answer older than what was expected.
        expected = self._expected()
        if expected == NEVER:
            raise EngineBehind("The index is not the one it should be, or changes wait too long")
        answer = _answer(body, wanted)
        position = answer["aggregations"]["position"]["value"]
        if position is None or position < expected:
            raise EngineBehind(f"The index is at {position or 0:.0f}, it should be at {expected}")
        return answer


def _answer(body: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Ask; an answer without some of the shards is none."""
    with answering():
        answer = client().search(
            index=settings.SEARCH_INDEX,
            body=body,
            filter_path=list(wanted) or None,
            allow_partial_search_results=False,
            request_cache=False,
        )
    found: dict[str, Any] = dict(answer.body)
    if found.get("timed_out") or found["_shards"]["failed"]:
        raise EngineAway("The search server's answer is incomplete")
    found.setdefault("hits", {})
    return found


def _hit(hit: dict[str, Any]) -> Hit:
    fields = hit["fields"]
    return Hit(uuid.UUID(hex=fields["identity"][0]), int(hit["_id"]), fields["language"][0])


def _several(passing: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the things that were found in several versions.

    :raises EngineAway: when they were too many to name: the counts would not be right.
    """
    buckets: list[dict[str, Any]] = passing["several"].get("buckets", [])
    if len(buckets) >= asking.MOST_SEVERAL:
        raise EngineAway(f"{asking.MOST_SEVERAL} things or more were found in several versions")
    return buckets


def _counts(passing: dict[str, Any], names: Iterable[str]) -> dict[str, Counter[str]]:
    """Count things by value for several facets: documents, less those that are further versions of
    a thing with the same value."""
    found = {
        name: Counter({one["key"]: one["doc_count"] for one in passing[name].get("buckets", ())})
        for name in names
    }
    places = {name: IN_FACTS.index(name) for name in found if name in IN_FACTS}
    # Few of the facts differ, and nearly all versions of a thing have the same.
    alike: Counter[tuple[str, int]] = Counter()
    for thing in _several(passing):
        if "language" in found:
            for bucket in thing["languages"].get("buckets", ()):
                found["language"][bucket["key"]] -= bucket["doc_count"] - 1
        facts = thing["facts"]["buckets"]
        if len(facts) == 1:
            alike[facts[0]["key"], facts[0]["doc_count"]] += 1
            continue
        for name, place in places.items():
            times: Counter[str] = Counter()
            for bucket in facts:
                for value in _values(bucket["key"], place):
                    times[value] += bucket["doc_count"]
            for value, number in times.items():
                found[name][value] -= number - 1
    for (text, versions), things in alike.items():
        for name, place in places.items():
            for value in _values(text, place):
                found[name][value] -= (versions - 1) * things
    return found


def _values(facts: str, place: int) -> list[str]:
    """Return the values of a facet in the facts of a version."""
    value = facts.split(BETWEEN)[place]
    return value.split(SEPARATOR) if value else []
