"""Writing to Elasticsearch: making indices, filling them, keeping them up to date.

An index is called ``<alias>-<layout>-<time><chance>`` and is written to through an alias of its own
(``….write``), so that a write can never make an index by itself. Readers ask the common alias.

A row of the database never changes, so that a document has two versions: 1, it is there; 2, it is
gone. Elasticsearch keeps the higher one: writes may come in any order, twice, from anywhere.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineAway, Progress
from search.engines.elastic.client import answering, looker, writer
from search.engines.elastic.mapping import (
    COLUMNS,
    MAPPINGS,
    POSITION,
    index_settings,
    layout,
    position_source,
    source_of,
)
from search.models import SearchText

#: Rows fetched and documents sent at once, and the bytes of a request.
CHUNK, CHUNK_BYTES = 1000, 8 * 1024 * 1024
#: Keys fetched at once.
KEYS = 10_000
_THERE, _GONE = 1, 2


def alias() -> str:
    """Return the name that readers ask."""
    return str(settings.SEARCH_INDEX)


def _target(index: str) -> str:
    return f"{index}.write"


def _ours() -> re.Pattern[str]:
    return re.compile(rf"{re.escape(alias())}-([0-9a-f]{{8}})-\d{{14}}[0-9a-f]{{8}}")


def live_index() -> str | None:
    """Return the index behind the alias; None when there is none of the present layout.

    :raises EngineAway: when the server does not answer.
    """
    with answering():
        found = looker().options(ignore_status=404).indices.get_alias(name=alias())
    for name in sorted(found if "error" not in found else ()):
        matched = _ours().fullmatch(name)
        if matched and matched[1] == layout():
            return str(name)
    return None


def create_index() -> str:
    """Make a new, empty index that nobody asks yet; return its name.

    :raises EngineAway: when the server does not do it.
    """
    stamp = f"{timezone.now():%Y%m%d%H%M%S}{secrets.token_hex(4)}"
    name = f"{alias()}-{layout()}-{stamp}"
    with answering():
        writer().indices.create(
            index=name,
            mappings=MAPPINGS,
            settings=index_settings(),
            aliases={_target(name): {}},
            wait_for_active_shards=1,
        )
    return name


def swap(new: str) -> None:
    """Let readers ask a new index from this moment on, and delete our other ones.

    :raises EngineAway: when the server does not do it; readers then keep what they have.
    """
    actions: list[dict[str, Any]] = [
        {"remove": {"index": f"{alias()}-*", "alias": alias(), "must_exist": False}},
        {"add": {"index": new, "alias": alias()}},
    ]
    with answering():
        writer().indices.update_aliases(actions=actions)
        found = looker().indices.get(index=f"{alias()}-*", features="aliases")
    for name in found:
        # One that a delete made, see `_must_be_there`, has the name to write to.
        if name != new and _ours().fullmatch(name.removesuffix(_target(""))):
            drop(name)


def drop(name: str) -> None:
    """Delete an index; one that is not there is fine.

    :raises EngineAway: when the server does not do it.
    """
    with answering():
        writer().options(ignore_status=404).indices.delete(index=name)


def put(indices: Sequence[str], keys: Sequence[int]) -> int:
    """Write the rows that the database has, delete the others, in all indices; return how many
    documents were written. Seen after :func:`refresh`.

    :raises EngineAway: when the server does not take all of them.
    """
    _must_be_there(indices)
    done = 0
    for start in range(0, len(keys), CHUNK):
        some = list(keys[start : start + CHUNK])
        rows = {row[0]: row for row in _rows().filter(pk__in=some)}
        actions = [
            _action(index, key, rows.get(key)) for index in indices for key in dict.fromkeys(some)
        ]
        done += _send(iter(actions), lambda number: None)
    return done


def _must_be_there(indices: Sequence[str]) -> None:
    """Raise when an index is not there: of all writes, deleting a version that comes from outside
    makes Elasticsearch create the index, whatever is asked of it."""
    for index in indices:
        with answering():
            if not looker().indices.exists_alias(name=_target(index)):
                raise EngineAway(f"There is no index {index}")


def fill(index: str, progress: Progress) -> int:
    """Write every row of the database to an index; return how many there were.

    Holds one batch in memory and no cursor, however many rows there are.

    :param progress: called after each batch with the documents written and those there are.
    :raises EngineAway: when the server does not take all of them.
    """
    total = SearchText.objects.count()
    return _send(_every_row(index), lambda done: progress(done, total))


def _every_row(index: str) -> Iterator[dict[str, Any]]:
    last = 0
    while rows := list(_rows().filter(pk__gt=last)[:CHUNK]):
        last = rows[-1][0]
        for row in rows:
            yield _action(index, row[0], row)


def _rows() -> Any:
    return SearchText.objects.order_by("pk").values_list(*COLUMNS)


def _action(index: str, key: int, row: tuple[Any, ...] | None) -> dict[str, Any]:
    """Return what is to be done with a document, as the helpers of the client take it."""
    action: dict[str, Any] = {
        "_op_type": "delete" if row is None else "index",
        "_index": _target(index),
        "_id": str(key),
        "version": _GONE if row is None else _THERE,
        "version_type": "external",
        "require_alias": True,
    }
    if row is not None:
        action["_source"] = source_of(row)
    return action


def _send(actions: Iterator[dict[str, Any]], report: Callable[[int], None]) -> int:
    """Send actions in batches; when the server has too much to do, wait and send again."""
    done = written = 0
    with answering():
        for fine, answer in streaming_bulk(
            writer(),
            actions,
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=5,
            initial_backoff=0.5,
            max_backoff=8,
            raise_on_error=False,
        ):
            done += 1
            result: dict[str, Any] = next(iter(answer.values()))
            if fine:
                written += 1
            elif not _is_in_order(result):
                raise EngineAway(f"The search server refused a document: {str(result)[:300]}")
            if done % CHUNK == 0:
                report(done)
    report(done)
    return written


def _is_in_order(result: dict[str, Any]) -> bool:
    """Whether a write was not done because it was not needed: a higher version is there already,
    or what is to be deleted is not. (Where the index is not there, there is an error with it.)"""
    return result["status"] == 409 or (result["status"] == 404 and "error" not in result)


def write_position(indices: Sequence[str], value: int) -> None:
    """Say in indices which deliveries are in them, and let readers see all that was written.

    :raises EngineAway: when the server does not do it.
    """
    for index in indices:
        with answering():
            writer().index(
                index=_target(index),
                id=POSITION,
                document=position_source(value),
                require_alias=True,
            )
    refresh(indices)


def read_position(index: str) -> int | None:
    """Return what :func:`write_position` wrote last; None when it wrote nothing.

    :raises EngineAway: when the server does not answer.
    """
    with answering():
        found = looker().search(
            index=index,
            query={"ids": {"values": [POSITION]}},
            docvalue_fields=[{"field": POSITION}],
            source=False,
            allow_partial_search_results=False,
        )
    hits = found["hits"]["hits"]
    return int(hits[0]["fields"][POSITION][0]) if hits else None


def refresh(indices: Sequence[str]) -> None:
    """Let readers see what was written so far.

    :raises EngineAway: when the server does not do it.
    """
    with answering():
        writer().indices.refresh(index=list(indices))


def stored_keys(index: str) -> Iterator[int]:
    """Yield the keys of all documents that readers can see, in order.

    :raises EngineAway: when the server does not answer.
    """
    last = 0
    while True:
        with answering():
            found = looker().search(
                index=index,
                query={"range": {"key": {"gt": last}}},
                sort=[{"key": "asc"}],
                size=KEYS,
                source=False,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        keys = [int(hit["sort"][0]) for hit in found["hits"]["hits"]]
        yield from keys
        if len(keys) < KEYS:
            return
        last = keys[-1]
