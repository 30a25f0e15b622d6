"""What ``manage.py doctor`` looks at: rooms register a check, and it says what to do.

A check answers one question about the installation with one :class:`Finding`. It only looks, and it
must end soon: whoever calls the doctor is in a hurry.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import Error as DatabaseFailure

logger = logging.getLogger(__name__)


class State(StrEnum):
    """How it stands; the words are those that people read."""

    OK = "ok"
    LOOK = "look at this"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What a check found.

    :param text: what is the case, in plain words.
    :param action: what to do about it; empty where nothing is to be done.
    """

    state: State
    text: str
    action: str = ""


def ok(text: str) -> Finding:
    """Return that all is well."""
    return Finding(State.OK, text)


def look(text: str, action: str) -> Finding:
    """Return that it works, but somebody should see to it."""
    return Finding(State.LOOK, text, action)


def broken(text: str, action: str) -> Finding:
    """Return that something does not work."""
    return Finding(State.BROKEN, text, action)


def in_a_line(said: object, most: int = 300) -> str:
    """Return what something says, or which error it is and what that says, in one line."""
    words = f"{type(said).__name__}: {said}" if isinstance(said, Exception) else str(said)
    return " ".join(words.split())[:most]


Run = Callable[[], Finding]


@dataclass(frozen=True)
class Check:
    """One check of the doctor.

    :param key: for ``--only`` and ``--json``; never renamed.
    :param label: what it looks at, in a word or two.
    :param order: lower is asked earlier.
    :param needs_database: not asked while the database cannot be reached.
    """

    key: str
    label: str
    run: Run
    order: int = 500
    needs_database: bool = True


@dataclass(frozen=True)
class Answer:
    """A check with what it found."""

    check: Check
    finding: Finding

    @property
    def line(self) -> str:
        """One line for people."""
        words = f"{self.finding.state:<12}  {self.check.label}: {self.finding.text}"
        return f"{words} → {self.finding.action}" if self.finding.action else words


#: The check that all others with ``needs_database`` hang on.
DATABASE = "database"

_checks: dict[str, Check] = {}


def register_check(
    key: str, label: str, run: Run, *, order: int = 500, needs_database: bool = True
) -> None:
    """Make a check known under its key (again: the same key replaces it)."""
    _checks[key] = Check(key, label, run, order, needs_database)


def all_checks() -> list[Check]:
    """Return the registered checks in their order."""
    return sorted(_checks.values(), key=lambda check: check.order)


def examine(only: frozenset[str] = frozenset()) -> list[Answer]:
    """Ask every check, or those named; one that fails to look hides no other.

    :param only: keys of checks; empty: all.
    """
    answers = []
    reachable = True
    for check in all_checks():
        if only and check.key not in only:
            continue
        if check.needs_database and not reachable:
            finding = look("not examined", "mend the database first")
        else:
            finding = _asked(check)
        if check.key == DATABASE and finding.state is State.BROKEN:
            reachable = False
        answers.append(Answer(check, finding))
    return answers


def _asked(check: Check) -> Finding:
    try:
        return check.run()
    except Exception as error:
        logger.debug("The check %s failed", check.key, exc_info=True)
        hint = "run manage.py migrate" if isinstance(error, DatabaseFailure) else "see the error"
        return broken(f"could not be examined, {in_a_line(error)}", hint)
