"""Running our own converter beside the web server: bounded in time and memory, never left behind.

A damaged file may cost its reader all the time and memory there is. Whatever opens a file of
somebody else therefore runs in a process of its own, which is ended when it takes too much.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

#: Bytes of private memory; pandoc, which the child may start, bounds itself (``MEMORY_LIMIT``).
MEMORY_LIMIT = 900 * 1024 * 1024
#: Seconds for one document; pandoc alone may take 30 for one reading.
IMPORT_TIME_LIMIT = 120.0
#: Seconds a document may wait until those before it are done.
WAIT_LIMIT = 300.0


def start_worker(job: str, *arguments: str, errors: Path) -> subprocess.Popen[bytes]:
    """Start ``policies.import_admin.worker`` with a job, in a session of its own.

    What it says to people is in the language that is active here.

    :param arguments: of the job.

    :param errors: file that takes what the process says when it goes wrong.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE")
        or settings.SETTINGS_MODULE,
    }
    language = get_language() or settings.LANGUAGE_CODE
    with errors.open("wb") as stream:
        return subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "policies.import_admin.worker", job, language, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            cwd=settings.PROJECT_DIR,
            env=environment,
            start_new_session=True,
        )


def finish(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Wait for a worker; end it and all it started when time is up.

    Returns its exit code, or None when it had to be ended.
    """
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a worker that still runs; the pandoc it waits for has time limits of its own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def bound_myself(seconds: float, memory: int = MEMORY_LIMIT) -> None:
    """Bound the present process: called by the worker before it opens anything.

    ``RLIMIT_DATA`` counts what is written to; the address space that pandoc reserves and never
    touches does not count.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_me_after(seconds: float) -> None:
    """Let the system end the present process at that time, replacing an earlier order.

    Should the server that waits for it be gone, nobody else would.
    """
    signal.alarm(int(seconds) + 1)
