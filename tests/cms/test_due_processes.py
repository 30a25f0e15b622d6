"""Two processes do what is due at once, on SQLite and on PostgreSQL: everything happens once."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.due_runner import MAILS, PROCESSES
from tests.postgres import Server


class Runner:
    """A process of :mod:`tests.due_runner`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder

    def begin(self, command: str) -> None:
        """Tell it to begin, without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """Wait for what it answers."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(f"The process ended:\n{(self.folder / 'stderr').read_text()[-3000:]}")
        return json.loads(line)

    def do(self, command: str) -> Any:
        """Tell it to do something and wait until it is done."""
        self.begin(command)
        return self.answer()


@contextmanager
def runner(url: str, folder: Path) -> Iterator[Runner]:
    """Start a process on a database; end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.due_runner", str(folder)],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A file, for a pipe that nobody empties would stop it.
        stderr=(folder / "stderr").open("a"),
        text=True,
    )
    try:
        yield Runner(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def world_file(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a SQLite file that holds the small world; made while no test has a transaction."""
    file = tmp_path_factory.mktemp("world") / "world.sqlite3"
    if connection.vendor != "sqlite":
        return file
    with django_db_blocker.unblock(), sqlite3.connect(file) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    return file


@pytest.fixture
def database(request: pytest.FixtureRequest, world_file: Path, tmp_path: Path) -> str:
    """Return the address of a database that holds the small world."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        return server.create_database("due", request.getfixturevalue("postgres_world"))
    if connection.vendor != "sqlite":
        pytest.skip("The tests do not run on SQLite: there is no file with their world to copy")
    file = tmp_path / "due.sqlite3"
    shutil.copy(world_file, file)
    return f"sqlite:///{file}"


def mails(folder: Path) -> Counter[int]:
    """Return how often each message went out, by its key."""
    found: Counter[int] = Counter()
    for file in (folder / "mails").glob("*.log"):
        text = file.read_text(encoding="utf-8")
        found.update(int(key) for key in re.findall(r"^Message-ID: <(\d+)\.", text, re.M))
    return found


def at_once(runners: list[Runner], command: str) -> list[str]:
    """Let all do the same at the same time; return what they said."""
    for one in runners:
        one.begin(command)
    return [one.answer() for one in runners]


def done(said: str, job: str) -> int:
    """Return how many things a job did, from the line it wrote."""
    found = re.search(rf"^{job}: (\d+) done$", said, re.M)
    assert found, said
    return int(found[1])


@pytest.mark.django_db
@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_two_processes_at_once_do_everything_once(database: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        runners = [stack.enter_context(runner(database, tmp_path)) for _number in range(PROCESSES)]
        runners[0].do("scenario")
        said = at_once(runners, "run")
        state = runners[0].do("counts")
        sent = mails(tmp_path)
        assert set(sent.values()) == {1}, sent
        assert sorted(sent) == sorted(state["sent"])
        assert set(state["states"]) == {"sent", "in_digest"}
        assert state["kinds"]["approved"] == MAILS + 3
        assert (state["kinds"]["digest"], state["states"]["in_digest"]) == (1, 3)
        assert state["kinds"]["review_by"] == 2
        assert set(state["acts"].values()) == {1}
        assert len(state["acts"]) == 3
        assert state["versions"] == 2
        assert sum(done(words, "calendar") for words in said) == 3
        assert all(done(words, "mail") for words in said), "one did all the work alone"

        # Without the claims the checks above fail: the same twice.
        runners[0].do("again")
        at_once(runners, "run_without_claims")
        assert max(mails(tmp_path).values()) == 2
        assert max(runners[0].do("counts")["acts"].values()) == 2
