"""Processor time of this process and of the database processes that work for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_watched: set[int] = set()


def watch(process: int) -> None:
    """Count the processor time of another process of this machine, too (Linux)."""
    _watched.add(process)


def unwatch(process: int) -> None:
    """Count it no longer, before it ends."""
    _watched.discard(process)


def watch_database() -> None:
    """Count the process that PostgreSQL runs for Django's connection; SQLite works inside."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.ensure_connection()
        bare: Any = connection.connection
        watch(bare.info.backend_pid)


def processor_time() -> float:
    """Return the seconds that have been worked so far."""
    others = sum(
        int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0])
        for process in _watched
    )
    return time.process_time() + others / 1e9


def timed(action: Callable[[], Any]) -> float:
    """Return the milliseconds of processor time that an action takes."""
    start = processor_time()
    action()
    return (processor_time() - start) * 1000


def runs() -> Iterator[int]:
    """Yield the numbers of the runs of which the quickest counts: three, and up to nine while they
    take less than a third of a second, for what other work on the machine adds is not measured."""
    began = time.perf_counter()
    for number in range(9):
        if number < 3 or time.perf_counter() - began < 1 / 3:
            yield number


def fastest(action: Callable[[], Any]) -> float:
    """Return the milliseconds of the quickest of some runs."""
    return min(timed(action) for _run in runs())


class Stages:
    """How long the parts of a run take, by the clock, for whoever waits for it."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, float]] = {}

    @contextmanager
    def stage(self, of: str, name: str) -> Iterator[None]:
        """Count the time of a block as a part of something."""
        began = time.perf_counter()
        yield
        self._parts.setdefault(of, {})[name] = time.perf_counter() - began

    def __str__(self) -> str:
        said = [
            f"{of}: {', '.join(f'{name} {seconds:.0f}' for name, seconds in parts.items())}"
            for of, parts in self._parts.items()
        ]
        total = sum(sum(parts.values()) for parts in self._parts.values())
        return f"The run itself, seconds by the clock: {'; '.join(said)}; in all {total:.0f}."
