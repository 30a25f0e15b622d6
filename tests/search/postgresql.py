"""A PostgreSQL database beside the tests' own, with the same rows of the search."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import dj_database_url
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from search.models import SearchDocument, SearchText
from tests.postgres import Server

_numbers = count(1)


def statements() -> tuple[str, ...]:
    """Return what makes the full-text index, as the migration does it."""
    migration = importlib.import_module("search.migrations.0003_full_text_on_postgresql")
    found: tuple[str, ...] = migration.FORWARDS
    return found


@contextmanager
def second_database(server: Server) -> Iterator[Any]:
    """Yield a connection to a database with nothing but the search tables and their rows.

    All migrations would take half a minute for tables that nobody asks here.
    """
    url = server.create_database(f"search{next(_numbers)}")
    settings = connections.configure_settings({DEFAULT_DB_ALIAS: dj_database_url.parse(url)})
    # By this name the tests let it connect; Django's own connection of the name stays what it is.
    second = DatabaseWrapper(settings[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
    try:
        with second.schema_editor() as editor:
            for model in (SearchDocument, SearchText):
                editor.create_model(model)
            # The constraint on pages, which are not there.
            editor.deferred_sql.clear()
        with second.cursor() as cursor:
            for statement in statements():
                cursor.execute(statement)
            for model in (SearchDocument, SearchText):
                _copy(model, cursor)
        yield second
    finally:
        second.close()


def _copy(model: Any, cursor: Any) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(field.column for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    rows = list(model._default_manager.values_list(*(field.attname for field in fields)))
    cursor.executemany(
        f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})",  # noqa: S608
        rows,
    )
