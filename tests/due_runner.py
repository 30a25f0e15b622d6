"""A process that does what is due when it is told to: two of them show what happens at once.

``python -m tests.due_runner FOLDER`` reads one command a line and answers each with a line of JSON.
Its mails are files below FOLDER.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import django
import time_machine
from django.core.mail.backends.filebased import EmailBackend
from django.utils import timezone

MAILS = 12
PROCESSES = 2


class SlowFiles(EmailBackend):
    """Writes mails into files and takes its time, as a server does."""

    def write_message(self, message: Any) -> None:
        """Write it and wait, so that another process has every chance to do the same."""
        super().write_message(message)
        time.sleep(0.05)


_arrivals: Counter[str] = Counter()
_folder = Path()


def waiting_room(name: str) -> None:
    """Wait until the other process is here too.

    :raises TimeoutError: when it does not come for a minute.
    """
    _arrivals[name] += 1
    (_folder / f"{name}.{_arrivals[name]}.{os.getpid()}").touch()
    for _hundredth in range(6000):
        if len(list(_folder.glob(f"{name}.{_arrivals[name]}.*"))) == PROCESSES:
            return
        time.sleep(0.01)
    raise TimeoutError(f"Nobody came to {name}")


def meet() -> None:
    """Let both processes wait for each other before publications and before mails."""
    from cms.due.jobs import register_job

    def arrive(name: str) -> Callable[[Any], int]:
        return lambda now: waiting_room(name) or 0

    register_job("meet.calendar", "Meeting before the calendar", arrive("calendar"), order=1)
    register_job("meet.mail", "Meeting before the mails", arrive("mail"), order=909)


def scenario() -> None:
    """Leave behind what is due: publications, an end, a review-by date, mails and a digest."""
    from cms.mail.enums import Delivery
    from cms.mail.models import DeliveryChoice
    from cms.mail.outbox import silence
    from tests.factories import find_world, make_paper
    from tests.workflows import publish_through_review

    world, now = find_world(), timezone.now()
    before = now - timedelta(hours=30)
    _planned(world, before, now, "Planned 1", "Planned 2")
    with time_machine.travel(before, tick=True), silence():
        publish_through_review(make_paper(world, title="Ends", expire_at=now), world)
        publish_through_review(make_paper(world, title="Old", review_by=now.date()), world)
    _mails(world, now)
    # This one chose the digest: it holds yesterday's events.
    DeliveryChoice.objects.create(
        user=world.other_editor, kind="approved", delivery=Delivery.DIGEST
    )
    for number in range(3):
        _tell([world.other_editor], f"digest:{number}", before)


def again() -> None:
    """Leave behind one publication and as many mails once more."""
    from tests.factories import find_world

    world, now = find_world(), timezone.now()
    _planned(world, now - timedelta(hours=30), now, "Planned 3")
    _mails(world, now)


def _planned(world: Any, before: Any, now: Any, *titles: str) -> None:
    """Carry papers through review for a date that has come meanwhile."""
    from cms.mail.outbox import silence
    from tests.factories import make_paper
    from tests.workflows import approve, submit

    with time_machine.travel(before, tick=True), silence():
        for title in titles:
            paper = make_paper(world, title=title, go_live_at=now)
            submit(paper, world.editor)
            approve(paper, world.reviewer)
            approve(paper, world.publisher)


def _mails(world: Any, now: Any) -> None:
    """Write mails, as if the process that wrote them had ended right after its commit."""
    with mock.patch("cms.mail.delivery.send_soon"):
        for number in range(MAILS):
            _tell([world.editor], f"{now:%H%M%S%f}:{number}", now)


def _tell(people: list[Any], key: str, send_after: Any) -> None:
    from cms.mail.outbox import notify

    notify(
        people,
        "approved",
        key=key,
        subject=lambda: f"Event {key}",
        template="mail/approved",
        context={"title": key, "step": "x"},
        link="/admin/",
        send_after=send_after,
    )


def run() -> str:
    """Do what is due."""
    from django.core.management import call_command

    said = io.StringIO()
    call_command("run_due", stdout=said)
    return said.getvalue()


def run_without_claims() -> str:
    """Do what is due with every claim switched off.

    Both have seen what is due before one of them does it.
    """
    from cms.due import calendar
    from cms.due.claims import claims_switched_off_for_a_test

    next_event, seen = calendar._next_event, []

    def both_have_seen(*args: Any) -> Any:
        event = next_event(*args)
        if not seen:
            seen.append(event)
            waiting_room("event")
        return event

    with (
        claims_switched_off_for_a_test(),
        mock.patch.object(calendar, "_next_event", both_have_seen),
    ):
        return run()


def counts() -> dict[str, Any]:
    """Return what the database holds of what was done."""
    from wagtail.models import PageLogEntry

    from cms.mail.models import Message
    from cms.review.models import PublishedVersion

    log = PageLogEntry.objects.filter(action__contains="scheduled")
    return {
        "states": Counter(Message.objects.values_list("state", flat=True)),
        "sent": list(Message.objects.filter(state="sent").values_list("pk", flat=True)),
        "acts": Counter(f"{entry.action} {entry.page_id}" for entry in log),
        "versions": PublishedVersion.objects.filter(page__title__startswith="Planned").count(),
        "kinds": Counter(Message.objects.values_list("kind", flat=True)),
    }


COMMANDS: dict[str, Callable[[], Any]] = {
    command.__name__: command for command in (scenario, again, run, run_without_claims, counts)
}


def main(folder: Path) -> None:
    """Answer commands until the input ends."""
    global _folder
    from django.conf import settings

    _folder = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    settings.EMAIL_BACKEND = f"{SlowFiles.__module__}.{SlowFiles.__name__}"
    settings.EMAIL_FILE_PATH = str(folder / "mails")
    settings.MEDIA_ROOT = str(folder / "media")
    settings.DOCUMENTS_ROOT = str(folder / "documents")
    django.setup()
    meet()
    answers = sys.stdout
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            answer = COMMANDS[line.strip()]()
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    # Under its importable name, for the mail backend is named by it.
    from tests import due_runner

    due_runner.main(Path(sys.argv[1]))
