"""What was measured against what is asked for: one line for each bound, met or missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MET, _MISSED = "- met: ", "- MISSED: "


@dataclass(frozen=True)
class Bound:
    """Something asked for, and what was measured of it.

    :param values: ratios by what they are of. Without any the bound is missed.
    :param limit: what each of them may be at most, or has to be at least.
    """

    engine: str
    text: str
    values: Mapping[str, float]
    limit: float = 1.0
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether every value keeps to it."""
        return bool(self.values) and all(
            value >= self.limit if self.at_least else value <= self.limit
            for value in self.values.values()
        )

    def __str__(self) -> str:
        values = ", ".join(f"{name} {value:.2f}" for name, value in self.values.items())
        how = "at least" if self.at_least else "at most"
        begin = _MET if self.met else _MISSED
        return (
            f"{begin}{self.engine}: {self.text} ({how} {self.limit:g}): {values or 'not measured'}"
        )


def is_line(line: str) -> bool:
    """Whether a line of an output is that of a bound."""
    return line.startswith((_MET, _MISSED))


def is_missed(line: str) -> bool:
    """Whether the line of a bound says that it is missed."""
    return line.startswith(_MISSED)


def not_measured(engine: str) -> str:
    """Return the line for an engine of which nothing is known."""
    return str(Bound(engine, "everything", {}))
