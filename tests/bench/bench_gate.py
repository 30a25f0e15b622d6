"""What the publish gate costs: ``python -m tests.bench.bench_gate``.

A public policy paper of 5,000 words with 40 recommendations is saved unchanged, in turn with the
gate and through Wagtail's own ``save()`` beneath it; medians of one run.
"""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

from tests.bench.database import small_world

WORDS = 5000
ROUNDS = 200


def _body() -> list[dict[str, Any]]:
    words = [f"word{number}" for number in range(100)]
    paragraph = " ".join(words)
    return [
        {"type": "text", "value": f"<p>{paragraph}</p>", "id": str(uuid.uuid4())}
        for _ in range(WORDS // len(words))
    ]


def _milliseconds(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print both medians, their difference and their ratio."""
    with small_world() as world:
        from wagtail.models import Page

        from cms.review.fingerprint import content_fingerprint
        from tests.factories import fresh, make_paper
        from tests.workflows import publish_through_review

        paper = make_paper(world, body=_body(), recommendations=40)
        publish_through_review(paper, world)
        with_gate, without, hashing = [], [], []
        for _ in range(ROUNDS):
            page = fresh(paper)
            with_gate.append(_milliseconds(page.save))
            page = fresh(paper)
            # Wagtail's own save() on the same class, past the mixin.
            without.append(_milliseconds(lambda page=page: Page.save(page)))
            page = fresh(paper)
            hashing.append(_milliseconds(lambda page=page: content_fingerprint(page)))
        gate, bare = statistics.median(with_gate), statistics.median(without)
        print(f"save with the gate      {gate:7.2f} ms")
        print(f"save without            {bare:7.2f} ms")
        print(f"the gate                {gate - bare:7.2f} ms ({gate / bare:.2f} times)")
        print(f"of that one fingerprint {statistics.median(hashing):7.2f} ms")


if __name__ == "__main__":
    main()
