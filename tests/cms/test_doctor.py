"""The doctor: each check finds its fault, and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cms import doctor, doctor_checks
from cms.doctor import Finding, State, register_check
from cms.due import jobs
from cms.due.models import JobRun
from cms.due.running import run_jobs
from cms.mail import doctor as mail_doctor
from cms.mail.enums import MessageState
from cms.mail.models import Message

PROJECT = Path(__file__).resolve().parents[2]


def ask(key: str) -> Finding:
    """Return what the check of a key finds."""
    (answer,) = doctor.examine(frozenset({key}))
    return answer.finding


def said(*arguments: str) -> tuple[str, int]:
    """Return what the command prints, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue(), code


@pytest.fixture
def own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A doctor that knows three checks: one fails to look."""
    monkeypatch.setattr(doctor, "_checks", {})

    def fails() -> Finding:
        raise RuntimeError("no lamp")

    register_check("last", "Last", lambda: doctor.ok("fine"), order=3)
    register_check("first", "First", lambda: doctor.look("dusty", "wipe it"), order=1)
    register_check("second", "Second", fails, order=2)


@pytest.mark.usefixtures("own_checks")
def test_each_check_has_a_line_with_what_to_do_and_none_hides_another() -> None:
    text, code = said()
    assert text.splitlines() == [
        "look at this  First: dusty → wipe it",
        "broken        Second: could not be examined, RuntimeError: no lamp → see the error",
        "ok            Last: fine",
        "1 ok, 1 look at this, 1 broken",
    ]
    assert code == 1


@pytest.mark.usefixtures("own_checks")
def test_what_only_wants_a_look_is_no_failure() -> None:
    assert said("--only", "first,last")[1] == 0
    with pytest.raises(CommandError, match="No such check: third"):
        said("--only", "third")


@pytest.mark.usefixtures("own_checks")
def test_machines_are_told_the_same() -> None:
    text, code = said("--json")
    answer = json.loads(text)
    assert (answer["state"], code) == ("broken", 1)
    assert [check["state"] for check in answer["checks"]] == ["look at this", "broken", "ok"]
    assert answer["checks"][0] == {
        "key": "first",
        "label": "First",
        "state": "look at this",
        "text": "dusty",
        "action": "wipe it",
    }


# --- What every installation stands on ------------------------------------------------------


def test_a_database_that_is_away_is_named_and_nothing_else_is_blamed(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"postgres://nobody@127.0.0.1:{free.getsockname()[1]}/none"
        ended = subprocess.run(
            [sys.executable, "manage.py", "doctor", "--json"],
            cwd=PROJECT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "cms.settings.test",
                "DATABASE_URL": address,
                "DATA_DIR": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1, ended.stderr
    found = {check["key"]: check for check in json.loads(ended.stdout)["checks"]}
    assert found["database"]["state"] == "broken"
    assert "PostgreSQL cannot be reached" in found["database"]["text"]
    assert found["migrations"]["text"] == "not examined"
    assert found["disk"]["state"] != "broken"


@pytest.mark.django_db
def test_a_database_that_is_too_old_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("database").state is State.OK
    monkeypatch.setattr(doctor_checks, "OLDEST_SQLITE", (99, 0))
    monkeypatch.setattr(doctor_checks, "OLDEST_POSTGRESQL", 99)
    assert ask("database").state is State.BROKEN


@pytest.mark.django_db
def test_tables_of_another_version_of_the_program_are_found() -> None:
    assert ask("migrations").state is State.OK
    applied = MigrationRecorder.Migration.objects
    applied.create(app="due", name="0999_of_a_later_program")
    assert "newer than the program: it knows due.0999" in ask("migrations").text
    applied.filter(name="0999_of_a_later_program").delete()
    applied.filter(app="due", name="0002_job_run").delete()
    finding = ask("migrations")
    assert finding.state is State.BROKEN
    assert finding.text == "1 not applied, the first is due.0002_job_run"
    assert finding.action == "run manage.py migrate"


def test_a_full_disk_and_a_folder_that_cannot_be_written_are_found(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT, settings.DOCUMENTS_ROOT = tmp_path / "media", tmp_path / "documents"
    for free, state in ((10**12, State.OK), (10**9, State.LOOK), (10**8, State.BROKEN)):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert ask("disk").state is state
    # A file in its place, since an administrator may write anywhere.
    (tmp_path / "documents").touch()
    finding = ask("disk")
    assert finding.state is State.BROKEN
    assert f"{tmp_path / 'documents'} cannot be written" in finding.text


def test_settings_that_production_must_not_have_are_found(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    finding = ask("settings")
    assert finding.state is State.LOOK
    assert finding.text.startswith("security.W")
    settings.DOCUMENTS_ROOT = str(Path(settings.MEDIA_ROOT) / "documents")
    finding = ask("settings")
    assert finding.state is State.BROKEN
    assert finding.text.startswith("cms.E005")
    settings.DEBUG = True
    assert "development only" in ask("settings").text


# --- Due work -------------------------------------------------------------------------------


@pytest.fixture
def one_job(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """A single job of run_due that fails as long as the answer says so."""
    fails = {"now": False}

    def run(_now: Any) -> int:
        if fails["now"]:
            raise RuntimeError("no paper left")
        return 1

    monkeypatch.setattr(jobs, "_jobs", {"one": jobs.Job("one", "One", run)})
    return fails


@pytest.mark.django_db
def test_due_work_that_nobody_does_is_found(one_job: dict[str, bool]) -> None:
    assert "has never run" in ask("due").text
    run_jobs()
    assert ask("due").state is State.OK
    JobRun.objects.update(ended_at=timezone.now() - timedelta(hours=3))
    finding = ask("due")
    assert finding.state is State.BROKEN
    assert "has not run since" in finding.text
    run_jobs()
    assert ask("due").state is State.OK
    assert JobRun.objects.count() == 1


@pytest.mark.django_db
def test_a_job_that_fails_is_named_until_it_succeeds(one_job: dict[str, bool]) -> None:
    one_job["now"] = True
    run_jobs()
    finding = ask("due")
    assert finding.state is State.LOOK
    assert finding.text == "failed in the last run: one; RuntimeError: no paper left"
    one_job["now"] = False
    run_jobs()
    assert ask("due").state is State.OK


# --- Mail -----------------------------------------------------------------------------------


def message(**fields: Any) -> Message:
    """Write a message to somebody without an account."""
    key = f"event:{Message.objects.count()}"
    address = "ana@example.org"
    return Message.objects.create(kind="x", key=key, address=address, language="en", **fields)


@pytest.mark.django_db
def test_mail_that_does_not_go_out_is_found() -> None:
    now = timezone.now()
    message(send_after=now + timedelta(days=1))
    message(state=MessageState.SENT, send_after=now - timedelta(days=1))
    assert ask("mail").state is State.OK
    message(state=MessageState.GIVEN_UP, error="no such person")
    assert ask("mail").text == "1 given up in the last 14 days"
    message(attempts=4, error="mailbox full", send_after=now + timedelta(minutes=40))
    finding = ask("mail")
    assert finding.state is State.LOOK
    assert "mailbox full" in finding.text
    message(send_after=now - timedelta(hours=1))
    finding = ask("mail")
    assert finding.state is State.BROKEN
    assert "1 should have been sent" in finding.text


class Greeting(socketserver.StreamRequestHandler):
    """As much of a mail server as says hello and good-bye."""

    def handle(self) -> None:
        """Answer each line."""
        self.wfile.write(b"220 mail.example.org\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 yes\r\n")


class Silent(socketserver.StreamRequestHandler):
    """A mail server that takes the call and says nothing until the other side hangs up."""

    def handle(self) -> None:
        """Wait."""
        self.rfile.read()


@contextmanager
def mail_server(settings: Any, handler: type[socketserver.StreamRequestHandler]) -> Iterator[None]:
    """Run a mail server on loopback and let the settings point to it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_server_that_answers_is_fine_and_a_password_in_clear_is_told(settings: Any) -> None:
    with mail_server(settings, Greeting):
        assert ask("smtp").state is State.OK
        settings.EMAIL_HOST_USER = "platform"
        # Without a password nobody signs in; the name alone shows what is meant.
        assert "in clear" in ask("smtp").text


def test_a_mail_server_that_is_away_or_silent_is_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_doctor, "PATIENCE", 0.2)
    with mail_server(settings, Silent):
        finding = ask("smtp")
        assert finding.state is State.BROKEN
        assert "timed out" in finding.text
    finding = ask("smtp")
    assert finding.state is State.BROKEN
    assert "EMAIL_HOST" in finding.action


# --- What a backup is compared by -----------------------------------------------------------


@pytest.mark.django_db
def test_rows_and_files_are_counted(settings: Any) -> None:
    Path(settings.DOCUMENTS_ROOT, "2026").mkdir(parents=True)
    before = counted()
    message()
    Path(settings.DOCUMENTS_ROOT, "2026", "annex.pdf").touch()
    after = counted()
    assert after - before == {"mail_message 1", "documents/ 1"}
    assert before - after == {"mail_message 0", "documents/ 0"}


def counted() -> set[str]:
    """Return the lines of the command."""
    out = StringIO()
    call_command("count_rows", stdout=out)
    return set(out.getvalue().splitlines())
