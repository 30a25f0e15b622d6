"""``doctor``: says in plain words what is wrong with the installation."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.doctor import Answer, State, all_checks, examine


class Command(BaseCommand):
    """One line a check, with what to do; exits with 1 when something is broken."""

    help = (
        "Examine the installation: one line a check, ok, look at this or broken, and what to do. "
        "Exits with 1 when something is broken. Changes nothing."
    )
    # What is wrong with the settings is a line of the answer, not the end of the command.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer an answer for machines, and some checks only."""
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--only", metavar="KEYS", help="checks by their keys, with commas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, answer, and leave the exit code.

        :raises CommandError: when there is no such check.
        """
        only = frozenset(filter(None, (options["only"] or "").split(",")))
        known = {check.key for check in all_checks()}
        if only - known:
            raise CommandError(
                f"No such check: {', '.join(sorted(only - known))}. "
                f"There are: {', '.join(check.key for check in all_checks())}"
            )
        answers = examine(only)
        if options["json"]:
            self.stdout.write(as_json(answers))
        else:
            for answer in answers:
                self.stdout.write(self._coloured(answer))
            self.stdout.write(summary(answers))
        if any(answer.finding.state is State.BROKEN for answer in answers):
            sys.exit(1)

    def _coloured(self, answer: Answer) -> str:
        match answer.finding.state:
            case State.BROKEN:
                return str(self.style.ERROR(answer.line))
            case State.LOOK:
                return str(self.style.WARNING(answer.line))
        return answer.line


def summary(answers: list[Answer]) -> str:
    """Return the last line for people."""
    counts = {state: sum(answer.finding.state is state for answer in answers) for state in State}
    return ", ".join(f"{number} {state}" for state, number in counts.items())


def as_json(answers: list[Answer]) -> str:
    """Return the answers for machines: ``state`` of the worst, and one object a check."""
    order = list(State)
    worst = max((answer.finding.state for answer in answers), key=order.index, default=State.OK)
    checks = [
        {
            "key": answer.check.key,
            "label": answer.check.label,
            "state": answer.finding.state,
            "text": answer.finding.text,
            "action": answer.finding.action,
        }
        for answer in answers
    ]
    return json.dumps({"state": worst, "checks": checks}, ensure_ascii=False, indent=2)
