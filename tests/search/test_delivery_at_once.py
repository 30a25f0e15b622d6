"""Several deliver, build and publish at the same time, on each database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.postgres import Server

SECONDS = "4"


def run(*module: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a module on a database."""
    return subprocess.run(
        [sys.executable, "-m", *module],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        },
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def ready(ended: subprocess.CompletedProcess[str]) -> str:
    """Return what a module said that ended well."""
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


def at_once(url: str, folder: Path, *how: str) -> dict[str, Any]:
    """Let the runner work on a database; return what it says."""
    said = run("tests.search.delivery_runner", *(how or (SECONDS,)), url=url, folder=folder)
    answer: dict[str, Any] = json.loads(ready(said).splitlines()[-1])
    return answer


def check(answer: dict[str, Any]) -> None:
    """Everything arrived, nothing is left over, and every kind of work was done."""
    assert answer["errors"] == []
    assert (answer["lacking"], answer["too many"], answer["marks"]) == (0, 0, 0)
    assert answer["wrong"] == ""
    assert {"publisher", "deliverer", "builder", "delivered", "built"} <= set(answer["done"])


def test_nothing_is_lost_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    ready(run("tests.postgres", url=url, folder=tmp_path))
    check(at_once(url, tmp_path))


def test_nothing_is_lost_on_postgresql(
    postgres: Server, postgres_world: str, tmp_path: Path
) -> None:
    check(at_once(postgres.create_database("delivery", postgres_world), tmp_path))


def test_without_waiting_for_who_writes_the_first_index_would_lack_a_document(
    postgres: Server, postgres_world: str, tmp_path: Path
) -> None:
    answer = at_once(postgres.create_database("late", postgres_world), tmp_path, "0", "unlocked")
    assert (answer["lacking"], answer["wrong"]) == (1, "")
