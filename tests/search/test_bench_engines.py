"""The measurement of all engines says what was missed, and refuses conditions that no reader has.

``python -m tests.bench.bench_engines`` measures; nothing is measured here.
"""

from __future__ import annotations

import pytest

from tests.bench import bench_engines, bounds
from tests.bench.bounds import Bound
from tests.bench.compared import Compared, request_bound
from tests.bench.conditions import require_production


def says(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let Python code stand for the measurement of every engine."""
    commands = dict.fromkeys(bench_engines.ENGINES, ("-c", code))
    monkeypatch.setattr(bench_engines, "ENGINES", commands)


@pytest.mark.parametrize(
    ("values", "at_least", "met"),
    [
        ({"1,000": 0.9, "10,000": 1.0}, False, True),
        ({"1,000": 0.9, "10,000": 1.01}, False, False),
        ({"1,000": 1.0}, True, True),
        ({"1,000": 1.2, "10,000": 0.99}, True, False),
        ({"1,000": float("nan")}, False, False),
        ({}, True, False),
    ],
)
def test_a_bound_is_met_by_all_values_or_missed(
    values: dict[str, float], at_least: bool, met: bool
) -> None:
    bound = Bound("engine", "share", values, at_least=at_least)
    assert bound.met is met
    assert bounds.is_line(str(bound))
    assert bounds.is_missed(str(bound)) is not met


def test_requests_are_held_against_what_their_engine_allows() -> None:
    slow, quick = Compared(), Compared()
    for _question in range(20):
        quick.add(30.0, 10.0)
        slow.add(39.0, 10.0)
    assert quick.allowed == (38.0, 38.0)
    assert (quick.within, slow.within) == ("20 of 20", "0 of 20")
    assert request_bound("engine", "share", {1000: quick}).met
    assert not request_bound("engine", "share", {1000: quick, 10_000: slow}).met


def test_tables_pass_and_bounds_stand_together_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    says(monkeypatch, f"print({str(Bound('one', 'share', {'all': 0.5}))!r}); print('| a table |')")
    assert bench_engines.main([]) == 0
    tables, _heading, lines = capfd.readouterr().out.partition("## Bounds")
    assert tables.count("| a table |") == lines.count("- met: one: share") == 3
    assert "- met" not in tables


@pytest.mark.parametrize(
    "code",
    [
        f"print({str(Bound('one', 'share', {'all': 2.0}))!r})",
        f"print({str(Bound('one', 'share', {'all': 0.5}))!r}); raise SystemExit(3)",
        "print('| a table without bounds |')",
    ],
)
def test_what_is_missed_or_not_measured_fails(
    code: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    says(monkeypatch, code)
    assert bench_engines.main(["--engine", "sqlite", "200"]) == 1
    assert "- MISSED: " in capfd.readouterr().out


def test_templates_of_tests_are_not_measured() -> None:
    # Tests of Django's run with instrumented templates.
    with pytest.raises(RuntimeError, match="instrumented"):
        require_production()
