"""The judged set of questions, measured: ``python -m tests.bench.bench_judged``.

The work is in :mod:`tests.bench.judged`; this name stands beside the other measurements.
"""

from __future__ import annotations

import sys

from tests.bench.judged import main

if __name__ == "__main__":
    sys.exit(main())
