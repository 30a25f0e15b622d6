"""A database for measurements: in memory, migrated, with the small world of the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


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
