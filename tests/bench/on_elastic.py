"""How fast Elasticsearch searches: ``python -m tests.bench.on_elastic [documents …]``.

Prints Markdown, for 1,000, 10,000 and 100,000 documents in one run, with the rows in SQLite. The
platform is set up as with a search server in production; should the database answer in its place,
the run ends. Times of questions are those of the quickest of three to nine runs.

* *request*: the whole page through Django's test client, by the clock. *raw*: the HTTP requests
  that the page sent (one; more where nothing is found and other readings are tried), by the clock,
  sent again over a bare connection in turn with the page, their answers read and not looked at.
  *allowed*: 1.3 × raw + 25 ms. *within*: questions that keep to what their own raw requests allow.
* *ours*: the processor time of this process for the page. With 0.3 × raw + 25 ms at most, the page
  takes no longer than allowed; it is not changed by what else the machine does.
* *publish*: a changed page through the publish gate, and the part of it that is search, processor
  time: the row and its mark. *delivery*: what was marked brought to the server and seen by readers,
  by the clock; nobody waits for it.
* *rebuild*: a new index filled from the rows and swapped in. *bare*: ``streaming_bulk`` of the same
  documents, ready in memory, to an index like it, refreshed. Both are measured alone, and both
  while somebody asks the server without a pause, with no database behind it (*asked*): errors, and
  the fewest hits during the rebuild beside those before.
* *stock*: see :mod:`tests.bench.stock_elastic`.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from tests.bench.bounds import Bound
from tests.bench.clock import Stages, runs
from tests.bench.compared import TIMES, Compared, cell, request_bound, spread
from tests.bench.conditions import database_version, described, require_production
from tests.bench.database import own_database
from tests.bench.on_database import (
    REBUILD,
    STOCK_SAMPLE,
    Bench,
    parser_of,
    publishing_report,
)
from tests.bench.pages import Page, replay
from tests.bench.stock_elastic import Beside, StockIndex, stock_report
from tests.elastic import running_cluster

HEADING = (
    "| documents | request ms (p95) | raw ms (p95) | allowed ms (p95) | within | ours ms (p95) "
    "| 0.3 × raw + 25 ms (p95) | publish ms (search) | delivery ms |"
)
REBUILD_HEADING = (
    "| documents | rebuild s | bare s | ratio | rebuild asked s | bare asked s | ratio "
    "| times asked | errors | fewest / before | stock's rebuild s |"
)


class Reader(threading.Thread):
    """Asks the server without a pause until it is stopped; no database behind it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.totals: list[int] = []
        self.errors: list[Exception] = []
        self.ended = threading.Event()
        self.before = self._ask()

    @staticmethod
    def _ask() -> int:
        from search.delivery import expected
        from search.engines.elastic.engine import ElasticEngine
        from search.parsing import parse

        return ElasticEngine(expected).find(parse("cluster", "en"), {}).total

    def run(self) -> None:
        from django.db import connection

        while not self.ended.is_set():
            try:
                self.totals.append(self._ask())
            except Exception as problem:
                self.errors.append(problem)
        connection.close()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask during a block."""
        self.start()
        try:
            yield
        finally:
            self.ended.set()
            self.join()

    @property
    def shares(self) -> dict[str, float]:
        """What was found at worst, of what was found before; an error finds nothing."""
        if not self.totals or not self.before:
            return {}
        return {"fewest": 0.0 if self.errors else min(self.totals) / self.before}


@dataclass(frozen=True)
class Rebuilt:
    """Seconds of a rebuild and of a bare bulk, alone and while somebody asks, and what was seen."""

    alone: float
    bare_alone: float
    asked: float
    bare_asked: float
    reader: Reader

    @property
    def ratios(self) -> dict[str, float]:
        """The speed as a share of that of the bare bulk under the same conditions."""
        return {
            "alone": self.bare_alone / self.alone,
            "while asked": self.bare_asked / self.asked,
        }

    def line(self, size: int, stock: float) -> str:
        """Return the line of the table."""
        reader, (alone, asked) = self.reader, self.ratios.values()
        return (
            f"| {size:,} | {self.alone:.1f} | {self.bare_alone:.1f} | {alone:.2f} "
            f"| {self.asked:.1f} | {self.bare_asked:.1f} | {asked:.2f} "
            f"| {len(reader.totals)} | {len(reader.errors)} "
            f"| {min(reader.totals, default=0)} / {reader.before} | {stock:.1f} |"
        )


class ElasticBench(Bench):
    """A growing library, in the database and in Elasticsearch."""

    def grow_rows(self, documents: int) -> None:
        """Make the library this large, with a search server that is not set up yet."""
        from search.models import EngineState, Undelivered
        from search.rebuilding import rebuild

        EngineState.objects.all().delete()
        self.add_papers(documents)
        rebuild(lambda done, total: None, anew=True)
        Undelivered.objects.all().delete()

    def fill(self) -> Rebuilt:
        """Fill the server; measure rebuilds beside bare bulks, alone and while somebody asks."""
        from search import delivery
        from search.engines.elastic import indices

        def rebuild() -> float:
            start = time.perf_counter()
            written.add(delivery.rebuild())
            return time.perf_counter() - start

        written: set[int | None] = set()
        alone = rebuild()
        ready = [
            {"_id": action["_id"], "_source": action["_source"]}
            for action in indices._every_row("")
        ]
        bare_alone = bare_bulk(ready)
        with Reader().asking():
            bare_asked = bare_bulk(ready)
        reader = Reader()
        with reader.asking():
            asked = rebuild()
        if written != {len(ready)}:
            raise RuntimeError(f"{written} documents were written of {len(ready)}")
        return Rebuilt(alone, bare_alone, asked, bare_asked, reader)

    def ask_elastic(self) -> tuple[Compared, Compared]:
        """Ask all questions: the request by the clock, and our processor time in it, each beside
        the raw HTTP requests in it."""
        from django.conf import settings

        at = urlsplit(settings.SEARCH_URL)
        bare = http.client.HTTPConnection(str(at.hostname), at.port)
        whole, ours = Compared(), Compared(TIMES - 1)
        with the_server_alone():
            for question in self.questions():
                page = self.page(question)
                replay(bare, page.sent)
                raw = float("inf")
                for _run in runs():
                    page.again()
                    start = time.perf_counter()
                    replay(bare, page.sent)
                    raw = min(raw, (time.perf_counter() - start) * 1000)
                whole.add(page.milliseconds, raw)
                ours.add(page.worked, raw)
        bare.close()
        return whole, ours

    @staticmethod
    def page(question: str) -> Page:
        """Return the page for a question, asked once."""
        from django.test import Client

        page = Page(partial(Client().get, "/en/search/", {"q": question}))
        require_production()
        if not page.sent:
            raise RuntimeError(f"The server was not asked for {question}")
        return page

    def publish_and_deliver(self) -> tuple[tuple[float, float], float]:
        """Return the milliseconds of publishing, see :meth:`publish`, and of its delivery."""
        from search import delivery

        times: list[float] = []

        def deliver() -> None:
            start = time.perf_counter()
            if not delivery.deliver():
                raise RuntimeError("Publishing marked nothing")
            times.append((time.perf_counter() - start) * 1000)

        published = self.publish(deliver)
        delivery.deliver()
        return published, statistics.median(times)

    def stock_elastic(self) -> tuple[float, Beside]:
        """Return the seconds that modelsearch takes for its index, and by kind of word: its page of
        hits, the same with facets, and our page."""
        asked, third = self.questions(), self.number // 3
        found: dict[str, list[tuple[Page, Page, Page]]] = {}
        with StockIndex() as stock, the_server_alone():
            for place, kind in enumerate(("common", "middling", "rare")):
                words = asked[place * third : place * third + STOCK_SAMPLE]
                found[kind] = []
                for word in words:
                    hits = Page(partial(stock.ask, word))
                    if kind == "common" and not stock.ask(word)[0]:
                        raise RuntimeError(f"Stock does not find {word}")
                    faceted = Page(partial(stock.ask, word, facets=True))
                    pages = hits, faceted, self.page(word)
                    for _run in runs():
                        for page in pages:
                            page.again()
                    found[kind].append(pages)
            return stock.seconds, found


def bare_bulk(ready: list[dict[str, Any]]) -> float:
    """Return the seconds that the client takes to write documents that are ready."""
    from elasticsearch.helpers import streaming_bulk

    from search.engines.elastic import indices
    from search.engines.elastic.client import writer

    bare = indices.create_index()
    start = time.perf_counter()
    for _answer in streaming_bulk(writer(), iter(ready), chunk_size=indices.CHUNK, index=bare):
        pass
    indices.refresh([bare])
    needed = time.perf_counter() - start
    indices.drop(bare)
    return needed


@contextmanager
def the_server_alone() -> Iterator[None]:
    """Let nothing but the search server answer a page, or fail."""
    from search.engines import get_engine

    asked = RuntimeError("The database was asked in place of the search server")
    with mock.patch.object(get_engine(), "_fallback", side_effect=asked):
        yield


def main(sizes: list[int], questions: int) -> int:
    """Measure and print."""
    with running_cluster(options="") as cluster, own_database():
        from django.conf import settings

        settings.SEARCH_URL = cluster.url
        # A machine that is busy with other things is not what is measured.
        settings.SEARCH_TIMEOUT_MS = 30_000
        node = next(iter(cluster.ask("/_nodes/_local")["nodes"].values()))
        name = f"Elasticsearch {node['version']}"
        print(f"{described(f'rows in {database_version()}', name)}\n\n{HEADING}")
        print("|---" * HEADING.count(" |") + "|")
        bench, stages = ElasticBench(questions), Stages()
        asked: dict[int, Compared] = {}
        worked: dict[int, Compared] = {}
        filled: dict[int, Rebuilt] = {}
        published: dict[int, float] = {}
        stock: dict[int, tuple[float, Beside]] = {}
        for size in sizes:
            with stages.stage(f"{size:,}", "library"):
                bench.grow_rows(size)
            with stages.stage(f"{size:,}", "rebuilds"):
                filled[size] = bench.fill()
            with stages.stage(f"{size:,}", "questions"):
                asked[size], worked[size] = whole, ours = bench.ask_elastic()
            with stages.stage(f"{size:,}", "publishing"):
                publish, delivery = bench.publish_and_deliver()
            published[size] = publish[0]
            print(
                f"| {size:,} | {cell(spread(whole.requests))} | {cell(spread(whole.engines))} "
                f"| {cell(whole.allowed)} | {whole.within} | {cell(spread(ours.requests))} "
                f"| {cell(ours.allowed)} | {cell(publish)} | {delivery:.1f} |",
                flush=True,
            )
            with stages.stage(f"{size:,}", "stock"):
                stock[size] = bench.stock_elastic()
        print(f"\n{publishing_report(published)}\n\n{REBUILD_HEADING}")
        print("|---" * REBUILD_HEADING.count(" |") + "|")
        for size, rebuilt in filled.items():
            print(rebuilt.line(size, stock[size][0]))
        print(f"\n{stock_report({size: beside for size, (_seconds, beside) in stock.items()})}")
        print(f"\n{stages}\n")
        print(request_bound(name, "request / (1.3 × raw request + 25 ms)", asked))
        print(request_bound(name, "our processor time / (0.3 × raw request + 25 ms)", worked))
        for bound in rebuild_bounds(name, filled):
            print(bound)
    return 0


def rebuild_bounds(engine: str, filled: dict[int, Rebuilt]) -> list[Bound]:
    """Return the bounds of rebuilds: how fast the largest is, and that no reader sees any."""
    largest = max(filled)
    seen = {
        f"{size:,}": share
        for size, rebuilt in filled.items()
        for share in rebuilt.reader.shares.values()
    }
    return [
        Bound(
            engine,
            "bare streaming_bulk / rebuild",
            {f"{largest:,} {how}": ratio for how, ratio in filled[largest].ratios.items()},
            REBUILD,
            at_least=True,
        ),
        Bound(
            engine,
            "fewest hits during a rebuild / hits before, none after an error",
            seen if len(seen) == len(filled) else {},
            at_least=True,
        ),
    ]


if __name__ == "__main__":
    options = parser_of("Measure the search on Elasticsearch.").parse_args()
    sys.exit(main(options.sizes, options.questions))
