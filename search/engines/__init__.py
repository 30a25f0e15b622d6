"""Engines: where search documents can be asked."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from search.engines.base import Engine


def get_engine() -> Engine:
    """Return the engine to ask: the search server's where there is one, else the database's.

    :raises ImproperlyConfigured: when there is none for the database.
    """
    return _with_server() if settings.SEARCH_URL else database_engine()


def database_engine() -> Engine:
    """Return the engine that belongs to the database in use. It is always there.

    :raises ImproperlyConfigured: when there is none for it.
    """
    if connection.vendor == "sqlite":
        from search.engines.sqlite import SQLiteEngine

        return SQLiteEngine()
    if connection.vendor == "postgresql":
        from search.engines.postgresql import PostgreSQLEngine

        return PostgreSQLEngine()
    raise ImproperlyConfigured(f"There is no search engine for {connection.vendor}")


@cache
def _with_server() -> Engine:
    """One for each process: it remembers whether the server answers."""
    from search.delivery import expected
    from search.engines.elastic.engine import ElasticEngine
    from search.engines.resilient import ResilientEngine

    return ResilientEngine(ElasticEngine(expected), database_engine)
