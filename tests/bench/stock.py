"""modelsearch as it comes, over the same texts: what the platform's search is measured against."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection
from modelsearch import index
from modelsearch.abstract_models import TextIDGenericRelation
from modelsearch.backends import get_search_backend
from modelsearch.models import IndexEntry
from modelsearch.utils import parse_query_string

from tests.bench.clock import processor_time

TITLE_BOOST = 2


def stock() -> str:
    """Return modelsearch's own backend for the database."""
    name = "postgres" if connection.vendor == "postgresql" else "sqlite"
    return f"modelsearch.backends.database.{name}.{name}"


def ours() -> str:
    """Return the backend that the administration uses."""
    return "search.admin_backend" if connection.vendor == "sqlite" else stock()


def text_fields() -> list[Any]:
    """Return what modelsearch looks in."""
    return [
        index.SearchField("title", boost=TITLE_BOOST),
        index.SearchField("lead"),
        index.SearchField("body"),
    ]


@cache
def stock_model() -> Any:
    """Return the search texts as a model that modelsearch indexes: title, lead and body."""
    from search.models import SearchText

    class StockText(index.Indexed, SearchText):
        """A search text as modelsearch sees it."""

        search_fields = text_fields()

        class Meta:
            proxy = True
            app_label = "search"

    # modelsearch does so itself for the models that are there when Django begins.
    TextIDGenericRelation(IndexEntry).contribute_to_class(StockText, "index_entries")
    return StockText


def index_texts() -> int:
    """Give every search text its row in modelsearch's index; return how many there are.

    Written in one statement: the backend's own way takes minutes for 100,000. The lengths of
    titles, which it needs for its ranking, are worked out as it does.
    """
    model = stock_model()
    kind = ContentType.objects.get_for_model(model).pk
    IndexEntry.objects.all().delete()
    body = "lead || ' ' || body"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexEntry._meta.db_table} ({_columns()}) "  # noqa: S608
            f"SELECT %s, document_id, {_values('title', body, repr(''))} FROM search_searchtext",
            [kind],
        )
        number = int(cursor.rowcount)
    get_search_backend(stock()).get_index_for_model(model)._refresh_title_norms(full=True)
    return number


def _indexed(text: str, field: str = "") -> str:
    """Return a text in SQL as modelsearch indexes it: on PostgreSQL, a vector, in the server's own
    configuration where no setting names one, as it is asked then."""
    if connection.vendor == "sqlite":
        return text
    from modelsearch.backends.database.postgres.weights import get_weight

    backend = get_search_backend(stock())
    config = backend.autocomplete_config if field == "autocomplete" else backend.config
    vector = f"to_tsvector('{config}', {text})" if config else f"to_tsvector({text})"
    return f"setweight({vector}, '{get_weight(TITLE_BOOST if field == 'title' else None)}')"


def _columns() -> str:
    # What modelsearch keeps beside the vectors on PostgreSQL, for fuzzy questions only.
    plain = ", title_text, body_text" if connection.vendor == "postgresql" else ""
    return f"content_type_id, object_id, title, body, autocomplete, title_norm{plain}"


def _values(title: str, body: str, autocomplete: str) -> str:
    """Return the values of all columns but the first two, in SQL."""
    plain = ", '', ''" if connection.vendor == "postgresql" else ""
    vectors = (_indexed(title, "title"), _indexed(body), _indexed(autocomplete, "autocomplete"))
    return f"{', '.join(vectors)}, 1.0{plain}"


def store(kind: int, rows: Iterable[tuple[int, str, str]]) -> None:
    """Give objects of a type their rows in modelsearch's index: key, title and text."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {IndexEntry._meta.db_table} ({_columns()}) "  # noqa: S608
            f"VALUES (%s, %s, {_values('%s', '%s', '%s')})",
            [(kind, str(key), title, text, f"{title} {text}") for key, title, text in rows],
        )


def ask_stock(question: str, operator: str = "and", most: int = 20) -> list[Any]:
    """Return the texts that modelsearch finds, best first, as Wagtail advises to ask it."""
    _filters, query = parse_query_string(question, operator=operator)
    found = get_search_backend(stock()).search(
        query, stock_model().objects.select_related("document")
    )
    return list(found[:most])


def is_left_out(question: str) -> bool:
    """Whether modelsearch looks for nothing: PostgreSQL's configurations have words that do not
    count, where no index is asked."""
    if connection.vendor == "sqlite":
        return False
    config = get_search_backend(stock()).config
    with connection.cursor() as cursor:
        if config:
            cursor.execute("SELECT numnode(plainto_tsquery(%s, %s))", [config, question])
        else:
            cursor.execute("SELECT numnode(plainto_tsquery(%s))", [question])
        return not cursor.fetchone()[0]


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Interrupt the database when a block takes longer; raises ``OperationalError`` then."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])
            try:
                yield
            finally:
                cursor.execute("SELECT set_config('statement_timeout', '0', false)")
        return
    until = time.monotonic() + seconds
    bare: Any = connection.connection
    bare.set_progress_handler(lambda: int(time.monotonic() > until), 50_000)
    try:
        yield
    finally:
        bare.set_progress_handler(None, 0)


def seconds_of_stock(question: str, most: float, *, known: bool = False) -> float | None:
    """Return the processor seconds that modelsearch takes for a page of hits with their number;
    None where it was interrupted.

    :param known: whether there are texts with these words.
    :raises RuntimeError: when it does not find what is there.
    """
    began = processor_time()
    try:
        with patience(most):
            _filters, query = parse_query_string(question, operator="and")
            found = get_search_backend(stock()).search(query, stock_model().objects.all())
            number = found.count()
            list(found[:20])
    except OperationalError:
        return None
    if known and not number:
        raise RuntimeError(f"Stock does not find {question}")
    return processor_time() - began
