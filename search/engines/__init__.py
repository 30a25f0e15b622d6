"""Engines: where search documents can be asked."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from search.engines.base import Engine


def get_engine() -> Engine:
    """Return the engine that belongs to the database in use.

    :raises ImproperlyConfigured: when there is none for it.
    """
    if connection.vendor == "sqlite":
        from search.engines.sqlite import SQLiteEngine

        return SQLiteEngine()
    raise ImproperlyConfigured(f"There is no search engine for {connection.vendor} yet")
