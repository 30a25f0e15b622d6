"""Databases for measurements: gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

VENDORS = ("sqlite", "postgresql")


@contextmanager
def small_world() -> Iterator[Any]:
    """Yield the world of ``tests.factories`` in a database of its own, dropped afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        from tests.factories import make_world

        yield make_world()
    finally:
        runner.teardown_databases(databases)


@contextmanager
def own_database(vendor: str = "sqlite") -> Iterator[None]:
    """Set up Django on an empty database that is gone afterwards.

    :raises RuntimeError: when PostgreSQL is wanted and not installed.
    """
    with ExitStack() as stack:
        os.environ["DATA_DIR"] = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ.pop("DATABASE_URL", None)
        if vendor == "postgresql":
            from tests.postgres import ABSENT, find_binaries, running_server

            binaries = find_binaries()
            if binaries is None:
                raise RuntimeError(ABSENT)
            server = stack.enter_context(running_server(binaries))
            os.environ["DATABASE_URL"] = server.create_database("bench")
        os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        stack.callback(connection.close)
        yield
