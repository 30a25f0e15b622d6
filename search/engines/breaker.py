"""A circuit breaker: nobody waits for an engine of which it is known that it does not answer.

Written here because of what the packages for it do in a process with several threads: one holds
its lock while the engine is asked, so that searches wait for each other; the other raises one
exception object again and again, whose traceback grows with each refusal for as long as the engine
is away, and lets everybody try at once when the time is up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

#: Failures in a row until it opens, and seconds that it stays open the first time, the second…
FAILURES, PAUSES = 2, (5.0, 10.0, 20.0, 30.0)


class Breaker:
    """Opens after failures in a row; lets a single caller try again when the time is up.

    No lock is held while the engine is asked.

    :param failures: in a row, until it opens.
    :param pauses: seconds that it stays open, for the first time, the second time and so on.
    :param clock: seconds that only go forward.
    """

    def __init__(
        self,
        failures: int | None = None,
        pauses: tuple[float, ...] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures = failures or FAILURES
        self._pauses = pauses or PAUSES
        self._clock = clock
        self._lock = Lock()
        self._failed = 0
        self._opened = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether the engine is left alone at the moment."""
        return self._opened > 0

    def lets_through(self) -> bool:
        """Say whether to ask the engine. Who asks says afterwards how it went."""
        if not self._opened:
            return True
        with self._lock:
            if not self._opened:
                return True
            now = self._clock()
            if now < self._until:
                return False
            # For the others it stays open. Should the one who tries now never tell how it went,
            # somebody else tries after another pause.
            self._until = now + self._pause()
            self._trying = True
            return True

    def succeeded(self) -> None:
        """Close: the engine has answered."""
        if self._failed or self._opened:
            with self._lock:
                self._failed = self._opened = 0
                self._trying = False

    def failed(self) -> None:
        """Count a failure; open when there were enough of them in a row."""
        with self._lock:
            self._failed += 1
            if self._failed < self._failures:
                return
            if self._opened and not self._trying:
                # Asked before it opened: says nothing new.
                return
            self._opened += 1
            self._trying = False
            self._until = self._clock() + self._pause()

    def _pause(self) -> float:
        return self._pauses[min(self._opened, len(self._pauses)) - 1]
