"""Progress on the terminal: a bar where there is one, plain lines where there is none."""

from __future__ import annotations

from typing import Any

WIDTH = 30


class Progress:
    """Counts steps up to ``total``; silent when ``total`` is 0.

    :param stream: the command's ``stdout``.
    """

    def __init__(self, stream: Any, total: int) -> None:
        self.stream = stream
        self.total = total
        self.done = 0
        self.bar = bool(stream.isatty())

    def step(self, what: str) -> None:
        """Say that one more step begins."""
        self.done += 1
        if not self.bar:
            self.stream.write(f"  {self.done}/{self.total} {what}")
            return
        filled = WIDTH * self.done // max(self.total, 1)
        line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {self.done}/{self.total} {what}"
        # The rest of the line before may be longer: it is overwritten.
        self.stream.write(f"\r{line[:100]:<100}", ending="")
        self.stream.flush()

    def close(self) -> None:
        """End the line of the bar."""
        if self.bar and self.done:
            self.stream.write("")
