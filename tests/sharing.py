"""What is made once for all workers of a run, by whoever comes first, and then copied.

The small world (``tests.factories.make_world``) is one: as a SQLite file it is copied into each
worker's database in memory and into each server that browser tests start.
"""

from __future__ import annotations

import fcntl
import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PREPARE = "tests.browser.prepare"
DATABASE = "db.sqlite3"
#: The database of the small world as it was when nothing but the migrations had run.
MIGRATED = "migrated.sqlite3"


def base_of(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder that all workers of this run have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def shared(base: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder below ``base`` that ``make`` has filled; who comes second waits for it."""
    folder = base / name
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "ready").touch()
    return folder


def small_environment(folder: Path) -> dict[str, str]:
    """Return the variables of a process with the small world whose data lie in ``folder``."""
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PYTHONWARNINGS": "default",
    }


def _prepare(folder: Path) -> None:
    command = [sys.executable, "-m", PREPARE]
    subprocess.run(command, cwd=PROJECT, env=small_environment(folder), check=True)


def small_world(base: Path) -> Path:
    """Return the folder of the small world, made once for all workers below ``base``."""
    return shared(base, "small-world", _prepare)


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database, with what still stands in its write-ahead log."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@contextmanager
def filled(name: str, source: Path) -> Iterator[None]:
    """Have a SQLite database in memory hold a copy of a file when Django creates it.

    :param name: of the shared memory, as Django's tests call it.
    """
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(source)) as file:
            file.backup(memory)
        # It lives as long as somebody is connected.
        yield


def quieten_collector() -> None:
    """Keep the collector of garbage from walking over all modules again and again.

    It took a fifth of the time: what is there now stays until the end, and what comes is looked at
    more seldom.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
