"""Two hundred steps and more through every door of translation, and the same with the guard off."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from cms.review import approvals
from cms.review.gate import gate_switched_off_for_a_test
from tests.factories import World
from tests.translations.machine import DOOR_NAMES, TranslationDoors

PER_EXAMPLE = 30


def machine_of(world: World, people: dict[str, Any]) -> type[TranslationDoors]:
    names = {"world": world, "people": people, "taken": Counter(), "steps": 0}
    return type("Doors", (TranslationDoors,), names)


def run(machine: type[TranslationDoors], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=PER_EXAMPLE,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )


@pytest.mark.xdist_group("translation-machine")
def test_nothing_unreviewed_is_public_in_any_language(world: World, people: dict[str, Any]) -> None:
    machine = machine_of(world, people)
    run(machine, 18)
    rare = {name: machine.taken[name] for name in DOOR_NAMES if machine.taken[name] < 2}
    assert machine.steps >= 200, machine.steps
    assert not rare, f"doors tried too seldom: {rare}"
    assert machine.taken["went public"] >= 3, "too little was ever public to judge by"


@pytest.mark.xdist_group("translation-machine-off")
def test_without_the_guard_it_fails(world: World, people: dict[str, Any]) -> None:
    with (
        gate_switched_off_for_a_test(),
        pytest.raises(AssertionError, match=r"unreviewed translation|untranslated|public child"),
    ):
        run(machine_of(world, people), 10)


@pytest.mark.xdist_group("translation-machine-off")
def test_without_four_eyes_it_fails(
    world: World, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approvals, "check_four_eyes", lambda *args: None)
    with pytest.raises(AssertionError, match=r"not theirs to approve|unreviewed translation"):
        run(machine_of(world, people), 10)
