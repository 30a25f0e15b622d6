"""Starting a server for tests: an account that is not root, and an end with the tests."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Callable
from typing import Any


def unprivileged(*names: str) -> str | None:
    """Return the first of some accounts that is there; None, for the present one, but for root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in names if name in known)


def as_account(account: str | None) -> dict[str, Any]:
    """Return what ``subprocess`` takes to run as an account and with no other group."""
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def ending_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` that has the kernel signal the process when the one that started it
    ends, however it ends."""

    def arrange() -> None:
        if sys.platform == "linux":
            set_parent_death_signal = 1
            ctypes.CDLL(None).prctl(set_parent_death_signal, number)

    return arrange
