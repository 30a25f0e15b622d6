"""Build step: `python -m search.analysis [DIRECTORY]` prepares the dictionaries."""

from __future__ import annotations

import sys
import time

from search.analysis.preparing import prepare


def main(arguments: list[str]) -> int:
    """Prepare the dictionaries; the directory is the first argument, or the default place."""
    print("==> Dictionaries of the search", flush=True)
    began = time.perf_counter()
    made = prepare(arguments[0] if arguments else None)
    print(f"    {len(made)} prepared in {time.perf_counter() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
