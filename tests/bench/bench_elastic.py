"""How fast the search is on Elasticsearch: ``python -m tests.bench.bench_elastic [documents …]``.

Prints Markdown, for 1,000, 10,000 and 100,000 documents in one run. Every time is that of the
quicker of two runs.

* *ours*: the processor time of this process for the whole page, through Django's test client.
  *raw*: the one HTTP request that the page sent, by the clock, sent again over a bare connection,
  its answer read and not looked at. *allowed*: 0.3 × raw + 25 ms, so that the page takes no longer
  than 1.3 × raw + 25 ms; of the two, only ours is not changed by what else the machine does.
* *rebuild*: a new index filled from the rows and swapped in, while somebody asks without a pause.
  *bare*: ``streaming_bulk`` of the same documents, ready in memory, to an index like it, refreshed.
* *stock*: modelsearch's own backend for Elasticsearch over the same texts.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from tests.bench.bench_search import DOCUMENTS_IN_A_PAPER, SIZES, Bench, spread
from tests.bench.corpus import multiply
from tests.bench.database import own_database
from tests.elastic import running_cluster

HEADING = (
    "| documents | ours ms (p95) | raw ms (p95) | allowed ms (p95) | rebuild s | bare s | ratio "
    "| asked meanwhile | errors | fewest / before |"
)


def timed(action: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Return the milliseconds of a clock that the quicker of two runs takes."""
    found = []
    for _run in range(2):
        start = clock()
        action()
        found.append((clock() - start) * 1000)
    return min(found)


class Reader(threading.Thread):
    """Asks without a pause until it is stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.totals: list[int] = []
        self.errors: list[Exception] = []
        self.ended = threading.Event()

    def run(self) -> None:
        from search.engines.base import EngineAway
        from search.engines.elastic.engine import ElasticEngine
        from search.parsing import parse

        engine, question = ElasticEngine(), parse("cluster", "en")
        while not self.ended.is_set():
            try:
                self.totals.append(engine.find(question, {}).total)
            except EngineAway as problem:
                self.errors.append(problem)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask during a block."""
        self.start()
        try:
            yield
        finally:
            self.ended.set()
            self.join()


class ElasticBench(Bench):
    """A growing library, in the database and in Elasticsearch."""

    def grow_rows(self, documents: int) -> None:
        """Make the library this large."""
        from search.rebuilding import rebuild

        wanted = documents // DOCUMENTS_IN_A_PAPER
        multiply(self.paper, wanted - self.papers, self.vocabulary, start=self.papers)
        self.papers = wanted
        rebuild(lambda done, total: None, anew=True)

    def fill(self) -> tuple[float, float, Reader]:
        """Return the seconds of a rebuild that is asked meanwhile, and of a bare bulk."""
        from elasticsearch.helpers import streaming_bulk

        from search.engines.elastic import indices
        from search.engines.elastic.client import writer
        from tests.search.elastic_support import fill_anew

        fill_anew()
        ready = [
            {"_index": "", "_id": action["_id"], "_source": action["_source"]}
            for action in indices._every_row("")
        ]
        bare = indices.create_index()
        for action in ready:
            action["_index"] = bare
        start = time.perf_counter()
        for _answer in streaming_bulk(writer(), iter(ready), chunk_size=indices.CHUNK):
            pass
        indices.refresh([bare])
        needed = time.perf_counter() - start
        indices.drop(bare)
        del ready
        reader = Reader()
        with reader.asking():
            start = time.perf_counter()
            fill_anew()
            rebuilt = time.perf_counter() - start
        return rebuilt, needed, reader

    def ask_elastic(self) -> dict[str, tuple[float, float]]:
        """Return median and p95 of our part of a page and of the raw HTTP request in it."""
        from django.conf import settings
        from django.test import Client
        from elastic_transport import Transport

        client = Client()
        at = urlsplit(settings.SEARCH_URL)
        bare = http.client.HTTPConnection(str(at.hostname), at.port)
        send = Transport.perform_request
        ours, raws = [], []
        for question in self.questions():
            ask = partial(client.get, "/en/search/", {"q": question})
            with mock.patch.object(
                Transport, "perform_request", autospec=True, side_effect=send
            ) as sent:
                ask()
            # Nothing found: the page asks again for what else the reader may have meant.
            calls = [call for call in sent.call_args_list if "_search" in call.args[2]]
            ours.append(timed(ask, time.process_time))
            raws.append(timed(partial(replay, bare, calls), time.perf_counter))
        return {"ours": spread(ours), "raw": spread(raws)}


def replay(bare: http.client.HTTPConnection, calls: list[Any]) -> None:
    """Send requests again; read the answers as bytes."""
    for call in calls:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        bare.request("POST", call.args[2], json.dumps(call.kwargs["body"]), headers)
        bare.getresponse().read()


def stock_report() -> str:
    """Return what becomes of modelsearch's own backend on this server."""
    from django.conf import settings
    from modelsearch.backends import get_search_backend

    from tests.bench.stock import stock_model

    try:
        backend = get_search_backend(
            "modelsearch.backends.elasticsearch9", URLS=[settings.SEARCH_URL]
        )
        index = backend.rebuilder_class(backend.get_index_for_model(stock_model())).start()
    except Exception as problem:
        return f"Stock does not run on this server: {type(problem).__name__}: {problem}"
    return f"Stock made its index: {index}"


def main(sizes: list[int], questions: int) -> int:
    """Measure and print."""
    with running_cluster(options="") as cluster, own_database():
        from django.conf import settings

        from search.engines import database_engine
        from search.engines.elastic.engine import ElasticEngine
        from search.engines.resilient import ResilientEngine

        settings.SEARCH_URL = cluster.url
        # A machine that is busy with other things is not what is measured.
        settings.SEARCH_TIMEOUT_MS = 30_000
        engine = ResilientEngine(ElasticEngine(), database_engine)
        with mock.patch("search.engines._with_server", return_value=engine):
            bench = ElasticBench(questions)
            print(HEADING)
            print("|---" * 10 + "|")
            for size in sizes:
                bench.grow_rows(size)
                rebuilt, bare, reader = bench.fill()
                asked = bench.ask_elastic()
                ours, raw = asked["ours"], asked["raw"]
                allowed = [0.3 * value + 25 for value in raw]
                print(
                    f"| {size:,} | {ours[0]:.1f} ({ours[1]:.1f}) | {raw[0]:.1f} "
                    f"({raw[1]:.1f}) | {allowed[0]:.1f} ({allowed[1]:.1f}) | {rebuilt:.1f} "
                    f"| {bare:.1f} | {bare / rebuilt:.2f} | {len(reader.totals)} "
                    f"| {len(reader.errors)} | {min(reader.totals)} / {reader.totals[0]} |",
                    flush=True,
                )
            print(stock_report())
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the search on Elasticsearch.")
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="documents")
    parser.add_argument("--questions", type=int, default=150)
    options = parser.parse_args()
    sys.exit(main(options.sizes, options.questions))
