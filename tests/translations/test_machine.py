"""Two hundred steps and more through every door of translation, and the same with the guard off."""

from __future__ import annotations

from typing import Any

import pytest

from cms.review import approvals
from cms.review.gate import gate_switched_off_for_a_test
from tests.factories import World
from tests.machine import run
from tests.translations.machine import DOOR_NAMES, TranslationDoors

PER_EXAMPLE = 30


def test_nothing_unreviewed_is_public_in_any_language(world: World, people: dict[str, Any]) -> None:
    machine = TranslationDoors.for_one_test(world=world, people=people)
    run(machine, 18, PER_EXAMPLE)
    rare = {name: machine.taken[name] for name in DOOR_NAMES if machine.taken[name] < 2}
    assert machine.steps >= 200, machine.steps
    assert not rare, f"doors tried too seldom: {rare}"
    assert machine.taken["went public"] >= 3, "too little was ever public to judge by"


def test_without_the_guard_it_fails(world: World, people: dict[str, Any]) -> None:
    with (
        gate_switched_off_for_a_test(),
        pytest.raises(AssertionError, match=r"unreviewed translation|untranslated|public child"),
    ):
        run(TranslationDoors.for_one_test(world=world, people=people), 10, PER_EXAMPLE)


def test_without_four_eyes_it_fails(
    world: World, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approvals, "check_four_eyes", lambda *args: None)
    with pytest.raises(AssertionError, match=r"not theirs to approve|unreviewed translation"):
        run(TranslationDoors.for_one_test(world=world, people=people), 10, PER_EXAMPLE)
