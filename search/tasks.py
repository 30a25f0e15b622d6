"""Delivery as a task: the worker does it, and nobody who publishes waits for it.

The database backend stores what a task raises and goes on, so that nothing here may rest on a task
that ends well: what is not delivered stays marked, and ``run_due`` delivers it too.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task, task_backends

from search import delivery
from search.engines.base import EngineAway
from search.models import Undelivered

logger = logging.getLogger(__name__)

#: The backend of these tasks, in ``TASKS``. One of its own: what others enqueue does not begin to
#: depend on a worker only because the search has one.
BACKEND = "search"
#: When a worker tries again while the server does not take anything.
RETRY = timedelta(seconds=10)
#: How long the results of tasks are kept, for whoever looks for an error.
KEPT = timedelta(days=1)


@task(backend=BACKEND)
def deliver_changes() -> int:
    """Deliver, and build a new index where that is needed; return how many changes went out."""
    try:
        done = bring_up_to_date()
    except EngineAway as problem:
        logger.warning("Nothing was delivered, another attempt follows: %s", problem)
        enqueue(timezone.now() + RETRY)
        return 0
    except Exception:
        # Stored with the task, where nobody looks.
        logger.exception("A delivery to the search server failed")
        raise
    if Undelivered.objects.exists():
        # Another process delivers or builds, and may not have seen the last of it.
        enqueue(timezone.now() + RETRY)
    return done


def run(now: datetime) -> int:
    """Deliver as a job of ``run_due``: without a worker, or after one that failed.

    :raises EngineAway: when the server does not take anything: the job says so.
    """
    if not delivery.is_used():
        delivery.stop_marking(now)
        return 0
    _forget_old_results(now)
    return bring_up_to_date()


def bring_up_to_date() -> int:
    """Deliver what is marked; build a new index first when the live one is not the right one.

    :raises EngineAway: when the server does not take anything.
    """
    delivery.tend()
    return delivery.deliver()


def soon() -> None:
    """Have what this transaction changes delivered after its commit, once.

    Never fails and never waits for the server: what cannot be enqueued is delivered by
    ``run_due``.
    """
    if not delivery.is_used() or not _has_worker():
        return
    waiting = (entry[1] for entry in connection.run_on_commit)
    if enqueue not in waiting:
        transaction.on_commit(enqueue, robust=True)


def enqueue(run_after: datetime | None = None) -> None:
    """Enqueue a delivery, unless one waits already: it will find what was committed by now."""
    from django_tasks_db.models import DBTaskResult

    path = deliver_changes.module_path
    if run_after is None:
        waiting = DBTaskResult.objects.ready()
    else:
        waiting = DBTaskResult.objects.filter(status="READY")
    if not _has_worker() or waiting.filter(task_path=path, backend_name=BACKEND).exists():
        return
    deliver_changes.using(run_after=run_after).enqueue()


def _has_worker() -> bool:
    """Whether tasks go to a worker; the immediate backend would make the editor wait."""
    return bool(task_backends[BACKEND].supports_defer)


def _forget_old_results(now: datetime) -> None:
    from django_tasks_db.models import DBTaskResult

    # By their start: a worker that was killed leaves one that never ends.
    DBTaskResult.objects.filter(backend_name=BACKEND, started_at__lt=now - KEPT).delete()
