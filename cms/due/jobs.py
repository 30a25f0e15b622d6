"""The jobs of ``run_due``: rooms register what has to happen when its time has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: ``now`` (aware) → how many things were done. It may be called twice and at once in two places:
#: what must happen once is claimed first, see :mod:`cms.due.claims`.
Run = Callable[[datetime], int]


@dataclass(frozen=True)
class Job:
    """One job of ``run_due``.

    :param key: shown in its line and in logs; never renamed.
    :param label: what it does, for people.
    :param order: lower runs earlier; mails go last, so that what the others wrote is sent at once.
    """

    key: str
    label: StrOrPromise
    run: Run
    order: int = 500


_jobs: dict[str, Job] = {}


def register_job(key: str, label: StrOrPromise, run: Run, *, order: int = 500) -> None:
    """Make a job known under its key (again: the same key replaces it)."""
    _jobs[key] = Job(key, label, run, order)


def all_jobs() -> list[Job]:
    """Return the registered jobs in the order in which they run."""
    return sorted(_jobs.values(), key=lambda job: job.order)
