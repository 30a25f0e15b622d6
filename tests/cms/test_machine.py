"""Two thousand steps through every door, and the same with the guard off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cms.mail.outbox import silence
from cms.review import approvals
from cms.review.gate import gate_switched_off_for_a_test
from tests.cms.machine_desk import ALL_DOOR_NAMES, DeskDoors
from tests.factories import World
from tests.machine import run, run_until

STEPS = 2000
#: See :func:`tests.machine.run_until`.
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
    machine = DeskDoors.for_one_test(world=world)
    machine.prepare()
    return machine


def test_nothing_unreviewed_is_ever_public(world: World) -> None:
    machine = _machine(world)

    def rare() -> dict[str, int]:
        taken = machine.taken
        return {name: taken[name] for name in ALL_DOOR_NAMES if taken[name] < LEAST}

    run_until(
        lambda _runs: machine.steps >= STEPS and not rare(),
        machine,
        range(MOST_RUNS),
        EXAMPLES,
        PER_EXAMPLE,
    )
    assert machine.steps >= STEPS, machine.steps
    assert not rare(), f"doors tried too seldom: {rare()}"
    assert machine.taken["went public"] >= 20, "too little was ever public to judge by"


def test_without_four_eyes_the_machine_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = _machine(world)
    monkeypatch.setattr(approvals, "check_four_eyes", lambda *args: None)
    with pytest.raises(AssertionError, match=r"approved their own text|took two steps"):
        run(machine, 40, PER_EXAMPLE)


def test_without_the_guard_the_machine_fails(world: World) -> None:
    machine = _machine(world)
    what_it_finds = r"unreviewed content is public|unaccounted public page"
    with gate_switched_off_for_a_test(), pytest.raises(AssertionError, match=what_it_finds):
        run(machine, 20, PER_EXAMPLE)
    assert machine.steps <= 200, machine.steps
