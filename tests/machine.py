"""What every state machine of doors does: examples that leave nothing behind, doors tried."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.factories import World


class DoorMachine(RuleBasedStateMachine):
    """One example a savepoint; counts which doors were tried."""

    #: What a door may answer; anything else is an error of the platform.
    refusals: ClassVar[tuple[type[Exception], ...]] = (
        PermissionDenied,
        ValidationError,
        ProtectedError,
        RuntimeError,
    )
    world: World
    taken: Counter[str] = Counter()
    steps = 0

    @classmethod
    def for_one_test(cls, **names: Any) -> type[Self]:
        """Return the machine with the accounts of one test and counts of its own."""
        return type("Doors", (cls,), {"taken": Counter(), "steps": 0, **names})

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.words = itertools.count()

    def teardown(self) -> None:
        """Undo everything this example wrote."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def door(self, name: str, act: Callable[[], Any]) -> bool:
        """Try a door; a refusal is an answer, anything else is an error of the platform."""
        cls = type(self)
        cls.taken[name] += 1
        cls.steps += 1
        try:
            act()
        except self.refusals:
            # ``delete()`` runs in a block without a savepoint, which marks ours, the example's.
            # Outside of a test that block is all there is: what it wrote is undone, no more.
            connection.needs_rollback = False
            return False
        return True


def run(machine: Any, examples: int, per_example: int) -> None:
    """Run so many examples of so many steps.

    Shrinking a failure takes minutes; the steps that led to it are printed all the same.
    """
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=per_example,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )


def run_until(
    enough: Callable[[int], bool], machine: Any, seeds: range, examples: int, per_example: int
) -> None:
    """Run with one seed after the other until there is enough.

    Hypothesis leaves rules out of whole runs of examples: short runs, each with a seed of its own,
    take every door oftener in fewer steps.

    :param enough: is given the number of runs so far.
    """
    for runs, number in enumerate(seeds, start=1):
        run(seed(number)(machine), examples, per_example)
        if enough(runs):
            return
