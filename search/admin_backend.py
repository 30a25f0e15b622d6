"""The administration's search on SQLite: modelsearch's backend with one join instead of many.

modelsearch 1.3.2 ranks with a subquery for each hit (a word in 3,342 of 10,000 pages: 12.8 s),
computes the average length of all titles at each save, and fails on a lone quotation mark and on
``fields=``. This subclass can go when https://github.com/wagtail/django-modelsearch ranks with a
join; readers never use it (see ``search.engines``).
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import AutoField, BigAutoField, OneToOneField, SmallAutoField
from modelsearch.backends.database.sqlite.query import AndNot, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

_WORD = re.compile(r"[^\W_]+")
_ENTRY = IndexEntry._meta.db_table
_FULL_TEXT = SQLiteFTSIndexEntry._meta.db_table
#: In the order of the index's columns: autocomplete, body, title.
_SCORE = f"bm25({_FULL_TEXT}, 1.0, 1.0, 4.0)"


def _quoted(words: list[str]) -> str:
    return '"' + " ".join(words) + '"'


def expression(query: Any, *, prefix: bool = False) -> str:
    """Return a query of modelsearch in the language of FTS5; "" when it has no word.

    :param prefix: the last word of a plain text may go on.
    :raises NotImplementedError: for queries that SQLite has nothing for.
    """
    if isinstance(query, PlainText):
        words = [_quoted([word]) for word in _WORD.findall(query.query_string)]
        if prefix and words:
            words[-1] += " *"
        return f" {query.operator.upper()} ".join(words)
    if isinstance(query, Phrase):
        words = _WORD.findall(query.query_string)
        return _quoted(words) if words else ""
    if isinstance(query, AndNot):
        wanted = expression(query.subquery_a, prefix=prefix)
        unwanted = expression(query.subquery_b, prefix=prefix)
        return f"({wanted}) NOT ({unwanted})" if wanted and unwanted else wanted
    if isinstance(query, And | Or):
        parts = [expression(part, prefix=prefix) for part in query.subqueries]
        joined = " AND " if isinstance(query, And) else " OR "
        return joined.join(f"({part})" for part in parts if part)
    raise NotImplementedError(f"{type(query).__name__} is not supported on SQLite")


class _Joined:
    """The part that searches: mixed into both of modelsearch's compilers."""

    FTS_TABLE_FIELDS: list[str]
    LAST_TERM_IS_PREFIX: bool
    fields: Any
    order_by_relevance: bool
    query: Any
    queryset: Any

    def get_search_field(self, field_lookup: str, fields: Any = None) -> Any:
        """Accept any field: the index knows titles and everything else."""
        return field_lookup

    def search(self, config: Any, start: Any, stop: Any, score_field: str | None = None) -> Any:
        """Return the found objects of the queryset, best first, with one join."""
        query = normalize(self.query)
        negated = isinstance(query, Not)
        plain = query.subquery if isinstance(query, Not) else query
        if isinstance(plain, MatchAll) or not self._can_join():
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        matched = expression(plain, prefix=self.LAST_TERM_IS_PREFIX)
        if not matched:
            return self.queryset.none()
        matched = f"{{{' '.join(self._columns())}}} : ({matched})"
        if negated:
            return self._without(matched)[start:stop]
        queryset = self._joined(matched)
        if score_field or self.order_by_relevance:
            name = score_field or "_score"
            queryset = queryset.extra(select={name: _SCORE})  # noqa: S610 constants
            if self.order_by_relevance:
                queryset = queryset.extra(order_by=[name, "-pk"])
        elif not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return queryset[start:stop]

    def _can_join(self) -> bool:
        """Whether keys are numbers and nothing in the queryset groups its rows."""
        query = self.queryset.query
        key: Any = self.queryset.model._meta.pk
        while isinstance(key, OneToOneField):
            key = key.target_field
        number = isinstance(key, AutoField | BigAutoField | SmallAutoField)
        return number and not (query.distinct or query.group_by or query.combinator)

    def _columns(self) -> list[str]:
        if not self.fields or self.FTS_TABLE_FIELDS == ["autocomplete"]:
            return self.FTS_TABLE_FIELDS
        names = {"title" if name == "title" else "body" for name in self.fields}
        return sorted(names)

    def _types(self) -> str:
        keys = get_descendants_content_types_pks(self.queryset.model)
        return ", ".join(str(int(key)) for key in keys)

    def _joined(self, matched: str) -> Any:
        meta = self.queryset.model._meta
        return self.queryset.extra(  # noqa: S610 names and numbers only; the question is a value
            tables=[_ENTRY, _FULL_TEXT],
            where=[
                f'"{meta.db_table}"."{meta.pk.column}" = CAST({_ENTRY}.object_id AS INTEGER)',
                f"{_ENTRY}.id = {_FULL_TEXT}.rowid",
                f"{_ENTRY}.content_type_id IN ({self._types()})",
                f"{_FULL_TEXT} MATCH %s",
            ],
            params=[matched],
        )

    def _without(self, matched: str) -> Any:
        keys = (
            f"SELECT CAST(e.object_id AS INTEGER) FROM {_FULL_TEXT} "  # noqa: S608
            f"JOIN {_ENTRY} e ON e.id = {_FULL_TEXT}.rowid "
            f"WHERE e.content_type_id IN ({self._types()}) AND {_FULL_TEXT} MATCH %s"
        )
        meta = self.queryset.model._meta
        return self.queryset.extra(  # noqa: S610 names and numbers only; the question is a value
            where=[f'"{meta.db_table}"."{meta.pk.column}" NOT IN ({keys})'], params=[matched]
        )


class QueryCompiler(_Joined, SQLiteSearchQueryCompiler):
    """Searches titles and texts."""


class AutocompleteQueryCompiler(_Joined, SQLiteAutocompleteQueryCompiler):
    """Searches while typing."""


class Index(SQLiteIndex):
    """The index without the average over all titles: the rank does not use it."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Do nothing."""


class SearchBackend(SQLiteSearchBackend):
    """See the module."""

    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    index_class = Index
