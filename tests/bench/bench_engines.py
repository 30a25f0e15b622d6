"""How fast the search is on every engine: ``python -m tests.bench.bench_engines [documents …]``.

SQLite, PostgreSQL and Elasticsearch, and stock modelsearch on each, one after another in one run:
1,000, 10,000 and 100,000 documents. Each is a process with a database and a server of its own:
:mod:`tests.bench.on_database` and :mod:`tests.bench.on_elastic`, which say what their columns are.
At the end a line for each bound says whether the figures of this run keep to it. Exits with 1 when
one is missed or an engine could not be measured.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench import bounds
from tests.servers import ending_with_parent

ROOT = Path(__file__).resolve().parents[2]
ENGINES: dict[str, tuple[str, ...]] = {
    "sqlite": ("-m", "tests.bench.on_database"),
    "postgresql": ("-m", "tests.bench.on_database", "--postgresql"),
    "elasticsearch": ("-m", "tests.bench.on_elastic"),
}


def _interrupted_with_parent() -> None:
    # As from the keyboard: it stops its server and deletes its files. What is started in the
    # background inherits that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ending_with_parent(signal.SIGINT)()


def measure(engine: str, arguments: Sequence[str]) -> list[str]:
    """Measure an engine and print what it says but the lines of its bounds; return those."""
    found: list[str] = []
    with subprocess.Popen(
        [sys.executable, *ENGINES[engine], *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=_interrupted_with_parent,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if bounds.is_line(line):
                found.append(line.rstrip())
            else:
                print(line, end="", flush=True)
    if process.returncode or not found:
        found.append(bounds.not_measured(engine))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the engines asked for; return 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description="Measure the search on all engines.")
    parser.add_argument("sizes", nargs="*", type=int, help="documents; 1,000 to 100,000")
    parser.add_argument("--questions", type=int)
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="not all of them")
    options = parser.parse_args(arguments)
    passed = [str(size) for size in options.sizes]
    if options.questions:
        passed += ["--questions", str(options.questions)]
    found: list[str] = []
    for engine in options.engine or ENGINES:
        print(f"## {engine}\n", flush=True)
        found += measure(engine, passed)
    print("## Bounds\n\n" + "\n".join(found))
    return 1 if any(map(bounds.is_missed, found)) else 0


if __name__ == "__main__":
    sys.exit(main())
