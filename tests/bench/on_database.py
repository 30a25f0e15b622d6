"""How fast a database searches: ``python -m tests.bench.on_database [--postgresql] [documents …]``.

Times are processor time (SQLite works inside the process; of PostgreSQL, the process that works for
it is counted), so that other work on the machine counts as little as it can; a request and the
statements of its engine are measured in turn. Prints Markdown, for 1,000, 10,000 and 100,000
documents in one run. The library is made in a database of its own.
:mod:`tests.bench.bench_engines` runs this and :mod:`tests.bench.on_elastic` one after another.

* *request*: the whole page through Django's test client, facets, marking and template. *engine*:
  the statements on search tables that the request sent, replayed on a bare connection of
  ``sqlite3`` or ``psycopg``, rows fetched. *allowed*: 1.3 × engine + 25 ms, median and p95.
  *within*: questions whose request takes no longer than what its own statements allow.
* *publish*: a changed page through the publish gate, and the part of it that is search. *rebuild*
  against a bare bulk insert of rows that are ready.
* *stock*: modelsearch's own backend for the database over the same texts, hits with their number.
  It is asked far fewer questions and is interrupted where it takes longer than 20 seconds; then
  it is asked no other word of that kind.
* *admin*: the page search of the administration with our backend and with the stock one.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.bounds import Bound
from tests.bench.clock import Stages, fastest, timed, unwatch, watch, watch_database
from tests.bench.compared import Compared, cell, request_bound, spread
from tests.bench.conditions import database_version, described, require_production
from tests.bench.database import own_database

QUESTIONS = 150
STOCK_QUESTIONS = 1
#: Questions of each kind that the stock search is asked, and the seconds it is given for each.
STOCK_SAMPLE, STOCK_PATIENCE = 2, 20.0
SIZES = (1_000, 10_000, 100_000)
DOCUMENTS_IN_A_PAPER = 5
ADMIN_PAGES = 10_000
#: What a rebuild has to reach of the speed of a bare insert.
REBUILD = 0.5
HEADING = (
    "| documents | request ms (p95) | engine ms (p95) | allowed ms (p95) | within "
    "| publish ms (search) "
    "| rebuild s | bare insert s | ratio | more memory MB |"
)


class Bench:
    """A growing library and what is measured on it."""

    def __init__(self, questions: int = QUESTIONS) -> None:
        from cms.review.doors import publish_installed
        from tests.bench.corpus import Vocabulary
        from tests.factories import REASON, fresh, make_paper, make_world

        self.world = make_world()
        paper = make_paper(self.world, title="The first", publication_date="2026-01-15")
        publish_installed(paper, REASON)
        self.paper = fresh(paper)
        self.vocabulary = Vocabulary()
        self.papers = 0
        self.memory = 0.0
        self.number = questions

    def grow(self, documents: int) -> tuple[float, float]:
        """Make the library this large; return the processor seconds of a rebuild and of a
        bare insert."""
        self.add_papers(documents)
        return self.rebuild()

    def add_papers(self, documents: int) -> None:
        """Add the papers that make so many documents, without these."""
        from tests.bench.corpus import multiply

        wanted = documents // DOCUMENTS_IN_A_PAPER
        multiply(self.paper, wanted - self.papers, self.vocabulary, start=self.papers)
        self.papers = wanted

    def rebuild(self) -> tuple[float, float]:
        """Rebuild everything, then insert the same rows again as they are."""
        from django.db import transaction

        from search.models import SearchDocument, SearchText
        from search.rebuilding import PAGES_AT_ONCE, rebuild

        SearchDocument.objects.all().delete()
        gc.collect()
        with peak_memory(partial(setattr, self, "memory")):
            rebuilt = timed(lambda: rebuild(lambda done, total: None, anew=True))
        documents = list(SearchDocument.objects.order_by("pk"))
        texts = list(SearchText.objects.order_by("pk"))
        SearchDocument.objects.all().delete()
        step = PAGES_AT_ONCE * DOCUMENTS_IN_A_PAPER

        def insert() -> None:
            for start in range(0, len(documents), step):
                with transaction.atomic():
                    SearchDocument.objects.bulk_create(documents[start : start + step])
                    SearchText.objects.bulk_create(texts[start : start + step])

        gc.collect()
        bare = timed(insert) / 1000
        refresh_statistics()
        return rebuilt / 1000, bare

    def questions(self) -> list[str]:
        """Return common, middling and rare words, a third each, some with a second word."""
        words, draw = self.vocabulary.words, self.vocabulary.random
        common = [draw.choice(words[:60]) for _ in range(self.number // 3)]
        middling = [draw.choice(words[200:900]) for _ in range(self.number // 3)]
        rare = [self.vocabulary.rare() for _ in range(self.number // 3)]
        second = [f"{word} {draw.choice(words[60:400])}" for word in common[::3]]
        return [*common[: -len(second)], *second, *middling, *rare]

    def ask(self) -> Compared:
        """Ask all questions: the request beside the statements of its engine."""
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        client = Client()
        bare = bare_connection()
        client.get("/en/search/", {"q": "cluster"})
        found = Compared()
        for question in self.questions():
            address = {"q": question}
            with CaptureQueriesContext(connection) as captured:
                client.get("/en/search/", address)
            statements = [
                query["sql"]
                for query in captured.captured_queries
                if "search_" in query["sql"] and "search_searchcount" not in query["sql"]
            ]
            require_production()
            request = fastest(partial(client.get, "/en/search/", address))
            found.add(request, fastest(partial(replay, bare, statements)))
        if not isinstance(bare, sqlite3.Connection):
            unwatch(bare.info.backend_pid)
        bare.close()
        return found

    def stock(self) -> dict[str, list[float | None]]:
        """Return the seconds of modelsearch's own search for a few words of each kind."""
        from modelsearch.models import IndexEntry

        from tests.bench import stock

        stock.index_texts()
        third = self.number // 3
        asked = self.questions()
        found: dict[str, list[float | None]] = {}
        for name, start in (("common", 0), ("middling", third), ("rare", 2 * third)):
            found[name] = []
            words = [one for one in asked[start : start + third] if not stock.is_left_out(one)]
            for word in words[:STOCK_SAMPLE]:
                seconds = stock.seconds_of_stock(word, STOCK_PATIENCE, known=name == "common")
                found[name].append(seconds)
                if seconds is None:
                    break
        IndexEntry.objects.all().delete()
        return found

    def publish(self, published: Callable[[], Any] = lambda: None) -> tuple[float, float]:
        """Return the median milliseconds of publishing a changed page, and of its search alone.

        :param published: called after each page.
        """
        from cms.review.doors import publish_installed
        from policies.models import PolicyPaper
        from search.projection import bring_up_to_date
        from tests.factories import REASON

        whole, alone = [], []
        papers = list(PolicyPaper.objects.order_by("pk")[1:31])
        for paper in papers:
            paper.abstract = self.vocabulary.text(40)
            whole.append(timed(partial(publish_installed, paper, REASON)))
            published()
        for paper in papers:
            PolicyPaper.objects.filter(pk=paper.pk).update(policy_level="local")
            alone.append(timed(partial(bring_up_to_date, [paper.pk])))
        return statistics.median(whole), statistics.median(alone)

    def index_for_administration(self) -> None:
        """Give modelsearch's index a row for each page."""
        from django.contrib.contenttypes.models import ContentType
        from modelsearch.models import IndexEntry

        from policies.models import PolicyPaper
        from tests.bench import stock

        IndexEntry.objects.all().delete()
        kind = ContentType.objects.get_for_model(PolicyPaper).pk
        papers = PolicyPaper.objects.values_list("pk", "title", "abstract")[:ADMIN_PAGES]
        stock.store(kind, papers)

    def administration(self, backend: str, words: list[str]) -> float:
        """Return the median milliseconds of a page search for words in the administration."""
        from modelsearch.backends import get_search_backend
        from wagtail.models import Page

        searcher = get_search_backend(backend)

        def look(word: str) -> None:
            results = searcher.autocomplete(word, Page.objects.all())
            results.count()
            list(results[:50])

        return statistics.median(timed(partial(look, word)) for word in words)


