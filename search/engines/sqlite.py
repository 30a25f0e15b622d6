"""The engine of an installation without servers: SQLite's FTS5, asked with one join.

One statement fetches a light row for each document that meets the question; grouping by
translation, filters and all facet counts are then passes over these rows in memory. Measured
against GROUP BY for each facet: the same counts in a third of the time, and the statement does not
change with what is chosen.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from operator import itemgetter
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from search.engines.base import (
    BODY_WEIGHT,
    FACETS,
    LEAD_WEIGHT,
    OTHER_LANGUAGE,
    TITLE_WEIGHT,
    TOPIC_WEIGHT,
    Found,
    Hit,
    Order,
    recency,
)
from search.lazy import Lazy
from search.parsing import Question, Unit
from search.spelling import distance, may_start

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
#: Facets whose values are fetched as one text: few texts differ, so that counting these and
#: splitting them takes a third of the time that counting each facet takes.
_TOGETHER = (
    ("language", "kind", "level", "addressee", "instrument"),
    ("topic", "group", "year"),
    ("country",),
)
_SEPARATOR = "|"
_KEY, _IDENTITY, _VALUE, _FIRST = 0, 1, 2, 3
_COLUMNS = ", ".join(
    f" || '{_SEPARATOR}' || ".join(f"d.{FACETS[name]}" for name in names) for names in _TOGETHER
)
_FIELDS = f"d.id, d.identity, {{value}}, {_COLUMNS}"
#: Where the value of a facet is: the place of the text in a row, and its place in the text.
_PLACES = {
    name: (_FIRST + number, names.index(name))
    for number, names in enumerate(_TOGETHER)
    for name in names
}
_VISIBLE = "(d.expire_at IS NULL OR d.expire_at > %s)"
#: A word this much longer or shorter is another word.
_MOST_EDITS = 2

Row = tuple[Any, ...]


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


class SQLiteEngine:
    """See the module."""

    name = "sqlite"

    def find(
        self,
        question: Question,
        chosen: Mapping[str, frozenset[str]],
        *,
        order: Order = Order.RELEVANCE,
        archived: bool = False,
        start: int = 0,
        size: int = 20,
    ) -> Found:
        """See :class:`search.engines.base.Engine`."""
        by_date = order is Order.DATE or not question
        rows = self._rows(question, by_date=by_date, archived=archived)
        every = _passing(rows, chosen, "")
        facets = _count(every, [name for name in FACETS if name not in chosen])
        for name in chosen:
            facets |= _count(_passing(rows, chosen, name), [name])
        total = len(set(map(itemgetter(_IDENTITY), every)))
        ranked = _ranked(every, question.language, by_date=by_date)
        if total < len(every):
            ranked = iter(_best_versions(ranked))
        first = nsmallest(start + size, ranked)
        hits = [
            Hit(uuid.UUID(hex=identity), key, language_of(text))
            for _score, identity, key, text in first[start:]
        ]
        return Found(total, hits, facets)

    def _rows(self, question: Question, *, by_date: bool, archived: bool) -> list[Row]:
        """Return a row for each document that meets the question, in any order."""
        value = "-d.day" if by_date else _SCORE
        source = "search_searchdocument d"
        where, values = [_VISIBLE], [_now()]
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
        units = tuple(
            tuple(Unit(unit.exact, prefix=unit.prefix) for unit in group)
            for group in question.groups
        )
        plain = Question(question.language, units)
        sql = (
            f"SELECT d.id FROM search_fts JOIN search_searchdocument d ON d.id = search_fts.rowid "  # noqa: S608
            f"WHERE search_fts MATCH %s AND d.language = %s AND NOT d.archived AND {_VISIBLE} "
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
                lengths = [len(word) - _MOST_EDITS, len(word) + _MOST_EDITS]
                cursor.execute(sql, [*bounds, *lengths])
                for term, documents in cursor.fetchall():
                    found[term] += documents
        most = _MOST_EDITS if len(word) > 4 else 1
        near = [
            (edits, -documents, term)
            for term, documents in found.items()
            if 0 < (edits := distance(word, term, most)) <= most
        ]
        return [term for _edits, _documents, term in nsmallest(size, near)]

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


def _values(text: str, place: int) -> list[str]:
    """Return the values of a facet in a fetched text; several only for countries."""
    value = text.split(_SEPARATOR)[place]
    return value.split(",") if value else []


def language_of(text: str) -> str:
    """Return the language from the text that begins with it."""
    return text.split(_SEPARATOR, 1)[0]


def _passing(rows: list[Row], chosen: Mapping[str, frozenset[str]], but: str) -> list[Row]:
    """Return the rows that pass what is chosen, one facet left out.

    Each different text is looked at once.
    """
    for name, values in chosen.items():
        if name == but:
            continue
        column, place = _PLACES[name]
        texts = set(map(itemgetter(column), rows))
        good = {text for text in texts if not values.isdisjoint(_values(text, place))}
        rows = [row for row in rows if row[column] in good]
    return rows


def _count(rows: list[Row], names: Iterable[str]) -> dict[str, Counter[str]]:
    """Count things by value for several facets.

    A thing found in two languages counts once for each value. Rows of things that are there once,
    nearly all, are counted without comparing them.
    """
    once, several = rows, list[Row]()
    if len(set(map(itemgetter(_IDENTITY), rows))) < len(rows):
        times = Counter(map(itemgetter(_IDENTITY), rows))
        once = [row for row in rows if times[row[_IDENTITY]] == 1]
        several = [row for row in rows if times[row[_IDENTITY]] > 1]
    names = list(names)
    texts = {
        column: Counter(map(itemgetter(column), once))
        for column in {_PLACES[name][0] for name in names}
    }
    counts = {}
    for name in names:
        column, place = _PLACES[name]
        found: Counter[str] = Counter()
        for text, number in texts[column].items():
            for value in _values(text, place):
                found[value] += number
        pairs = {
            (row[_IDENTITY], value) for row in several for value in _values(row[column], place)
        }
        found.update([value for _identity, value in pairs])
        counts[name] = found
    return counts


Ranked = tuple[float, str, int, str]


def _ranked(rows: list[Row], language: str, *, by_date: bool) -> Iterator[Ranked]:
    """Yield score, identity, key and first text of each version, unsorted.

    Smaller scores are better, as FTS5 has them.
    """
    if by_date:
        return ((row[_VALUE], row[_IDENTITY], row[_KEY], row[_FIRST]) for row in rows)
    today = timezone.localdate()
    # Few of the fetched texts differ.
    own = Lazy[str, float](lambda text: 1.0 if language_of(text) == language else OTHER_LANGUAGE)
    recent = Lazy[str, float](lambda text: recency(text.rsplit(_SEPARATOR, 1)[1], today))
    return (
        (score * own[first] * recent[second], identity, key, first)
        for key, identity, score, first, second, _countries in rows
    )


def _best_versions(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the best version of each thing."""
    best: dict[str, Ranked] = {}
    for entry in ranked:
        known = best.get(entry[1])
        if known is None or entry < known:
            best[entry[1]] = entry
    return list(best.values())
