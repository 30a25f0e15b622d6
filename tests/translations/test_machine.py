"""Two hundred steps and more through every door of translation, and the same with the guard off."""

from __future__ import annotations

from typing import Any

import pytest

from cms.review import approvals
from cms.review.gate import gate_switched_off_for_a_test
from tests.factories import World
from tests.machine import run, run_until
from tests.translations.machine import DOOR_NAMES, TranslationDoors

#: See :func:`tests.machine.run_until`: from the first of these seeds on, few runs take every door
#: and tell readers of a translation that is behind.
EXAMPLES = 6
PER_EXAMPLE = 30
FIRST_SEED = 8
LEAST_RUNS, MOST_RUNS = 3, 6
LEAST = dict.fromkeys(DOOR_NAMES, 2) | {"told stale": 1}


def _machine(world: World, people: dict[str, Any]) -> type[TranslationDoors]:
    machine = TranslationDoors.for_one_test(world=world, people=people)
    machine.prepare()
    return machine


def test_nothing_unreviewed_is_public_in_any_language(world: World, people: dict[str, Any]) -> None:
    machine = _machine(world, people)

    def rare() -> dict[str, int]:
        taken = machine.taken
        return {name: taken[name] for name, least in LEAST.items() if taken[name] < least}

    run_until(
        lambda runs: runs >= LEAST_RUNS and not rare(),
        machine,
        range(FIRST_SEED, FIRST_SEED + MOST_RUNS),
        EXAMPLES,
        PER_EXAMPLE,
    )
    assert machine.steps >= 200, machine.steps
    assert not rare(), f"doors tried too seldom: {rare()}"
    assert machine.taken["went public"] >= 3, "too little was ever public to judge by"


def test_without_the_guard_it_fails(world: World, people: dict[str, Any]) -> None:
    machine = _machine(world, people)
    with (
        gate_switched_off_for_a_test(),
        pytest.raises(AssertionError, match=r"unreviewed translation|untranslated|public child"),
    ):
        run(machine, 10, PER_EXAMPLE)


def test_without_four_eyes_it_fails(
    world: World, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = _machine(world, people)
    monkeypatch.setattr(approvals, "check_four_eyes", lambda *args: None)
    with pytest.raises(AssertionError, match=r"not theirs to approve|unreviewed translation"):
        run(machine, 10, PER_EXAMPLE)
