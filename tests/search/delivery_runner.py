"""Publishers, deliverers and builders at once on a real database: what arrives in the end.

``python -m tests.search.delivery_runner SECONDS [unlocked]`` uses the database of ``DATABASE_URL``,
which holds the small world, and a search server in memory. It prints one line of JSON. Each of them
is a thread with a connection of its own.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import django

PUBLISHERS, DELIVERERS, BUILDERS = 2, 2, 1
#: Seconds until something was delivered and built on a machine that is busy.
LONGEST = 60
chance = Random()  # noqa: S311 nothing secret


def run(seconds: float, *, unlocked: bool = False) -> dict[str, Any]:
    """Let all of them work for some seconds, until each did something; deliver the rest.

    Returns what came of it.

    :param unlocked: begin to mark without waiting for who is writing.
    """
    from django.conf import settings
    from django.db import connection, transaction
    from wagtail.models import Page

    from search import delivery
    from search.engines.base import EngineAway
    from search.leases import LeaseLostError
    from search.models import EngineState, SearchDocument, Undelivered
    from tests.search.fake_place import FakePlace, rows

    class SharedPlace(FakePlace):
        """Several threads write to it; now and then it takes only a part, or is away."""

        def __init__(self) -> None:
            super().__init__()
            self.lock = threading.Lock()
            self.weak = True

        def _called(self, name: str) -> None:
            assert not connection.in_atomic_block, "asked inside a transaction"
            time.sleep(chance.random() / 200)
            with self.lock:
                self.calls[name] += 1
            if self.weak and chance.random() < 0.03:
                raise EngineAway("It is away")

        def _write(self, index: str, key: int, version: int) -> None:
            with self.lock:
                super()._write(index, key, version)
            if self.weak and chance.random() < 0.001:
                raise EngineAway("It is full")

    settings.SEARCH_URL = "http://127.0.0.1:9"
    place = SharedPlace()
    delivery.place = lambda: place
    delivery.BATCH, delivery.MEANWHILE = 5, 0.02
    page = Page.objects.filter(depth=2).values_list("pk", flat=True)[0]
    done: Counter[str] = Counter()
    errors: list[str] = []
    stop = threading.Event()

    def document() -> Any:
        return SearchDocument.objects.create(
            page_id=page, kind="test", identity=uuid.uuid4(), language="en", digest="x"
        )

    def publisher() -> None:
        """Some transactions take long, some are rolled back, some take away what is there."""
        own: list[int] = []
        try:
            with transaction.atomic():
                own += [document().pk for _ in range(chance.randrange(1, 4))]
                time.sleep(chance.random() / 50)
                if chance.random() < 0.2:
                    raise InterruptedError
            if chance.random() < 0.6:
                with transaction.atomic():
                    SearchDocument.objects.filter(pk__in=own[:2]).delete()
                    time.sleep(chance.random() / 50)
        except InterruptedError:
            done["rolled back"] += 1
        # SQLite hands its lock to whoever asks first: leave the others a chance.
        time.sleep(0.02 + chance.random() / 20)

    def deliverer() -> None:
        done["delivered"] += delivery.deliver()
        time.sleep(chance.random() / 50)

    def builder() -> None:
        time.sleep(chance.random() / 5)
        done["built"] += delivery.rebuild() is not None

    def work(act: Callable[[], None]) -> None:
        while not stop.is_set():
            try:
                act()
                done[act.__name__] += 1
            except (EngineAway, LeaseLostError) as problem:
                done[type(problem).__name__] += 1
            except Exception as problem:
                errors.append(f"{act.__name__}: {type(problem).__name__}: {problem}")
        connection.close()

    acts: Sequence[Callable[[], None]] = (
        *[publisher] * PUBLISHERS,
        *[deliverer] * DELIVERERS,
        *[builder] * BUILDERS,
    )
    if not seconds:
        # Only what happens at the begin: a builder would mend it.
        acts = ()
    begun = threading.Event()

    def straggler() -> None:
        """Began before there was a search server, and commits while its first index is made."""
        try:
            with transaction.atomic():
                document()
                begun.set()
                time.sleep(1.0)
        finally:
            begun.set()
            connection.close()

    late = threading.Thread(target=straggler)
    late.start()
    begun.wait()
    if unlocked:
        delivery._begin_to_mark = lambda: EngineState.objects.create()
    place.weak = False
    delivery.tend()
    place.weak = True
    late.join()
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    begun_at = time.monotonic()
    while time.monotonic() < begun_at + seconds or not (
        seconds == 0
        or (done["delivered"] and done["built"])
        or time.monotonic() > begun_at + LONGEST
    ):
        time.sleep(0.1)
    stop.set()
    for thread in threads:
        thread.join()
    place.weak = False
    delivery.tend()
    while delivery.deliver():
        pass
    return {
        "lacking": len(rows() - place.there()),
        "too many": len(place.there() - rows()),
        "marks": Undelivered.objects.count(),
        "wrong": delivery.wrong(),
        "documents": len(rows()),
        "errors": errors[:5],
        "done": done,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    print(json.dumps(run(float(sys.argv[1]), unlocked="unlocked" in sys.argv)))
