"""The engine of an installation without servers: SQLite's FTS5, asked with one join.

See `search.engines.rows` for what is done with the rows.
"""

from __future__ import annotations

from collections import Counter

from django.db import DatabaseError, connection
from django.utils import timezone

from search.engines.base import (
    BODY_WEIGHT,
    LEAD_WEIGHT,
    TITLE_WEIGHT,
    TOPIC_WEIGHT,
)
from search.engines.rows import COLUMNS, VISIBLE, Row, RowEngine
from search.parsing import Question, Unit
from search.spelling import MOST_EDITS, may_start, nearest

_EXACT = "{title_exact lead_exact body_exact}"
_TERMS = "{title_terms lead_terms topic_terms body_terms}"
_TITLES = "{title_exact lead_exact}"
#: In the order of the index's columns.
_WEIGHTS = (
    TITLE_WEIGHT,
    LEAD_WEIGHT,
    BODY_WEIGHT,
    TITLE_WEIGHT,
    LEAD_WEIGHT,
    TOPIC_WEIGHT,
    BODY_WEIGHT,
)
_SCORE = f"bm25(search_fts, {', '.join(str(weight) for weight in _WEIGHTS)})"
_FIELDS = f"d.id, d.identity, {{value}}, {COLUMNS}"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _unit(unit: Unit, exact: str = _EXACT) -> str:
    """Return one unit in the language of FTS5; every word stands in quotes."""
    if unit.terms:
        return f"{_TERMS} : ({' OR '.join(_quoted(term) for term in sorted(unit.terms))})"
    phrase = " + ".join(_quoted(word) for word in unit.exact)
    return f"{exact} : ({phrase}{' *' if unit.prefix else ''})"


def match_expression(question: Question, exact: str = _EXACT) -> str:
    """Return a question in the language of FTS5."""
    groups = [
        "(" + " OR ".join(_unit(unit, exact) for unit in group) + ")" for group in question.groups
    ]
    expression = (" OR " if question.some else " AND ").join(groups)
    if question.without:
        expression = f"({expression}) NOT ({' OR '.join(map(_unit, question.without))})"
    if question.either:
        others = [match_expression(other, exact) for other in question.either]
        expression = " OR ".join(f"({part})" for part in [expression, *others])
    return expression


class SQLiteEngine(RowEngine):
    """See the module."""

    name = "sqlite"

    def rows(self, question: Question, *, by_date: bool, archived: bool) -> list[Row]:
        """See :class:`search.engines.rows.RowEngine`."""
        value = "-d.day" if by_date else _SCORE
        source = "search_searchdocument d"
        where, values = [VISIBLE], [_now()]
        if not archived:
            where.append("NOT d.archived")
        if question:
            source = "search_fts JOIN search_searchdocument d ON d.id = search_fts.rowid"
            where.append("search_fts MATCH %s")
            values.append(match_expression(question))
        sql = f"SELECT {_FIELDS.format(value=value)} FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def suggest(self, question: Question, size: int) -> list[int]:
        """See :class:`search.engines.base.Engine`."""
        plain = question.as_written()
        sql = (
            f"SELECT d.id FROM search_fts JOIN search_searchdocument d ON d.id = search_fts.rowid "  # noqa: S608
            f"WHERE search_fts MATCH %s AND d.language = %s AND NOT d.archived AND {VISIBLE} "
            f"ORDER BY {_SCORE} LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [match_expression(plain, _TITLES), question.language, _now(), size])
            return [key for (key,) in cursor.fetchall()]

    def near_words(self, word: str, size: int) -> list[str]:
        """See :class:`search.engines.base.Engine`."""
        found: Counter[str] = Counter()
        sql = (
            "SELECT term, doc FROM search_vocabulary WHERE term >= %s AND term < %s "
            "AND col IN ('title_exact', 'lead_exact', 'body_exact') "
            "AND length(term) BETWEEN %s AND %s"
        )
        with connection.cursor() as cursor:
            for first in may_start(word):
                bounds = [first, first + "\U0010ffff"]
                lengths = [len(word) - MOST_EDITS, len(word) + MOST_EDITS]
                cursor.execute(sql, [*bounds, *lengths])
                for term, documents in cursor.fetchall():
                    found[term] += documents
        return nearest(word, found, size)

    def check(self) -> list[str]:
        """See :class:`search.engines.base.Engine`."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN "
                "('search_text_insert', 'search_text_delete', 'search_text_update')"
            )
            if cursor.fetchone()[0] != 3:
                return ["The triggers that keep the full-text index in step are missing"]
            try:
                cursor.execute(
                    "INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)"
                )
            except DatabaseError:
                return ["The full-text index differs from the search texts"]
        return []

    def rebuild(self) -> None:
        """See :class:`search.engines.base.Engine`."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")


def _now() -> str:
    """Return the present moment as SQLite stores moments."""
    moment = timezone.now()
    return str(connection.ops.adapt_datetimefield_value(moment))
