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
    folder = Path(os.environ["DATA_DIR"])
    if not (folder / "ready").exists():
        from django.core.management import call_command

        from tests.factories import make_world
        from tests.sharing import DATABASE, MIGRATED, copy_database, quieten_collector

        quieten_collector()
        call_command("migrate", verbosity=0)
        copy_database(folder / DATABASE, folder / MIGRATED)
        make_world()
    for fill in more:
        fill()


if __name__ == "__main__":
    main()
