"""A node of three is killed while people search: ``python -m tests.bench.bench_cluster``.

Fifty searches begin each second, whatever became of those before, while papers' documents are
written. The node that holds the main shard is killed (``kill -9``) in the middle and comes back
later. Printed: searches that failed, those that the database had to answer, the slowest, and
documents lost or too many at the end.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from unittest import mock

from tests.bench.compared import spread
from tests.bench.database import own_database
from tests.bench.on_elastic import ElasticBench
from tests.elastic import Cluster, Node, running_cluster

DOCUMENTS = 1_000
SEARCHES_A_SECOND, SECONDS = 50, 60
KILLED_AT, BACK_AT = 15, 40
#: Documents written each second.
WRITTEN = 20


def node_with_main_shard(cluster: Cluster, index: str) -> Node:
    """Return the node that holds the main shard of an index."""
    shards = cluster.ask(f"/_cat/shards/{index}?format=json")
    name = next(shard["node"] for shard in shards if shard["prirep"] == "p")
    return next(node for node in cluster.nodes if node.name == name)


class Searches:
    """What became of the searches."""

    def __init__(self) -> None:
        from search.engines import database_engine
        from search.engines.elastic.engine import ElasticEngine
        from search.engines.resilient import ResilientEngine
        from search.parsing import parse

        self.engine = ResilientEngine(ElasticEngine(), database_engine)
        self.questions = [parse(word, "en") for word in ("cluster", "region", "policy", "energy")]
        self.times: list[float] = []
        self.failed: list[Exception] = []
        self.by_database = 0

    def one(self, number: int) -> None:
        """Search once."""
        start = time.perf_counter()
        try:
            found = self.engine.find(self.questions[number % len(self.questions)], {})
        except Exception as problem:
            self.failed.append(problem)
            return
        self.times.append(time.perf_counter() - start)
        self.by_database += found.from_database


def deliver(index: str, keys: list[int]) -> list[int]:
    """Write documents; return those that have to be written again."""
    from search.engines.base import EngineAway
    from search.engines.elastic import indices

    with suppress(EngineAway):
        indices.put([index], keys)
        indices.refresh([index])
        return []
    return keys


def run(cluster: Cluster, bench: Any) -> None:
    """Search, write and kill; print what became of it."""
    from search.engines.elastic import indices
    from search.models import SearchDocument

    bench.grow_rows(DOCUMENTS)
    keys = list(SearchDocument.objects.order_by("pk").values_list("pk", flat=True))
    index = indices.create_index()
    late = keys[-WRITTEN * SECONDS // 2 :]
    indices.put([index], keys[: -len(late)])
    indices.write_position([index], 0)
    indices.swap(index)
    cluster.ask(f"/_cluster/health/{index}?wait_for_status=green&timeout=60s")
    node = node_with_main_shard(cluster, index)
    others = Cluster(tuple(one for one in cluster.nodes if one is not node))
    searches, waiting = Searches(), list[int]()
    with ThreadPoolExecutor(16) as pool:
        began = time.perf_counter()
        for number in range(SEARCHES_A_SECOND * SECONDS):
            second, place = divmod(number, SEARCHES_A_SECOND)
            pause = began + number / SEARCHES_A_SECOND - time.perf_counter()
            time.sleep(max(0, pause))
            pool.submit(searches.one, number)
            if place:
                continue
            if second == KILLED_AT:
                node.kill()
            if second == BACK_AT:
                node.start()
            due, late = [*waiting, *late[: WRITTEN // 2]], late[WRITTEN // 2 :]
            waiting = deliver(index, due) if due else []
        taken = time.perf_counter() - began
    node.wait()
    deliver(index, waiting)
    others.ask(f"/_cluster/health/{index}?wait_for_status=green&timeout=120s")
    there, rows = set(indices.stored_keys(index)), set(keys)
    middle, most = spread(searches.times)
    print(
        f"{len(searches.times)} searches in {taken:.0f} s, {len(searches.failed)} failed, "
        f"{searches.by_database} answered by the database; median {middle * 1000:.0f} ms, "
        f"p95 {most * 1000:.0f} ms, slowest {max(searches.times) * 1000:.0f} ms; "
        f"documents {len(rows)}, lost {len(rows - there)}, too many {len(there - rows)}"
    )
    print("\n".join(sorted({repr(problem)[:200] for problem in searches.failed})))


def main() -> int:
    """Start three nodes and a library, and run."""
    with running_cluster(3) as cluster, own_database():
        from django.conf import settings

        settings.SEARCH_URL, settings.SEARCH_REPLICAS = cluster.url, 1
        with mock.patch.object(settings, "SEARCH_INDEX", "bench"):
            run(cluster, ElasticBench(60))
    return 0


if __name__ == "__main__":
    sys.exit(main())
