"""The doctor's check of due work: does ``run_due`` run, and do its jobs succeed?"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cms.doctor import Finding, broken, in_a_line, look, ok, register_check
from cms.due.jobs import all_jobs
from cms.due.models import JobRun

#: ``run_due`` runs each minute; one long job may keep it for a while.
LATE = timedelta(minutes=15)
START_IT = "run it each minute, see docs/how-to/run-due.md"


def register_all() -> None:
    """Register the check of this module."""
    register_check("due", "Due work", due_work, order=200)


def due_work() -> Finding:
    """Did ``run_due`` run lately, and did each job succeed?"""
    keys = [job.key for job in all_jobs()]
    runs = list(JobRun.objects.filter(key__in=keys).order_by("-ended_at"))
    if not runs:
        return broken("run_due has never run: no plan, reminder or mail is carried out", START_IT)
    last = runs[0].ended_at
    if timezone.now() - last > LATE:
        return broken(
            f"run_due has not run since {timezone.localtime(last):%Y-%m-%d %H:%M}", START_IT
        )
    failed = [run for run in runs if run.error]
    if failed:
        names = ", ".join(run.key for run in failed)
        return look(
            f"failed in the last run: {names}; {in_a_line(failed[0].error, 160)}",
            "see the log of run_due; it tries again by itself",
        )
    return ok(f"run_due ran at {timezone.localtime(last):%Y-%m-%d %H:%M}")
