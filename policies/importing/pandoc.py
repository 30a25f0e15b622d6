"""Running pandoc on untrusted input: sandboxed, bounded in time and memory, never left behind."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pypandoc
from django.utils.translation import gettext_lazy as _

from .archive import corrupt
from .errors import ImportRefused

#: Seconds for one run; a 100-page document with 30 tables takes about 2.
TIME_LIMIT = 30.0
#: Heap of the Haskell run time. More is refused by pandoc itself (exit code 251).
MEMORY_LIMIT = "512m"
#: Bytes of JSON; a 100-page document gives about 5 MB.
OUTPUT_LIMIT = 96 * 1024 * 1024

#: Markdown as partners write it: quotes, dollars, @ and backslashes stay what they are, lists need
#: no blank line before them, and ``A)`` is text (rich text has no lettered lists).
MARKDOWN = (
    "markdown+lists_without_preceding_blankline"
    "-auto_identifiers-blank_before_blockquote-blank_before_header-citations-example_lists"
    "-fancy_lists-latex_macros-markdown_in_html_blocks-raw_tex-smart-task_lists"
    "-tex_math_dollars"
)

_HEAP_EXHAUSTED = 251
_OPTIONS = {"docx": ["--track-changes=accept"]}


def to_ast(data: bytes, reader: str, *, timeout: float | None = None) -> dict[str, Any]:
    """Pandoc's JSON AST of ``data`` (``reader``: ``docx``, ``odt``, ``html`` or ``MARKDOWN``).

    Raises ``ImportRefused`` (``too-complex`` for time and memory, ``corrupt`` for the rest). The
    process group is killed whatever happens.
    """
    limit = TIME_LIMIT if timeout is None else timeout
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        source, target = Path(folder, "source"), Path(folder, "ast.json")
        source.write_bytes(data)
        command = [
            pypandoc.get_pandoc_path(),
            f"--from={reader}",
            "--to=json",
            "--sandbox",
            *_OPTIONS.get(reader, []),
            f"--output={target}",
            str(source),
            "+RTS",
            f"-M{MEMORY_LIMIT}",
            "-RTS",
        ]
        code, errors = _run(command, folder, limit)
        if code == 0 and target.exists() and target.stat().st_size <= OUTPUT_LIMIT:
            return _load(target.read_bytes())
        if code in (_HEAP_EXHAUSTED, 0) or code < 0:
            raise too_complex(errors)
        raise corrupt(errors)


def too_complex(detail: str = "") -> ImportRefused:
    """The error for a document that takes more time, memory or nesting than allowed."""
    return ImportRefused(
        "too-complex",
        _(
            "This document takes too much time or memory to read. Split it into smaller "
            "documents, or remove what is nested very deeply."
        ),
        detail,
    )


def _run(command: list[str], folder: str, limit: float) -> tuple[int, str]:
    environment = {"HOME": folder, "LANG": "C.UTF-8", "PATH": os.defpath, "TMPDIR": folder}
    process = subprocess.Popen(  # noqa: S603 - fixed program, no shell, our own file names
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    try:
        if hasattr(resource, "prlimit"):
            _bound(process.pid, limit)
        _out, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise too_complex(f"more than {limit} s") from error
    finally:
        if process.poll() is None:
            # The session is the process's own, so this reaches whatever it may have started.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stderr:
            process.stderr.close()
    return process.returncode, errors.decode(errors="replace")[:2000]


def _bound(pid: int, limit: float) -> None:
    try:
        seconds = int(limit) + 1
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (OUTPUT_LIMIT, OUTPUT_LIMIT))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        pass


def _load(data: bytes) -> dict[str, Any]:
    try:
        tree: dict[str, Any] = json.loads(data)
    except RecursionError as error:
        raise too_complex("nested too deeply") from error
    except ValueError as error:
        raise corrupt(str(error)) from error
    return tree
