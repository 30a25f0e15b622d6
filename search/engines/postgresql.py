"""The engine of an installation with one server: PostgreSQL's full text, asked with one statement.

The index is that of migration ``0003``; see `search.engines.rows` for what is done with the rows.

Ranking is BM25 (S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009) as SQLite computes it. PostgreSQL stores no frequencies of words over documents: they
are estimated from a sample of its pages, and words that the sample hardly has are counted.
``ts_rank`` stands for how often a word occurs: it adds ``weight / n ** 2`` for the n-th occurrence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from search.engines import tsquery
from search.engines.base import (
    BODY_WEIGHT,
    LEAD_WEIGHT,
    TITLE_WEIGHT,
    TOPIC_WEIGHT,
)
from search.engines.rows import COLUMNS, VISIBLE, Row, RowEngine
from search.parsing import Question, Unit
from search.spelling import MOST_EDITS, may_start, near, nearest

#: Of body, topic, lead and title, from 0 to 1 as ``ts_rank`` wants them.
_WEIGHTS = (
    "{"
    + ",".join(
        str(round(weight / TITLE_WEIGHT, 4))
        for weight in (BODY_WEIGHT, TOPIC_WEIGHT, LEAD_WEIGHT, TITLE_WEIGHT)
    )
    + "}"
)
#: ``ts_rank`` divides by the sum of 1 / n ** 2 over all n.
_UNIT_OF_RANK = TITLE_WEIGHT * math.pi**2 / 6
#: The parameters of BM25, as in SQLite.
_K1, _B = 1.2, 0.75
#: Pages looked at for how frequent words are, and hits in them from which the estimate is taken.
_SAMPLE, _ENOUGH = 200, 8
#: A word is counted up to here.
_MOST_COUNTED = 5_000
_TRIGGERS = ("search_text_changed", "search_text_emptied")


class _Collection(NamedTuple):
    """What BM25 has to know: how many documents, their mean length, the weight of each word."""

    documents: float
    length: float
    idf: Mapping[str, float]


class PostgreSQLEngine(RowEngine):
    """See the module."""

    name = "postgresql"

    def rows(self, question: Question, *, by_date: bool, archived: bool) -> list[Row]:
        """See :class:`search.engines.rows.RowEngine`."""
        where, values = [VISIBLE], [timezone.now()]
        if not archived:
            where.append("NOT d.archived")
        source, value, scored = "search_searchdocument d", "-d.day", list[Any]()
        conditions = [tsquery.Condition("true", [])]
        if question:
            source += " JOIN search_index i ON i.document_id = d.id"
            conditions = _meets(question)
            if not by_date:
                value, scored = _score(question)
        select = (
            f"SELECT d.id, d.identity::text, {value}, {COLUMNS} FROM {source} "  # noqa: S608
            f"WHERE {' AND '.join(where)} AND "
        )
        sql = " UNION ALL ".join(select + condition.sql for condition in conditions)
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [one for met in conditions for one in (*scored, *values, *met.values)]
            )
            return cursor.fetchall()

    def suggest(self, question: Question, size: int) -> list[int]:
        """See :class:`search.engines.base.Engine`."""
        plain = question.as_written()
        value, scored = _score(plain)
        sql = (
            "SELECT d.id FROM search_searchdocument d JOIN search_index i ON i.document_id = d.id "  # noqa: S608
            f"WHERE i.words @@ %s::tsquery AND d.language = %s AND NOT d.archived AND {VISIBLE} "
            f"ORDER BY {value}, d.id LIMIT %s"
        )
        titles = tsquery.query(plain, labels=tsquery.TITLES)
        values = [titles, question.language, timezone.now(), *scored, size]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [key for (key,) in cursor.fetchall()]

    def near_words(self, word: str, size: int) -> list[str]:
        """See :class:`search.engines.base.Engine`."""
        listed: set[str] = set()
        with connection.cursor() as cursor:
            for first in may_start(word):
                cursor.execute(
                    "SELECT word FROM search_word WHERE word >= %s AND word < %s "
                    "AND length(word) BETWEEN %s AND %s",
                    [first, first + "\U0010ffff", len(word) - MOST_EDITS, len(word) + MOST_EDITS],
                )
                listed.update(found for (found,) in cursor.fetchall())
        queries = {tsquery.phrase(Unit((other,))): other for other in near(word, listed)}
        counted = _count(list(queries), _MOST_COUNTED)
        # A word whose texts are all gone may still be in the list.
        known = {queries[one]: number for one, number in counted.items() if number}
        return nearest(word, known, size)

    def check(self) -> list[str]:
        """See :class:`search.engines.base.Engine`."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'search_searchtext'::regclass "
                "AND tgname = ANY(%s) AND tgenabled <> 'D'",
                [list(_TRIGGERS)],
            )
            if cursor.fetchone()[0] != len(_TRIGGERS):
                return ["The triggers that keep the full-text index in step are missing"]
            cursor.execute(
                "SELECT EXISTS (SELECT FROM search_searchtext t "
                "FULL JOIN search_index i ON i.document_id = t.document_id "
                "LEFT JOIN LATERAL search_index_row(t) AS made ON true "
                "WHERE i IS DISTINCT FROM made)"
            )
            if cursor.fetchone()[0]:
                return ["The full-text index differs from the search texts"]
        return []

    def rebuild(self) -> None:
        """See :class:`search.engines.base.Engine`."""
        with connection.cursor() as cursor:
            for statement in _REBUILD:
                cursor.execute(statement)


