"""``python -m tests.bench.bench_lighthouse``: Lighthouse on a throttled phone, median of five.

Measures the home page and a publication of the demo on a server as in production. Node's packages
come from ``package-lock.json`` (``npm ci``, once). Exits with 1 when a figure is below its aim.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.demo import demo_server
from tests.browser.public import PAGES
from tests.browser.serving import PROJECT

RUNS = 5
#: Of one run: a visit can fail without having measured anything.
ATTEMPTS = 3
AIMS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MEASURED = ("home", "policy paper")
#: Lighthouse's own profile of a slow phone: 1.6 Mbit/s, 150 ms there and back, processor a quarter.
FLAGS = ["--form-factor=mobile", "--throttling-method=simulate", "--quiet", "--output=json"]
LIGHTHOUSE = PROJECT / "node_modules" / "lighthouse" / "cli" / "index.js"


def ensure_lighthouse() -> None:
    """Install what ``package-lock.json`` names, if it is not there."""
    if not LIGHTHOUSE.exists():
        print("==> npm ci", flush=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=PROJECT, check=True)


def _visit(url: str, target: Path) -> int:
    """Let Lighthouse visit a page and write its report; return its exit status."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    return subprocess.run(
        [
            "node", str(LIGHTHOUSE), url, *FLAGS, f"--output-path={target}",
            "--no-enable-error-reporting",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            f"--only-categories={','.join(AIMS)}",
        ],
        check=False, env={**os.environ, "CHROME_PATH": chromium},
    ).returncode  # fmt: skip


def measure(url: str, folder: Path) -> dict[str, float]:
    """Return the scores (0 to 100) of one visit, and what is below 100 outside performance."""
    target = folder / "report.json"
    for attempt in range(1, ATTEMPTS + 1):
        visited = _visit(url, target)
        if visited == 0:
            break
        # It says "run Lighthouse again" when Chromium lost its trace: nothing was measured.
        print(f"    no measurement, attempt {attempt} of {ATTEMPTS}", flush=True)
    else:
        raise RuntimeError(f"Lighthouse measured nothing in {ATTEMPTS} attempts")
    report = json.loads(target.read_text())
    for reference in (
        ref
        for name, category in report["categories"].items()
        if name != "performance"
        for ref in category["auditRefs"]
    ):
        audit = report["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            print(f"    {audit['id']}: {audit['title']}", flush=True)
    scores = {name: 100 * report["categories"][name]["score"] for name in AIMS}
    for name in ("first-contentful-paint", "largest-contentful-paint"):
        scores[f"{name}, s"] = report["audits"][name]["numericValue"] / 1000
    scores["cumulative-layout-shift"] = report["audits"]["cumulative-layout-shift"]["numericValue"]
    scores["total-byte-weight, kB"] = report["audits"]["total-byte-weight"]["numericValue"] / 1000
    return scores


def main() -> int:
    """Print the medians; return 1 when one is below its aim."""
    ensure_lighthouse()
    below = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with demo_server(folder / "demo") as address:
            for page in MEASURED:
                runs = []
                for number in range(1, RUNS + 1):
                    print(f"==> {page}, {number} of {RUNS}", flush=True)
                    runs.append(measure(f"{address}{PAGES[page]}", folder))
                for figure in runs[0]:
                    median = statistics.median(run[figure] for run in runs)
                    aim = AIMS.get(figure)
                    print(f"{page}: {figure}: {median:.4g}" + (f" (aim: {aim})" if aim else ""))
                    below = below or (aim is not None and round(median) < aim)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
