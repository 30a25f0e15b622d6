"""``run_due``: do what is due now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.due.running import Loop, Outcome, run_jobs


class Command(BaseCommand):
    """Does everything whose time has come; safe to run twice, and at once in two places."""

    help = (
        "Publish and expire pages at their dates, send reminders, notices, mails and digests. "
        "Run it each minute, from a timer or with --every."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of the loop."""
        parser.add_argument(
            "--every",
            type=float,
            metavar="SECONDS",
            help="Run again and again, until SIGTERM or SIGINT",
        )
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="With --every: stop too when the process that started this one ends",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once, with one line a job; or in a loop, with one for each job that did something.

        :raises CommandError: when a job failed, after all others had their turn.
        """
        every = options["every"]
        if every is None:
            outcomes = run_jobs()
            for outcome in outcomes:
                self.stdout.write(outcome.line)
            failed = [outcome.job.key for outcome in outcomes if outcome.error]
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}")
            return
        if every <= 0:
            raise CommandError("--every takes a number of seconds greater than 0")
        Loop(every, with_parent=options["with_parent"]).run(self._tell)

    def _tell(self, outcome: Outcome) -> None:
        if outcome.done or outcome.error:
            self.stdout.write(f"run_due: {outcome.line}")
            self.stdout.flush()
