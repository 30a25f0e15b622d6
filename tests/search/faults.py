"""What can happen to a search server, done to a real one, and what people saw meanwhile.

Used by ``test_faults.py``, which waits as briefly as it can, and by ``tests/bench/bench_faults.py``
with the waits of production.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from search import delivery, drift, engines
from search.engines.base import EngineAway
from search.engines.elastic import client, indices
from search.models import SearchDocument
from search.tasks import bring_up_to_date
from tests.elastic import Node
from tests.factories import World
from tests.search.support import publish

#: Seconds between two rounds of `run_due`, and after which a fault counts as never healed.
ROUND, PATIENCE = 0.5, 300.0
#: Seconds that everybody waits while a server hangs: a reader, who looks after it, who writes to
#: it; None: as long as in production.
WAITS: tuple[float, float, float] | None = None
#: Searches while the fault lasts.
ASKED = 6
_numbers = count(1)


@dataclass
class Seen:
    """What people saw of a fault; times in seconds.

    :param publishing: how long the editor waited for a publication while it lasted.
    :param searches: how long each search took while it lasted.
    :param failed: searches that failed, or did not find what was published before.
    :param notices: searches that said that the database answered.
    :param found_after: from the publication until a reader found it.
    :param healed_after: from the end of the fault until the server answered with everything.
    :param lost: documents that the server lacks or has too many in the end.
    """

    fault: str
    publishing: float = 0.0
    searches: list[float] = field(default_factory=list)
    failed: int = 0
    notices: int = 0
    found_after: float = 0.0
    healed_after: float = 0.0
    lost: int = 0


class Reader:
    """Somebody who opens the page of results."""

    NOTICE = "The search runs on its reserve at the moment"

    def __init__(self) -> None:
        self.client = Client()

    def finds(self, word: str) -> tuple[bool, bool]:
        """Say whether a paper called ``word`` is found, and whether the database answered."""
        response = self.client.get("/en/search/", {"q": word})
        page = response.content.decode()
        return response.status_code == 200 and f"<mark>{word}</mark>" in page, self.NOTICE in page


def run_due() -> None:
    """Do what ``run_due`` does each round; it reports errors and goes on."""
    with suppress(EngineAway):
        bring_up_to_date()


def begin(url: str) -> None:
    """Use a server from now on, as processes that have just been started."""
    settings.SEARCH_URL = url
    engines._with_server.cache_clear()
    cache.clear()
    bring_up_to_date()
    assert delivery.wrong() == ""


def suffer(
    fault: str, world: World, break_it: Callable[[], object], mend: Callable[[], object]
) -> Seen:
    """Let a fault happen and end while an editor publishes and readers ask; return what they saw.

    :param break_it: the fault begins.
    :param mend: the fault ends; the server is as it was, or has lost something.
    """
    before = f"before{next(_numbers)}x"
    publish(world, before)
    bring_up_to_date()
    assert Reader().finds(before) == (True, False)
    break_it()
    return suffer_from_now(fault, world, mend, before)


def suffer_from_now(
    fault: str, world: World, mend: Callable[[], object], before: str = "Kept"
) -> Seen:
    """As :func:`suffer`, when the fault has begun already.

    :param before: title of a paper that was delivered before.
    """
    seen, reader = Seen(fault), Reader()
    after = f"after{next(_numbers)}x"
    published = time.monotonic()
    publish(world, after)
    seen.publishing = time.monotonic() - published
    for _ in range(ASKED):
        asked = time.monotonic()
        found, notice = reader.finds(before)
        seen.searches.append(time.monotonic() - asked)
        seen.failed += not found
        seen.notices += notice
    seen.found_after = _until(lambda: reader.finds(after)[0], run_due) - published
    mend()
    mended = time.monotonic()
    healed = _until(lambda: reader.finds(after) == (True, False), run_due)
    seen.healed_after = healed - mended
    missing, surplus = drift.difference()
    seen.lost = missing + surplus
    assert _stored() == set(SearchDocument.objects.values_list("pk", flat=True))
    return seen


def _stored() -> set[int]:
    live = indices.live_index()
    return set(indices.stored_keys(live)) if live else set()


def _until(happened: Callable[[], bool], meanwhile: Callable[[], None]) -> float:
    """Wait for something, doing something else each round; return the moment.

    :raises TimeoutError: when it does not happen.
    """
    begun = time.monotonic()
    while not happened():
        if time.monotonic() - begun > PATIENCE:
            raise TimeoutError("It never healed")
        meanwhile()
        if happened():
            break
        time.sleep(ROUND)
    return time.monotonic()


# --- Faults ----------------------------------------------------------------------------------


def killed(node: Node, world: World) -> Seen:
    """``kill -9``, and a start later."""
    return suffer("killed (-9)", world, node.kill, node.restart)


@contextmanager
def _short_waits() -> Iterator[None]:
    """Wait as ``WAITS`` says: tests are in a hurry where waiting is all that happens."""
    if WAITS is None:
        yield
        return
    reading, looking, writing = WAITS
    with (
        override_settings(SEARCH_TIMEOUT_MS=int(reading * 1000)),
        mock.patch.multiple(client, LOOKING_TIMEOUT=looking, WRITING_TIMEOUT=writing),
    ):
        yield


def _hanging(
    fault: str, world: World, hang: Callable[[], object], go_on: Callable[[], object]
) -> Seen:
    """Suffer a server that takes connections and does not answer."""
    with ExitStack() as waits:

        def begins() -> None:
            hang()
            waits.enter_context(_short_waits())

        def ends() -> None:
            go_on()
            waits.close()

        return suffer(fault, world, begins, ends)


def paused(node: Node, world: World) -> Seen:
    """``SIGSTOP``: connections are taken and nothing is answered."""
    return _hanging("paused (SIGSTOP)", world, node.pause, node.go_on)


def full(node: Node, world: World, *, watermark: bool = False) -> Seen:
    """The disk is full: indices take deletions only.

    :param watermark: by the server's own watermark, which it looks at every ten seconds; else by
        the setting that it puts on indices then.
    """
    if not watermark:
        path = f"/{settings.SEARCH_INDEX}/_settings"

        def block(value: bool | None) -> None:
            node.ask(path, {"index.blocks.read_only_allow_delete": value})

        return suffer("refuses writes", world, lambda: block(True), lambda: block(None))

    def fill_disk(mark: str) -> None:
        disk = "cluster.routing.allocation.disk"
        levels = {f"{disk}.watermark.{name}": mark for name in ("low", "high", "flood_stage")}
        often = {"cluster.info.update.interval": "10s", f"{disk}.threshold_enabled": True}
        node.ask("/_cluster/settings", {"persistent": {**often, **levels}})
        _until(lambda: _is_blocked(node) == (mark != "100%"), lambda: None)

    return suffer(
        "full disk (watermark)", world, lambda: fill_disk("0.1%"), lambda: fill_disk("100%")
    )


def _is_blocked(node: Node) -> bool:
    found = node.ask(f"/{settings.SEARCH_INDEX}/_settings?flat_settings=true")
    name = "index.blocks.read_only_allow_delete"
    return any(index["settings"].get(name) == "true" for index in found.values())


def slow(node: Node, world: World) -> Seen:
    """It answers after ten seconds."""
    with slow_way(node.http_port) as way:
        begin(way.url)
        seen = _hanging(
            "answers after 10 s",
            world,
            lambda: setattr(way, "delay", 10.0),
            lambda: setattr(way, "delay", 0.0),
        )
    begin(node.url)
    return seen


def back_with_old(node: Node, world: World, kept: Any) -> Seen:
    """It comes back with the data of an earlier day.

    :param kept: what ``Node.keep_data`` returned on that day.
    """
    return suffer("back with an old index", world, lambda: node.restart_with(kept), lambda: None)


def back_empty(node: Node, world: World, *, restart: bool = False) -> Seen:
    """It comes back with nothing.

    :param restart: on an empty disk; else its index is deleted.
    """

    def empty() -> None:
        if restart:
            node.restart(empty=True)
        else:
            node.ask(f"/{indices.live_index()}", method="DELETE")

    return suffer("back without its index", world, empty, lambda: None)


# --- A slow way to a server ------------------------------------------------------------------


@dataclass
class SlowWay:
    """A port that leads to another one; what comes back is held up.

    :param delay: seconds.
    """

    port: int
    delay: float = 0.0

    @property
    def url(self) -> str:
        """Where it leads, as ``SEARCH_URL`` takes it."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def slow_way(to: int) -> Iterator[SlowWay]:
    """Open a slow way to a port of this machine; closed afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))
    way = SlowWay(listener.getsockname()[1])
    open_sockets: list[socket.socket] = [listener]

    def carry(source: socket.socket, target: socket.socket, *, back: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if back and way.delay:
                    time.sleep(way.delay)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(("127.0.0.1", to))
                open_sockets.extend([near, far])
                for pair, back in (((near, far), False), ((far, near), True)):
                    threading.Thread(
                        target=carry, args=pair, kwargs={"back": back}, daemon=True
                    ).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield way
    finally:
        for one in open_sockets:
            # Wakes the thread that waits for it.
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
