"""Deliveries as tasks: nobody waits for them, and none that fails takes a change with it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from cms.due.running import run_jobs
from search import delivery, leases, tasks
from search.models import Undelivered
from search.tasks import bring_up_to_date
from tests.factories import World
from tests.search.fake_place import FakePlace, rows
from tests.search.support import publish

pytestmark = pytest.mark.django_db

OPTIONS = ("--backend=search", "--batch", "--interval=0", "--no-startup-delay", "--no-reload")


@pytest.fixture
def place(settings: Any, monkeypatch: pytest.MonkeyPatch, world: World) -> FakePlace:
    """A search server that is up to date, with a worker for its tasks."""
    settings.SEARCH_URL = "http://127.0.0.1:9"
    settings.TASKS = {
        **settings.TASKS,
        "search": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    fake = FakePlace()
    monkeypatch.setattr(delivery, "place", lambda: fake)
    bring_up_to_date()
    return fake


def waiting() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status="READY"))


def work() -> None:
    """Let a worker do what is ready."""
    # In a process of its own it looks after its connections; here it has the test's.
    with mock.patch.object(db_worker, "close_old_connections"):
        call_command("db_worker", *OPTIONS, verbosity=0)


def test_a_publication_enqueues_one_delivery_after_its_commit(
    place: FakePlace, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    asked = place.calls.total()
    with django_capture_on_commit_callbacks(execute=True):
        publish(world, "Paper", statements=["One.", "Two."])
        publish(world, "Second")
        assert waiting() == []
    assert len(waiting()) == 1
    assert place.calls.total() == asked
    work()
    assert place.there() == rows()
    assert Undelivered.objects.count() == 0


def test_while_one_waits_no_other_is_enqueued(
    place: FakePlace, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    for title in ("One", "Two"):
        with django_capture_on_commit_callbacks(execute=True):
            publish(world, title)
    assert len(waiting()) == 1


def test_nothing_is_enqueued_for_what_is_rolled_back(
    place: FakePlace, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    class StopError(Exception):
        pass

    with (  # noqa: PT012 the error comes last
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(StopError),
        transaction.atomic(),
    ):
        publish(world, "Vanishing")
        raise StopError
    assert waiting() == []
    # A task that was enqueued all the same finds nothing and does no harm.
    tasks.enqueue()
    work()
    assert place.there() == rows()


def test_a_task_that_cannot_be_enqueued_stops_nobody_and_run_due_delivers(
    place: FakePlace,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("no table")

    monkeypatch.setattr(DBTaskResult.objects, "ready", fails)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        publish(world, "Paper")
    with pytest.raises(DatabaseError):
        callbacks[0]()
    monkeypatch.undo()
    monkeypatch.setattr(delivery, "place", lambda: place)
    assert _search_line() == "search: 1 done"
    assert place.there() == rows()


def test_after_the_commit_no_error_reaches_the_editor(place: FakePlace, world: World) -> None:
    from django.db import connection

    publish(world, "Paper")
    entries = [entry for entry in connection.run_on_commit if entry[1] is tasks.enqueue]
    assert [robust for _savepoints, _enqueue, robust in entries] == [True]


def _search_line() -> str:
    return next(outcome.line for outcome in run_jobs() if outcome.job.key == "search")


def test_a_server_that_is_away_gets_another_task_later_and_run_due_says_so(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    place.away = True
    tasks.enqueue()
    work()
    (later,) = waiting()
    assert later.run_after > timezone.now()
    assert "FAILED, EngineAway" in _search_line()
    assert Undelivered.objects.count() == 1
    place.away = False
    later.run_after = timezone.now() - timedelta(seconds=1)
    later.save()
    work()
    assert place.there() == rows()
    assert waiting() == []


def test_an_error_that_the_worker_stores_is_logged_and_loses_nothing(
    place: FakePlace, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    publish(world, "Paper")
    place.once("put", breaks)
    tasks.enqueue()
    with caplog.at_level(logging.ERROR, "search.tasks"):
        work()
    assert DBTaskResult.objects.get().status == "FAILED"
    assert "A delivery to the search server failed" in caplog.text
    assert Undelivered.objects.count() == 1
    assert _search_line() == "search: 1 done"
    assert place.there() == rows()


def test_without_a_worker_nothing_is_delivered_while_the_editor_waits(
    place: FakePlace, world: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {**settings.TASKS, "search": settings.TASKS["default"]}
    asked = place.calls.total()
    with django_capture_on_commit_callbacks(execute=True):
        publish(world, "Paper")
    assert place.calls.total() == asked
    assert waiting() == []
    assert _search_line() == "search: 1 done"
    assert place.there() == rows()


def test_what_another_process_was_delivering_is_looked_at_again(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    tasks.enqueue()
    with leases.taken(leases.DELIVERER, timedelta(minutes=1)):
        work()
    (later,) = waiting()
    assert later.run_after > timezone.now()


def test_a_server_that_was_given_up_is_forgotten_after_a_week(
    place: FakePlace, world: World, settings: Any
) -> None:
    settings.SEARCH_URL = ""
    publish(world, "Paper")
    tasks.run(timezone.now() + timedelta(days=6))
    assert Undelivered.objects.count() == 1
    tasks.run(timezone.now() + timedelta(days=8))
    publish(world, "Second")
    assert Undelivered.objects.count() == 0
    settings.SEARCH_URL = "http://127.0.0.1:9"
    assert tasks.run(timezone.now()) == 0
    assert place.there() == rows()


def test_results_are_kept_for_a_day(place: FakePlace) -> None:
    tasks.enqueue()
    work()
    tasks.run(timezone.now())
    assert DBTaskResult.objects.count() == 1
    tasks.run(timezone.now() + tasks.KEPT + timedelta(minutes=1))
    assert DBTaskResult.objects.count() == 0


def test_without_a_search_server_the_job_does_nothing(world: World) -> None:
    publish(world, "Paper")
    assert _search_line() == "search: 0 done"
