"""The tests on PostgreSQL: ``python -m tests.on_postgres [what pytest takes]``.

Starts a server of its own (see :mod:`tests.postgres`), migrates one database and builds the small
world in it; every worker (``-n 2``) copies it in a second. The tests in a browser stay on SQLite:
they look at pages, and the desk of databases is covered by everything else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.postgres import (
    ABSENT,
    TEMPLATE,
    WORLD,
    Server,
    build_world,
    find_binaries,
    running_server,
)

#: The name of the database that the settings of the tests get; no test writes to it.
NAME = "clusterpolisee"


def run(arguments: list[str]) -> int:
    """Run pytest on a server that is gone afterwards; return its exit status."""
    binaries = find_binaries()
    if binaries is None:
        print(ABSENT)
        return 1
    with running_server(binaries) as server, tempfile.TemporaryDirectory() as folder:
        build_world(server)
        server.create_database(NAME)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "not browser", *arguments],
            env=environment(server, folder),
            check=False,
        ).returncode


def environment(server: Server, folder: str) -> dict[str, str]:
    """Return the environment in which pytest uses the server."""
    return {
        **os.environ,
        "DATABASE_URL": server.url(NAME),
        "DATA_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        TEMPLATE: WORLD,
    }


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
