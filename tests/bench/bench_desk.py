"""What the desk costs: ``python -m tests.bench.bench_desk``.

500 pages wait at the working group step. The desk, the admin's home and the pipeline report are
opened by people of each role; queries and the median of some rounds, in the server alone.
"""

from __future__ import annotations

import statistics
import time

from tests.bench.database import small_world

PAGES = 500
ROUNDS = 15
ADDRESSES = ("/admin/desk/", "/admin/", "/admin/reports/pipeline/")
ROLES = ("reviewer", "editor", "publisher", "administrator")


def main() -> None:
    """Print queries and median for each page and role, with few and with many pages in review."""
    with small_world() as world:
        from django.conf import settings
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from tests.cms.many import multiply
        from tests.factories import fresh, make_paper
        from tests.workflows import submit

        settings.ALLOWED_HOSTS = ["testserver"]
        paper = make_paper(world)
        submit(paper, world.editor)
        in_review = 1
        for more in (4, PAGES - 5):
            multiply(fresh(paper), more)
            in_review += more
            print(f"{in_review} pages in review")
            for role in ROLES:
                client = Client()
                client.force_login(world.users[role])
                for address in ADDRESSES:
                    client.get(address)
                    with CaptureQueriesContext(connection) as captured:
                        status = client.get(address).status_code
                    asked = len(captured)
                    times, work = [], []
                    for _ in range(ROUNDS):
                        start, worked = time.perf_counter(), time.process_time()
                        client.get(address)
                        times.append((time.perf_counter() - start) * 1000)
                        work.append((time.process_time() - worked) * 1000)
                    print(
                        f"  {role:14} {address:26} {status}  {asked:3} queries  "
                        f"{statistics.median(times):7.1f} ms, of it "
                        f"{statistics.median(work):7.1f} ms of processor"
                    )


if __name__ == "__main__":
    main()
