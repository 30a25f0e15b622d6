"""Keeps the search documents what the public pages say, no more and no less."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from cms.batches import batches
from cms.review.models import PublicState
from policies.querysets import readable
from search import tasks
from search.documents import Document, Row, Text, analyse, rows_of
from search.models import SearchDocument, SearchText

#: Pages handled at once where there are many.
BATCH = 50

# A test switches the filter off to show that it would notice. Nothing else may.
_filter_on: ContextVar[bool] = ContextVar("search_filter", default=True)


@contextmanager
def filter_switched_off_for_a_test() -> Iterator[None]:
    """Project and show pages whether anybody may read them or not."""
    token = _filter_on.set(False)
    try:
        yield
    finally:
        _filter_on.reset(token)


def filter_is_on() -> bool:
    """Return whether only what anybody may read is projected and shown: outside a test, always."""
    return _filter_on.get()


def public_pages(pages: Any = None, moment: datetime.datetime | None = None) -> Any:
    """Return the pages that anybody may read: live, under no restriction, not expired.

    :param moment: the present one where it is another than that of the call.
    """
    found = Page.objects.all() if pages is None else pages
    if not filter_is_on():
        return found
    return readable(found).exclude(expire_at__lte=moment or timezone.now())


def searchable_pages() -> Any:
    """Return the public pages of types that offer something to search."""
    return public_pages().filter(depth__gt=1)


def specific_pages(keys: Iterable[int]) -> list[Any]:
    """Return the pages of their types with what their rows are made from, few queries for all.

    A type names what it reads in ``search_prefetch``. Topics too are fetched by a query of their
    own: joined, each publication would get another copy of the same few pages.
    """
    by_type: dict[int, list[int]] = {}
    for key, kind in Page.objects.filter(pk__in=keys).values_list("pk", "content_type_id"):
        by_type.setdefault(kind, []).append(key)
    found: list[Any] = []
    for kind, members in by_type.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if model is None or not hasattr(model, "search_content"):
            continue
        names = getattr(model, "search_prefetch", ("locale",))
        single = [name for name in names if model._meta.get_field(name).many_to_one]
        rows = list(model._default_manager.filter(pk__in=members).prefetch_related(*single))
        _fetch_parts(model, rows, [name for name in names if name not in single])
        found += rows
    return found


def _fetch_parts(model: Any, pages: list[Any], names: list[str]) -> None:
    """Give pages their children as plain lists by relation, in ``search_parts``.

    Prefetching would make a query set for each page and relation, which takes longer than
    everything else about a page.
    """
    for page in pages:
        page.search_parts = {name: [] for name in names}
    by_key = {page.pk: page.search_parts for page in pages}
    for name in names:
        relation = model._meta.get_field(name)
        column = relation.field.attname
        children = relation.related_model._default_manager.filter(**{f"{column}__in": by_key})
        for child in children.order_by("sort_order", "pk"):
            by_key[getattr(child, column)][name].append(child)


def wanted_rows(keys: Iterable[int]) -> dict[int, list[Row]]:
    """Return the rows that pages should have, by page; not analysed yet."""
    found = specific_pages(keys)
    archived = set(
        PublicState.objects.filter(
            page__in=[page.pk for page in found], archived_at__isnull=False
        ).values_list("page_id", flat=True)
    )
    return {page.pk: rows_of(page, archived=page.pk in archived) for page in found}


def write(rows: list[Row]) -> None:
    """Analyse and store rows that are not there yet.

    Written without model instances: they cost as much as the database itself.
    """
    if not rows:
        return
    for row in rows:
        analyse(row)
    with connection.cursor() as cursor:
        cursor.executemany(_insert(SearchDocument, _DOCUMENT), [_values_of(row) for row in rows])
        stored = SearchDocument.objects.filter(page__in={row.document.page_id for row in rows})
        keys = {
            (page, kind, identity): key
            for key, page, kind, identity in stored.values_list("pk", "page_id", "kind", "identity")
        }
        cursor.executemany(
            _insert(SearchText, ("document_id", *_TEXT)),
            [
                (
                    keys[row.document.page_id, row.document.kind, row.document.identity],
                    *_texts_of(row.text),
                )
                for row in rows
            ],
        )


_DOCUMENT = tuple(column.name for column in fields(Document))
_TEXT = tuple(column.name for column in fields(Text))
_document_of = attrgetter(*_DOCUMENT)
_texts_of = attrgetter(*_TEXT)
_IDENTITY, _EXPIRE_AT = _DOCUMENT.index("identity"), _DOCUMENT.index("expire_at")


def _insert(model: Any, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608


def _values_of(row: Row) -> list[Any]:
    """Return the values of a document as the database stores them."""
    values = list(_document_of(row.document))
    if not connection.features.has_native_uuid_field:
        values[_IDENTITY] = values[_IDENTITY].hex
    if values[_EXPIRE_AT] is not None:
        values[_EXPIRE_AT] = connection.ops.adapt_datetimefield_value(values[_EXPIRE_AT])
    return values


def bring_up_to_date(keys: list[int]) -> int:
    """Make the stored rows of pages what they should be; return how many rows changed.

    Rows that are right already stay untouched.
    """
    public = list(public_pages().filter(pk__in=keys).values_list("pk", flat=True))
    wanted = wanted_rows(public)
    with transaction.atomic():
        stored = SearchDocument.objects.filter(page__in=keys).order_by("pk")
        left = dict(stored.values_list("digest", "pk"))
        missing = [
            row
            for rows in wanted.values()
            for row in rows
            if left.pop(row.document.digest, None) is None
        ]
        wrong = list(left.values())
        if wrong:
            SearchDocument.objects.filter(pk__in=wrong).delete()
        write(missing)
        if wrong or missing:
            tasks.soon()
    return len(wrong) + len(missing)


def forget(page_id: int) -> None:
    """Delete every row of a page; the index follows by itself."""
    SearchDocument.objects.filter(page_id=page_id).delete()
    tasks.soon()


def bring_branch_up_to_date(page_id: int) -> None:
    """Make the rows of a page and of all pages below it what they should be."""
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first()
    if path is None:
        return
    keys = Page.objects.filter(path__startswith=path).order_by("path").values_list("pk", flat=True)
    for batch in batches(keys, BATCH):
        bring_up_to_date(batch)
