"""modelsearch as it comes, over the same texts: what the platform's search is measured against."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from modelsearch import index
from modelsearch.backends import get_search_backend
from modelsearch.models import IndexEntry
from modelsearch.utils import parse_query_string

STOCK = "modelsearch.backends.database.sqlite.sqlite"
OURS = "search.admin_backend"


@cache
def stock_model() -> Any:
    """Return the search texts as a model that modelsearch indexes: title, lead and body."""
    from search.models import SearchText

    class StockText(index.Indexed, SearchText):
        """A search text as modelsearch sees it."""

        search_fields = [
            index.SearchField("title", boost=2),
            index.SearchField("lead"),
            index.SearchField("body"),
        ]

        class Meta:
            proxy = True
            app_label = "search"

    return StockText


def index_texts() -> int:
    """Give every search text its row in modelsearch's index; return how many there are.

    Written in one statement: the backend's own way takes minutes for 100,000. The lengths of
    titles, which it needs for its ranking, are worked out as it does.
    """
    model = stock_model()
    kind = ContentType.objects.get_for_model(model).pk
    IndexEntry.objects.all().delete()
    columns = "content_type_id, object_id, title, body, autocomplete, title_norm"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexEntry._meta.db_table} ({columns}) "  # noqa: S608
            "SELECT %s, document_id, title, lead || ' ' || body, '', 1.0 FROM search_searchtext",
            [kind],
        )
        number = int(cursor.rowcount)
    get_search_backend(STOCK).get_index_for_model(model)._refresh_title_norms(full=True)
    return number


def ask_stock(question: str, operator: str = "and", most: int = 20) -> list[Any]:
    """Return the texts that modelsearch finds, best first, as Wagtail advises to ask it."""
    _filters, query = parse_query_string(question, operator=operator)
    found = get_search_backend(STOCK).search(
        query, stock_model().objects.select_related("document")
    )
    return list(found[:most])


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Interrupt SQLite when a block takes longer; raises ``OperationalError`` then."""
    connection.ensure_connection()
    until = time.monotonic() + seconds
    bare: Any = connection.connection
    bare.set_progress_handler(lambda: int(time.monotonic() > until), 50_000)
    try:
        yield
    finally:
        bare.set_progress_handler(None, 0)


def seconds_of_stock(question: str, most: float) -> float | None:
    """Return the processor seconds that modelsearch takes for a page of hits with their number;
    None where it was interrupted."""
    began = time.process_time()
    try:
        with patience(most):
            _filters, query = parse_query_string(question, operator="and")
            found = get_search_backend(STOCK).search(query, stock_model().objects.all())
            found.count()
            list(found[:20])
    except OperationalError:
        return None
    return time.process_time() - began