_REBUILD = (
    "DELETE FROM search_index",
    "INSERT INTO search_index SELECT made.* FROM search_searchtext t, search_index_row(t) AS made",
    "DELETE FROM search_word",
    """
    INSERT INTO search_word SELECT DISTINCT word FROM search_searchtext t, unnest(
        search_words(t.title_exact) || search_words(t.lead_exact) || search_words(t.body_exact)
    ) AS word WHERE length(word) < 50
    """,
    "ANALYZE search_index",
)


def _meets(question: Question) -> list[tsquery.Condition]:
    """Return the conditions of which a document meets one when it meets a question.

    The vectors decide; where one lacks positions, they narrow and the text decides; where one lacks
    words, which takes a megabyte of different ones, the text decides alone.
    """
    # Not EXISTS: PostgreSQL might look at all texts then to keep a list of those that are right.
    text = tsquery.on_texts(question)
    by_text = f"(SELECT {text.sql} FROM search_searchtext t WHERE t.document_id = i.document_id)"  # noqa: S608
    exact = tsquery.query(question)
    found = tsquery.Condition("i.words @@ %s::tsquery", [exact])
    if tsquery.has_phrase(question):
        loose = tsquery.query(question, loose=True)
        sql = f"{found.sql} AND CASE WHEN i.whole THEN {found.sql} ELSE {by_text} END"
        found = tsquery.Condition(sql, [loose, exact, *text.values])
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM search_index WHERE NOT complete)")
        if not cursor.fetchone()[0]:
            return [found]
    return [found, tsquery.Condition(f"NOT i.complete AND {by_text}", text.values)]


def _score(question: Question) -> tuple[str, list[Any]]:
    """Return the score of a document ``i`` as SQL with its values; smaller is better."""
    asked = tsquery.weighed(question)
    known = _collection(list(asked))
    parts, values = [], list[Any]()
    for one, times in asked.items():
        parts.append("%s * (1 - norm.of / (ts_rank(%s, i.words, %s::tsquery) + norm.of))")
        values += [times * known.idf[one] * (_K1 + 1), _WEIGHTS, one]
    # In the unit of ts_rank, so that it is taken as it comes.
    norm = f"{_K1 / _UNIT_OF_RANK} * ({1 - _B} + {_B / known.length} * i.length)"
    return f"(SELECT -({' + '.join(parts)}) FROM (SELECT {norm} AS of) AS norm)", values  # noqa: S608


def _collection(queries: list[str]) -> _Collection:
    """Return what BM25 has to know of the documents, for some words.

    All of them are looked at while they fit into the sample; it is the same at each question.
    """
    counts = "".join(", count(*) FILTER (WHERE words @@ %s::tsquery)" for _query in queries)
    share = "least(1, %s / greatest(1.0, pg_relation_size('search_index') / 8192.0))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {share}, count(*), avg(length){counts} FROM search_index "  # noqa: S608
            f"TABLESAMPLE SYSTEM (100 * {share}) REPEATABLE (1)",
            [_SAMPLE, *queries, _SAMPLE],
        )
        looked_at, sampled, length, *found = cursor.fetchone()
        if looked_at < 1 and sampled < _ENOUGH:
            # Nothing but the remains of deleted rows, which are not swept out yet: look at all.
            cursor.execute(
                f"SELECT 1, count(*), avg(length){counts} FROM search_index",  # noqa: S608
                queries,
            )
            looked_at, sampled, length, *found = cursor.fetchone()
    share_of = float(looked_at)
    numbers = {one: hits / share_of for one, hits in zip(queries, found, strict=True)}
    if share_of < 1:
        numbers |= _count(
            [one for one in queries if numbers[one] * share_of < _ENOUGH], _MOST_COUNTED
        )
    documents = sampled / share_of
    idf = {
        one: max(1e-6, math.log((documents - number + 0.5) / (number + 0.5)))
        if number < documents
        else 1e-6
        for one, number in numbers.items()
    }
    return _Collection(documents, float(length or 1), idf)


def _count(queries: list[str], most: int) -> dict[str, int]:
    """Return how many documents meet each query, counted up to ``most``."""
    if not queries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, (SELECT count(*) FROM ("
            "SELECT FROM search_index WHERE words @@ one::tsquery LIMIT %s) AS met"
            ") FROM unnest(%s::text[]) AS one",
            [most, queries],
        )
        return dict(cursor.fetchall())