def refresh_statistics() -> None:
    """Do what PostgreSQL does by itself within a minute of such a change: the pages were written
    past every door that does it, and the rows for the second time, by a bare insert."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def bare_connection() -> Any:
    """Return a connection to the database without Django."""
    from django.db import connection

    if connection.vendor == "sqlite":
        bare: Any = sqlite3.connect(connection.settings_dict["NAME"])
        bare.executescript(connection.settings_dict["OPTIONS"]["init_command"])
        return bare
    import psycopg

    connection.ensure_connection()
    bare = psycopg.connect(connection.connection.info.dsn, autocommit=True)
    watch(bare.info.backend_pid)
    return bare


def replay(bare: Any, statements: list[str]) -> None:
    """Run statements and fetch their rows."""
    for statement in statements:
        bare.execute(statement).fetchall()


@contextmanager
def peak_memory(report: Callable[[float], None]) -> Iterator[None]:
    """Report how many megabytes a block needed at most beyond what was there before (Linux); what
    SQLite maps of its file is among them."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    yield
    report(_memory("VmHWM") - before)


def _memory(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def main(sizes: list[int], questions: int, vendor: str) -> None:
    """Measure and print."""
    with own_database(vendor):
        watch_database()
        name, stages = database_version(), Stages()
        print(f"{described(name)}\n\n{HEADING}")
        print("|---" * HEADING.count(" |") + "|")
        bench = Bench(questions)
        asked: dict[int, Compared] = {}
        publish: dict[int, tuple[float, float]] = {}
        stock: dict[int, dict[str, list[float | None]]] = {}
        for size in sizes:
            with stages.stage(f"{size:,}", "library and rebuild"):
                rebuilt, bare = bench.grow(size)
            memory = bench.memory
            with stages.stage(f"{size:,}", "questions"):
                asked[size] = found = bench.ask()
            with stages.stage(f"{size:,}", "publishing"):
                publish[size] = bench.publish()
            print(
                f"| {size:,} | {cell(spread(found.requests))} | {cell(spread(found.engines))} "
                f"| {cell(found.allowed)} | {found.within} | {cell(publish[size])} "
                f"| {rebuilt:.1f} | {bare:.1f} | {bare / rebuilt:.2f} | {memory:.0f} |",
                flush=True,
            )
            with stages.stage(f"{size:,}", "stock"):
                stock[size] = bench.stock()
        print(f"\n{publishing_report({size: times[0] for size, times in publish.items()})}\n")
        print(stock_report(stock), flush=True)
        with stages.stage("all", "administration"):
            administration(bench)
        print(f"\n{stages}\n")
        print(request_bound(name, "request / (1.3 × engine + 25 ms)", asked))
        ratio = {f"{size:,}": bare / rebuilt}
        print(Bound(name, "bare insert / rebuild", ratio, REBUILD, at_least=True))


def publishing_report(times: dict[int, float]) -> str:
    """Return how publishing grows with the library."""
    first, last = min(times), max(times)
    return (
        f"Publishing at {last:,} documents takes {times[last] / times[first]:.2f} times as long as "
        f"at {first:,}."
    )


def stock_report(stock: dict[int, dict[str, list[float | None]]]) -> str:
    """Return the table of the stock search's seconds by size and kind of word."""
    lines = ["Stock, seconds for a page of hits:", "", "| documents | common | middling | rare |"]
    lines.append("|---" * 4 + "|")
    for size, by_kind in stock.items():
        cells = [
            ", ".join(f"> {STOCK_PATIENCE:.0f}" if one is None else f"{one:.2f}" for one in values)
            for values in by_kind.values()
        ]
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def administration(bench: Bench) -> None:
    """Measure the administration's page search on as many pages as there are."""
    from django.db import OperationalError

    from tests.bench.stock import ours, patience, stock

    bench.index_for_administration()
    words = bench.vocabulary.words[:STOCK_QUESTIONS]
    own = bench.administration(ours(), words)
    pages = min(bench.papers, ADMIN_PAGES)
    print(f"\nAdministration, {pages:,} pages, {', '.join(words)}: ours {own:.0f} ms", flush=True)
    if ours() == stock():
        print("On PostgreSQL that is the stock one.")
        return
    try:
        with patience(STOCK_PATIENCE):
            print(f"stock {bench.administration(stock(), words):.0f} ms")
    except OperationalError:
        print(f"stock: interrupted after {STOCK_PATIENCE:.0f} s")


def parser_of(description: str) -> argparse.ArgumentParser:
    """Return a parser of sizes and the number of questions."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="documents")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    return parser


if __name__ == "__main__":
    parser = parser_of("Measure the search on a database.")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    options = parser.parse_args()
    main(options.sizes, options.questions, "postgresql" if options.postgresql else "sqlite")
