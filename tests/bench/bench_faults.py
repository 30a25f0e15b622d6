"""A search server that fails in every way: ``python -m tests.bench.bench_faults``.

A real server is killed, paused, filled up, slowed down and brought back with old data, with the
waits of production. Printed: what the editor and readers saw meanwhile, what was lost, and the
seconds from the end of the fault until the server answered with everything. ``run_due`` is called
each second here; in production the worker tries again after ten, ``run_due`` each minute.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.bench.database import small_world
from tests.elastic import running_cluster
from tests.elastic_archive import VERSION, AbsentError

if TYPE_CHECKING:
    from tests.search.faults import Seen

HEADINGS = (
    "fault",
    "publishing took",
    "searches that failed",
    "first search",
    "slowest of the others",
    "with the notice",
    "new text found after",
    "documents lost",
    "healed after",
)


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        world = stack.enter_context(small_world())
        try:
            node = stack.enter_context(running_cluster()).node
        except AbsentError as absent:
            print(absent)
            return
        from django.conf import settings

        from tests.search import faults
        from tests.search.support import publish

        settings.SEARCH_INDEX = "faults"
        settings.ALLOWED_HOSTS = ["*"]
        faults.ROUND = 1.0
        faults.begin(node.url)
        publish(world, "Kept")
        faults.run_due()
        # Opens templates and connections: not a part of any fault.
        faults.Reader().finds("Kept")
        kept = node.keep_data()
        print(f"Elasticsearch {VERSION}, one node, {settings.SEARCH_TIMEOUT_MS} ms to answer\n")
        print(f"| {' | '.join(HEADINGS)} |")
        print(f"| {' | '.join('---' for _ in HEADINGS)} |")
        _print(faults.suffer_from_now("killed (-9)", world, node.restart))
        _print(faults.back_with_old(node, world, kept))
        _print(faults.paused(node, world))
        _print(faults.full(node, world, watermark=True))
        _print(faults.slow(node, world))
        _print(faults.back_empty(node, world, restart=True))


def _print(row: Seen) -> None:
    cells = (
        row.fault,
        f"{row.publishing:.2f} s",
        f"{row.failed} of {len(row.searches)}",
        f"{row.searches[0]:.2f} s",
        f"{max(row.searches[1:]):.2f} s",
        f"{row.notices} of {len(row.searches)}",
        f"{row.found_after:.1f} s",
        row.lost,
        f"{row.healed_after:.1f} s",
    )
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


if __name__ == "__main__":
    main()
