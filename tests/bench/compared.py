"""Requests beside what the engine alone takes for the same questions."""

from __future__ import annotations

import statistics

from tests.bench.bounds import Bound

#: A request may take so many times as long as the engine alone, and so many milliseconds more.
TIMES, MORE = 1.3, 25.0


def spread(values: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


def cell(values: tuple[float, float]) -> str:
    """Return median and 95th percentile as a table has them."""
    return f"{values[0]:.1f} ({values[1]:.1f})"


class Compared:
    """How long requests take, each beside what its engine alone takes, in milliseconds."""

    def __init__(self, times: float = TIMES) -> None:
        self.times = times
        self.requests: list[float] = []
        self.engines: list[float] = []

    def add(self, request: float, engine: float) -> None:
        """Note a question."""
        self.requests.append(request)
        self.engines.append(engine)

    def _allowed(self, engine: float) -> float:
        return self.times * engine + MORE

    @property
    def allowed(self) -> tuple[float, float]:
        """What the requests may take, median and p95."""
        median, most = spread(self.engines)
        return self._allowed(median), self._allowed(most)

    @property
    def shares(self) -> tuple[float, float]:
        """What the requests take of what they may take, median and p95."""
        taken, allowed = spread(self.requests), self.allowed
        return taken[0] / allowed[0], taken[1] / allowed[1]

    @property
    def within(self) -> str:
        """How many requests keep to what is allowed for their own question."""
        pairs = zip(self.requests, self.engines, strict=True)
        kept = sum(request <= self._allowed(engine) for request, engine in pairs)
        return f"{kept} of {len(self.requests)}"


def request_bound(engine: str, text: str, found: dict[int, Compared]) -> Bound:
    """Return the bound of the requests at all sizes."""
    values: dict[str, float] = {}
    for size, compared in found.items():
        median, most = compared.shares
        values |= {f"{size:,}": median, f"{size:,} (p95)": most}
    return Bound(engine, text, values)
