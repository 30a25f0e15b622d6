"""modelsearch as it comes, on Elasticsearch, over the same texts.

The server of the tests is the core of Elasticsearch without its module ``analysis-common``. Of what
modelsearch sets up for every index, that lacks the n-gram tokenizers and filters and
``asciifolding``. They are replaced by what the core has: the tokenizers by ``standard``, the
filters by one that stops no word, ``asciifolding`` by nothing. All of them belong to the analysers
of fields for typing ahead, and the texts have no such field: what is indexed and asked here
(``_all_text`` and title, with the server's default analyser) is the same, and where a replaced
filter did work, that would be less work than the n-grams are.

The model has filter fields for the nine facets of the platform's page, which modelsearch counts
with a request each.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Self

from tests.bench.pages import Page

BACKEND = "modelsearch.backends.elasticsearch9"
#: Objects that modelsearch's own command gives to its backend at once.
CHUNK = 1000
_NO_FILTER = {"type": "stop", "stopwords": "_none_"}
INDEX_SETTINGS = {
    "settings": {
        "analysis": {
            "analyzer": {
                "ngram_analyzer": {"filter": ["lowercase", "ngram"]},
                "edgengram_analyzer": {"filter": ["lowercase", "edgengram"]},
            },
            "tokenizer": {
                "ngram_tokenizer": {"type": "standard"},
                "edgengram_tokenizer": {"type": "standard"},
            },
            "filter": {"ngram": _NO_FILTER, "edgengram": _NO_FILTER},
        }
    }
}
HEADING = (
    "| documents | words | stock: hits, number | requests | stock: with nine facets | requests "
    "| ours: whole page | requests |"
)


@cache
def faceted_model() -> Any:
    """Return the search texts as a model that modelsearch indexes and counts facets of."""
    from modelsearch import index

    from search.engines.base import FACETS
    from search.models import SearchText
    from tests.bench.stock import text_fields

    class FacetedText(index.Indexed, SearchText):
        """A search text as modelsearch sees it."""

        search_fields = [*text_fields(), *map(index.FilterField, FACETS)]

        class Meta:
            proxy = True
            app_label = "search"

    for name, column in FACETS.items():
        several = name == "country"
        setattr(FacetedText, name, property(partial(_value, column=column, several=several)))
    return FacetedText


def _value(text: Any, *, column: str, several: bool) -> str | list[str] | None:
    value = str(getattr(text.document, column))
    return value.split(",") if value and several else value or None


class StockIndex:
    """The texts in an index of modelsearch, gone after the block; :attr:`seconds` to make it."""

    def __init__(self) -> None:
        from django.conf import settings
        from modelsearch.backends import get_search_backend

        self.backend = get_search_backend(
            BACKEND,
            URLS=[settings.SEARCH_URL],
            INDEX_PREFIX="stock_",
            INDEX_SETTINGS=INDEX_SETTINGS,
            TIMEOUT=60,
        )
        self.seconds = 0.0

    def __enter__(self) -> Self:
        began = time.perf_counter()
        model = faceted_model()
        rebuilder = self.backend.rebuilder_class(self.backend.get_index_for_model(model))
        self._index = rebuilder.start()
        self._index.add_model(model)
        last = 0
        texts = model.objects.select_related("document").order_by("pk")
        while some := list(texts.filter(pk__gt=last)[:CHUNK]):
            last = some[-1].pk
            self._index.add_items(model, some)
        rebuilder.finish()
        self.seconds = time.perf_counter() - began
        return self

    def __exit__(self, *error: object) -> None:
        self._index.delete()

    def ask(self, question: str, *, facets: bool = False) -> tuple[int, list[Any], dict[str, Any]]:
        """Return number, first page and counts of facets, as modelsearch gives them."""
        from modelsearch.utils import parse_query_string

        from search.engines.base import FACETS

        _filters, query = parse_query_string(question, operator="and")
        found = self.backend.search(query, faceted_model().objects.all())
        counted = {name: found.facet(name) for name in FACETS} if facets else {}
        return found.count(), list(found[:20]), counted


#: By kind of word, for each word: stock's hits, stock's with facets, our page.
Beside = Mapping[str, list[tuple[Page, Page, Page]]]


def stock_report(found: Mapping[int, Beside]) -> str:
    """Return the table of stock's and our times by size and kind of word."""
    lines = [
        "Stock beside ours, ms by the clock (our processor time), median of the words:",
        "",
        HEADING,
        "|---" * HEADING.count(" |") + "|",
    ]
    for size, kinds in found.items():
        for kind, words in kinds.items():
            cells = [cell for place in range(3) for cell in _cells([p[place] for p in words])]
            lines.append(f"| {size:,} | {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(pages: list[Page]) -> tuple[str, str]:
    def middle(of: Callable[[Page], float]) -> float:
        return statistics.median(of(page) for page in pages)

    taken = f"{middle(lambda page: page.milliseconds):.1f} ({middle(lambda page: page.worked):.1f})"
    requests = sorted({len(page.sent) for page in pages})
    return taken, " or ".join(map(str, requests))
