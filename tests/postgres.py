"""A PostgreSQL server for tests: a cluster of its own in a temporary folder, on a Unix socket.

The binaries come from the ``PATH``, from ``pg_config`` or from the usual folder of the system.
Where there are none, tests that need them are skipped with a sentence; with ``CI`` set they fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.servers import as_account, ending_with_parent, unprivileged

SUPERUSER = "clusterpolisee"
WORLD = "world"
#: The variable that names the database to copy for each worker (see `tests.on_postgres`).
TEMPLATE = "TEST_DATABASE_TEMPLATE"
#: PostgreSQL refuses to run as root: these accounts do it then, the first that is there.
UNPRIVILEGED = ("postgres", "nobody")
ABSENT = "PostgreSQL is not installed: no initdb in PATH, by pg_config or in /usr/lib/postgresql"


def find_binaries() -> Path | None:
    """Return the folder that holds ``initdb`` and ``postgres``, or None."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    config = shutil.which("pg_config")
    if config:
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folder = Path(asked.stdout.strip())
        if (folder / "initdb").exists():
            return folder
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    return versions[0].parent if versions else None


@dataclass(frozen=True)
class Server:
    """A running server.

    :param folder: of its socket, which is its host.
    """

    folder: Path

    def url(self, database: str) -> str:
        """Return the address of a database as ``DATABASE_URL`` takes it."""
        return f"postgres://{SUPERUSER}@{quote(str(self.folder), safe='')}/{database}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """Create a database, or a copy of another that nobody is connected to; return its URL."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(
            host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)


@contextmanager
def running_server(binaries: Path) -> Iterator[Server]:
    """Start a server with an empty cluster; stop it and delete the cluster afterwards.

    :raises RuntimeError: with its log when it does not come up.
    """
    account = unprivileged(*UNPRIVILEGED)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data, log = folder / "data", folder / "log"
    log.touch()
    if account is not None:
        shutil.chown(folder, account)
    try:
        made = subprocess.run(
            [
                str(binaries / "initdb"),
                f"--pgdata={data}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            **as_account(account),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = (
            *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off"),
            # A measurement counts the one process that works for it.
            "max_parallel_workers_per_gather=0",
        )
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    str(binaries / "postgres"),
                    *("-D", str(data), "-k", str(folder), "-h", ""),
                    *(word for option in options for word in ("-c", option)),
                ],
                **as_account(account),
                cwd=folder,
                stdout=output,
                stderr=output,
                preexec_fn=ending_with_parent(signal.SIGQUIT),
            )
        try:
            _wait_for(process, folder, log)
            yield Server(folder)
        finally:
            # Its "immediate shutdown": nothing is put in order, for the cluster is thrown away.
            process.send_signal(signal.SIGQUIT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    import psycopg

    for _attempt in range(300):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(host=str(folder), user=SUPERUSER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not come up:\n{log.read_text(encoding='utf-8')}")


def binaries_or_skip() -> Path:
    """Return the folder of the binaries; skip the test without them, or fail it with ``CI``."""
    binaries = find_binaries()
    if binaries is not None:
        return binaries
    if os.environ.get("CI"):
        pytest.fail(ABSENT)
    pytest.skip(ABSENT)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, the same for all tests of a process."""
    with running_server(binaries_or_skip()) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_world(postgres: Server) -> str:
    """The name of a database, made by our migrations, that holds the small world.

    Copy it, in a fraction of a second: ``postgres.create_database("mine", postgres_world)``.
    """
    try:
        build_world(postgres)
    except RuntimeError as error:
        pytest.fail(str(error))
    return WORLD


def build_world(server: Server) -> None:
    """Make the database that holds the small world, in a process of its own.

    :raises RuntimeError: with what went wrong.
    """
    made = subprocess.run(
        [sys.executable, "-m", "tests.postgres"],
        env={
            **os.environ,
            "DATABASE_URL": server.create_database(WORLD),
            "DATA_DIR": str(server.folder),
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"The migrations do not run on PostgreSQL:\n{made.stderr[-3000:]}")


def make_world_database() -> None:
    """Migrate the database of the settings and build the small world in it."""
    import django
    from django.core.management import call_command

    django.setup()
    from tests.factories import make_world

    call_command("migrate", verbosity=0)
    make_world()


if __name__ == "__main__":
    make_world_database()
