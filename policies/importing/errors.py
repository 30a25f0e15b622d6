"""What can go wrong with a file that somebody wants to import, said for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["ImportRefused"]


class ImportRefused(Exception):  # noqa: N818 - named for what happened, like NotReviewed
    """The file cannot be imported; nothing was made.

    ``message`` is one or two translatable sentences for the person who chose the file: what is
    wrong and what to do about it. ``code`` is stable and meant for programs and tests.
    """

    def __init__(self, code: str, message: str | _StrPromise, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.detail = detail

    def __str__(self) -> str:
        """The message in the active language, so that ``str(error)`` can be shown as it is."""
        return str(self.message)
