"""The full demo behind a server as in production: gunicorn, gzip, joined and named static files.

Building it takes a minute, so database and static files are kept in ``var/browser-demo/`` under
names made of everything that goes into them; a changed migration, text or style makes new ones.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.serving import PROJECT, served
from tests.servers import ending_with_parent
from tests.sharing import MIGRATED, base_of, small_world

KEPT = PROJECT / "var" / "browser-demo"
#: What the database is made of.
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "home/demo/**/*",
    "home/content/**/*",
    "home/installation.py",
    "policies/demo/**/*",
    "translations/demo/**/*",
    "search/projection.py",
    "tests/browser/demo_data.py",
    "tests/browser/translated.py",
)


#: What the collected static files are made of; the packages' own change with the requirements.
STATIC_SOURCES = ("*/static/**/*", "*/*/static/**/*", "cms/stylesheets.py", "requirements.txt")


def fingerprint(patterns: tuple[str, ...]) -> str:
    """Return a name for what the present sources make."""
    digest = hashlib.sha256()
    paths = {path for pattern in patterns for path in PROJECT.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        if path.suffix == ".pyc":
            continue
        digest.update(str(path.relative_to(PROJECT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a server whose data lie in ``folder``."""
    return {
        **os.environ,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": "http://127.0.0.1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DEFAULT_FROM_EMAIL": "demo@example.org",
        "DJANGO_SETTINGS_MODULE": "tests.browser.production",
        "EMAIL_HOST": "localhost",
        "SECRET_KEY": "of-a-server-on-loopback-that-lives-for-one-test-run-only",
    }


def kept(kind: str, patterns: tuple[str, ...], command: list[str]) -> Path:
    """Return a folder in which ``command`` has run for the present sources.

    What earlier sources made is removed: it would only fill the disk.
    """
    folder = KEPT / f"{kind}-{fingerprint(patterns)}"
    KEPT.mkdir(parents=True, exist_ok=True)
    # Two workers may ask at once: the second waits, and finds it made.
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(kind, folder, command)
    return folder


def _make(kind: str, folder: Path, command: list[str]) -> None:
    if not (folder / "ready").exists():
        for old in KEPT.glob(f"{kind}-*"):
            shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(
            [sys.executable, *command],
            cwd=PROJECT, env=environment(folder), check=True, stdout=subprocess.DEVNULL,
            # A run that ends before must leave nobody who goes on writing here.
            preexec_fn=ending_with_parent(signal.SIGKILL),
        )  # fmt: skip
        (folder / "ready").touch()


def prepare_demo(migrated: Path | None = None) -> tuple[Path, Path]:
    """Return the folders of the demo's data and of the static files, made if they are not there.

    :param migrated: a SQLite database in which the migrations have run, to begin the demo with.
    """
    collect = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    static = kept("static", STATIC_SOURCES, collect)
    fill = ["-m", "tests.browser.demo_data"]
    return kept("data", SOURCES, [*fill, *([str(migrated)] if migrated else [])]), static


def lay_out(folder: Path, migrated: Path | None = None) -> None:
    """Put a copy of the demo, which may be written to, and the static files into ``folder``.

    :param migrated: as :func:`prepare_demo` takes it.
    """
    data, static = prepare_demo(migrated)
    shutil.copytree(data, folder, dirs_exist_ok=True)
    (folder / "static").symlink_to(static / "static")


@contextmanager
def demo_server(folder: Path, migrated: Path | None = None) -> Iterator[str]:
    """Serve the demo from a copy in ``folder``, which it may write to; yield the address."""
    lay_out(folder, migrated)
    gunicorn = [
        "-m", "gunicorn", "cms.wsgi", "--workers", "1", "--threads", "4",
        "--worker-tmp-dir", str(folder), "--bind",
    ]  # fmt: skip
    with served(gunicorn, folder, environment(folder)) as address:
        yield address


@pytest.fixture(scope="session")
def demo_site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the full demo, ended afterwards."""
    migrated = small_world(base_of(tmp_path_factory)) / MIGRATED
    with demo_server(tmp_path_factory.mktemp("demo-site"), migrated) as address:
        yield address
