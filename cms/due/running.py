"""Running the jobs: once, or again and again until somebody says stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from django.db import close_old_connections, connections, transaction
from django.utils import timezone

from cms.due.jobs import Job, all_jobs
from cms.due.models import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What a job did: how many things, or the error that ended it."""

    job: Job
    done: int = 0
    error: str = ""

    @property
    def line(self) -> str:
        """One line for people."""
        return f"{self.job.key}: {f'FAILED, {self.error}' if self.error else f'{self.done} done'}"


def run_jobs(wanted: Callable[[], bool] = lambda: True) -> list[Outcome]:
    """Run every registered job; one that fails stops no other.

    :param wanted: asked before each job, False ends the round.
    """
    outcomes = []
    for job in all_jobs():
        if not wanted():
            break
        try:
            outcomes.append(Outcome(job, done=job.run(timezone.now())))
        except Exception as error:
            logger.exception("The job %s of run_due failed", job.key)
            outcomes.append(Outcome(job, error=f"{type(error).__name__}: {error}"))
            _forget_broken_connections()
        _note(outcomes[-1])
    return outcomes


def _note(outcome: Outcome) -> None:
    """Keep when the job ended, for the doctor; that this fails stops no job."""
    run = JobRun(key=outcome.job.key, ended_at=timezone.now(), error=outcome.error[:2000])
    try:
        with transaction.atomic():
            JobRun.objects.bulk_create(
                [run],
                update_conflicts=True,
                unique_fields=["key"],
                update_fields=["ended_at", "error"],
            )
    except Exception:
        logger.exception("The run of the job %s could not be noted", outcome.job.key)


def _forget_broken_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


class Loop:
    """Runs the jobs every so many seconds until SIGTERM, SIGINT, or the end of its parent.

    :param every: seconds from one start to the next.
    :param with_parent: stop when the process that started this one is gone.
    """

    #: How long a vanished parent goes unnoticed, in seconds.
    LOOK = 1.0

    def __init__(self, every: float, *, with_parent: bool = False) -> None:
        self.every = every
        self.stopping = threading.Event()
        self.parent = os.getppid() if with_parent else None

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Stop after the job that is running; may be used as a signal handler."""
        self.stopping.set()

    @property
    def wanted(self) -> bool:
        """Whether to go on."""
        if self.parent is not None and os.getppid() != self.parent:
            self.stopping.set()
        return not self.stopping.is_set()

    def run(self, tell: Callable[[Outcome], None]) -> None:
        """Run until told to stop.

        :param tell: called with each outcome.
        """
        kept = {name: signal.signal(name, self.stop) for name in (signal.SIGTERM, signal.SIGINT)}
        try:
            while self.wanted:
                begun = time.monotonic()
                close_old_connections()
                for outcome in run_jobs(lambda: self.wanted):
                    tell(outcome)
                close_old_connections()
                self._wait(begun + self.every)
        finally:
            for name, handler in kept.items():
                signal.signal(name, handler)

    def _wait(self, until: float) -> None:
        while self.wanted and (left := until - time.monotonic()) > 0:
            self.stopping.wait(min(left, self.LOOK))
