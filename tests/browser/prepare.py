"""Fills the server's database: ``python -m tests.browser.prepare`` with DATA_DIR set."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def main(*more: Callable[[], None]) -> None:
    """Migrate and build the small world of the tests, unless it is there; then what it is to hold
    besides.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.settings")
    import django

    django.setup()
    if not (Path(os.environ["DATA_DIR"]) / "ready").exists():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from tests.factories import make_world

        make_world()
    for fill in more:
        fill()


if __name__ == "__main__":
    main()
