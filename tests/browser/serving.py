"""Servers on loopback: the small world of the tests behind Django's own, and waiting for one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sharing import PREPARE, PROJECT, base_of, small_environment, small_world

__all__ = [
    "PROJECT",
    "find_chromium",
    "free_port",
    "served",
    "small_environment",
    "small_site",
    "wait_for",
]


def find_chromium() -> str | None:
    """Return the path of the browser, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers.

    :raises RuntimeError: with the end of its log when it ended or does not answer for a minute.
    """
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - loopback only
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer:\n{log.read_text()[-2000:]}")


@contextmanager
def served(arguments: list[str], folder: Path, env: dict[str, str]) -> Iterator[str]:
    """Run a server of Python's until it is no longer needed; yield the address when it answers.

    :param arguments: of Python; host and port are added to them.
    :param folder: takes its log.
    """
    place = f"127.0.0.1:{free_port()}"
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments, place],
            cwd=PROJECT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://{place}"
    try:
        wait_for(f"{address}/en/", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def small_site(
    factory: pytest.TempPathFactory, name: str, module: str = PREPARE
) -> Iterator[tuple[str, Path]]:
    """Serve a copy of the small world; yield the address and the folder of its data.

    :param module: is run before, with the server's environment, to put more into the copy.
    """
    folder = factory.mktemp(name)
    shutil.copytree(small_world(base_of(factory)), folder, dirs_exist_ok=True)
    env = small_environment(folder)
    if module != PREPARE:
        subprocess.run([sys.executable, "-m", module], cwd=PROJECT, env=env, check=True)
    with served(["manage.py", "runserver", "--noreload"], folder, env) as address:
        yield address, folder
