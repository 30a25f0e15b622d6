"""The language analysis, measured: ``python -m tests.bench.bench_analysis``.

The work is in :mod:`tests.bench.analysis`; this name stands beside the other measurements.
"""

from __future__ import annotations

import sys

from tests.bench.analysis import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
