"""Two thousand steps through every door, and the same with the guard off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from cms.mail.outbox import silence
from cms.review import approvals
from cms.review.gate import gate_switched_off_for_a_test
from tests.cms.machine_desk import ALL_DOOR_NAMES, DeskDoors
from tests.factories import World

STEPS = 2000
#: Hypothesis leaves rules out of whole runs of examples: short runs, each with a seed of its own,
#: take every door oftener in fewer steps.
EXAMPLES = 10
PER_EXAMPLE = 25
MOST_RUNS = 14
LEAST = 20


@pytest.fixture(autouse=True)
def _only_what_is_judged(settings: Any) -> Iterator[None]:
    """Leave out what no door looks at: the admin's search index, link reports, mails."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with silence():
        yield


def _machine(world: World) -> type[DeskDoors]:
    machine = type("Doors", (DeskDoors,), {"world": world, "taken": Counter(), "steps": 0})
    machine.prepare()
    return machine


def _settings(examples: int, **kwargs: Any) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=PER_EXAMPLE,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        **kwargs,
    )


@pytest.mark.xdist_group("machine")
def test_nothing_unreviewed_is_ever_public(world: World) -> None:
    machine = _machine(world)
    rare: dict[str, int] = {}
    for number in range(MOST_RUNS):
        # Shrinking a failure takes minutes; the steps that led to it are printed all the same.
        run_state_machine_as_test(
            seed(number)(machine),
            settings=_settings(EXAMPLES, phases=[Phase.generate], report_multiple_bugs=False),
        )
        taken = machine.taken
        rare = {name: taken[name] for name in ALL_DOOR_NAMES if taken[name] < LEAST}
        if machine.steps >= STEPS and not rare:
            break
    assert machine.steps >= STEPS, machine.steps
    assert not rare, f"doors tried too seldom: {rare}"
    assert machine.taken["went public"] >= 20, "too little was ever public to judge by"


@pytest.mark.xdist_group("machine-off")
def test_without_four_eyes_the_machine_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = _machine(world)
    monkeypatch.setattr(approvals, "check_four_eyes", lambda *args: None)
    with pytest.raises(AssertionError, match=r"approved their own text|took two steps"):
        run_state_machine_as_test(
            machine, settings=_settings(40, phases=[Phase.generate], report_multiple_bugs=False)
        )


@pytest.mark.xdist_group("machine-off")
def test_without_the_guard_the_machine_fails(world: World) -> None:
    machine = _machine(world)
    what_it_finds = r"unreviewed content is public|unaccounted public page"
    with gate_switched_off_for_a_test(), pytest.raises(AssertionError, match=what_it_finds):
        run_state_machine_as_test(
            machine, settings=_settings(20, phases=[Phase.generate], report_multiple_bugs=False)
        )
    assert machine.steps <= 200, machine.steps
