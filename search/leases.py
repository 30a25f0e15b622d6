"""Leases: one process at a time delivers, one at a time builds an index.

A lease ends by itself, so that nothing waits for a process that is gone. Who was slow and lost
theirs learns it from :func:`still_held` in the transaction that would note the work as done.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from search.models import EngineState

DELIVERER, BUILDER = "deliverer", "builder"


class LeaseLostError(Exception):
    """Somebody else has taken over what this process was doing."""


@dataclass(frozen=True)
class Lease:
    """What this process may do alone for a while.

    :param name: the field of :class:`search.models.EngineState` that holds it.
    """

    name: str
    token: str
    length: timedelta

    def renew(self) -> None:
        """Have it for its whole length again.

        :raises LeaseLostError: when somebody else has it.
        """
        if not self.note():
            raise LeaseLostError(f"Another process is the {self.name} now")

    def note(self, **values: object) -> bool:
        """Write values into the state and renew, if the lease is still ours; say whether it is."""
        until = {f"{self.name}_until": timezone.now() + self.length}
        own = EngineState.objects.filter(**{self.name: self.token})
        return own.update(**until, **values) == 1


@contextmanager
def taken(name: str, length: timedelta) -> Iterator[Lease | None]:
    """Take a lease; None when somebody else has it.

    :param length: after which another process may take it, should this one be gone.
    """
    lease = Lease(name, uuid.uuid4().hex, length)
    now = timezone.now()
    free = Q(**{name: ""}) | Q(**{f"{name}_until__lt": now})
    values = {name: lease.token, f"{name}_until": now + length}
    if not EngineState.objects.filter(free).update(**values):
        yield None
        return
    try:
        yield lease
    finally:
        EngineState.objects.filter(**{name: lease.token}).update(**{name: ""})
