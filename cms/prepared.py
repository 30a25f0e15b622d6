"""Statements that are put together once.

Putting the SQL of a query set together takes about a millisecond, longer than a database needs to
find twenty rows by their keys. What is asked for every page is asked with a statement kept from
the first time; the query set stays the only place that says what is asked.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet, UUIDField
from django.utils import timezone

#: Keys that a statement has places for; fewer fill the rest with the last of them.
SIZES = (20, 60, 200, 1000)
#: Stands for the present moment while a statement is put together.
_MOMENT = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
_NOW = -1

Row = tuple[Any, ...]


class Prepared:
    """A query for the rows that have one of some keys.

    :param field: the field that the keys are values of: whole numbers or UUIDs.
    :param build: returns the query set, one of ``values_list``. It is given keys and the present
        moment, for its conditions, then what is named in :meth:`rows`.

    Rows come as the driver of the database gives them: ask for whole numbers and text, or convert.
    """

    def __init__(self, field: Field[Any, Any], build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._field = field
        self._build = build
        self._kept: dict[Hashable, tuple[str, list[Any], dict[int, int]]] = {}

    def rows(self, keys: Iterable[Any], *named: Hashable) -> list[Row]:
        """Return the rows for some keys; without any, nothing is asked.

        :param named: what else the query depends on; each has a statement of its own.
        """
        wanted, found = list(keys), list[Row]()
        for start in range(0, len(wanted), SIZES[-1]):
            found += self._some(wanted[start : start + SIZES[-1]], named)
        return found

    def _some(self, keys: list[Any], named: tuple[Hashable, ...]) -> list[Row]:
        size = next(size for size in SIZES if size >= len(keys))
        name = (connection.vendor, size, *named)
        if name not in self._kept:
            self._kept[name] = self._put_together(size, named)
        sql, fixed, places = self._kept[name]
        values = [*self._adapted(keys), *self._adapted(keys[-1:]) * (size - len(keys))]
        values.append(connection.ops.adapt_datetimefield_value(timezone.now()))
        filled = [
            values[places[number]] if number in places else value
            for number, value in enumerate(fixed)
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return cursor.fetchall()

    def _put_together(
        self, size: int, named: tuple[Hashable, ...]
    ) -> tuple[str, list[Any], dict[int, int]]:
        """Return the statement, its values, and which of them are keys or the present moment."""
        of_uuid = isinstance(self._field, UUIDField)
        # No row has these.
        marks = [uuid.UUID(int=n) if of_uuid else -n for n in range(1, size + 1)]
        query = self._build(marks, _MOMENT, *named).query
        sql, values = query.get_compiler(connection=connection).as_sql()
        adapted = self._adapted(marks)
        moment = connection.ops.adapt_datetimefield_value(_MOMENT)
        places = {
            number: adapted.index(value) if value in adapted else _NOW
            for number, value in enumerate(values)
            if value in adapted or value == moment
        }
        if not set(range(size)) <= set(places.values()):
            raise ValueError("A query set does not ask for all of its keys")
        return sql, list(values), places

    def _adapted(self, keys: Iterable[Any]) -> list[Any]:
        return [self._field.get_db_prep_value(key, connection) for key in keys]
