"""Where the search server stands against the database: for people, and for mending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from search import delivery
from search.engines.base import EngineAway
from search.models import EngineState, SearchDocument, Undelivered

_TRIGGERS = ("search_document_came", "search_document_went")


@dataclass(frozen=True)
class Standing:
    """How far deliveries are.

    :param index: the live index; "" when there is none or the server does not answer.
    :param problem: why readers are served by the database, in words; "" when they are not.
    :param waiting: changes that are not delivered yet, the oldest of them since ``since``.
    :param building: the index that is being filled, or "".
    """

    index: str
    problem: str
    waiting: int
    since: datetime | None
    delivered_at: datetime | None
    building: str


def standing() -> Standing:
    """Return how far deliveries are; raises nothing when the server is away."""
    known = EngineState.objects.first()
    index, problem = "", ""
    try:
        index = delivery.place().live_index() or ""
        problem = delivery.wrong()
    except EngineAway as away:
        problem = f"The search server does not answer: {away}"
    if not problem and delivery.expected() == delivery.NEVER:
        problem = "Changes wait for too long"
    return Standing(
        index=index,
        problem=problem,
        waiting=Undelivered.objects.count(),
        since=Undelivered.objects.order_by("pk").values_list("marked_at", flat=True).first(),
        delivered_at=known.delivered_at if known else None,
        building=known.building if known else "",
    )


def problems() -> list[str]:
    """Return what is wrong with the search server's data, in words; delivers what waits first."""
    found = _missing_triggers()
    try:
        delivery.deliver()
        wrong = delivery.wrong()
        if wrong:
            return [*found, wrong]
        missing, surplus = difference()
    except EngineAway as away:
        return [*found, f"The search server does not answer: {away}"]
    if missing:
        found.append(f"The search server lacks {missing} documents")
    if surplus:
        found.append(f"The search server has {surplus} documents too many")
    return found


def difference() -> tuple[int, int]:
    """Return how many documents the live index lacks and how many it has too many.

    What is on its way counts for neither.

    :raises EngineAway: when the server does not answer.
    """
    live = delivery.place().live_index()
    if live is None:
        return SearchDocument.objects.count(), 0
    # Marks first: what is marked only later is in step at this moment or marked below.
    marked = set(Undelivered.objects.values_list("document", flat=True))
    there = set(delivery.place().stored_keys(live))
    rows = set(SearchDocument.objects.values_list("pk", flat=True).iterator())
    marked |= set(Undelivered.objects.values_list("document", flat=True))
    return len(rows - there - marked), len(there - rows - marked)


def _missing_triggers() -> list[str]:
    """Return a sentence when the database does not mark changes."""
    table, column = {
        "sqlite": ("sqlite_master", "name"),
        "postgresql": ("pg_trigger", "tgname"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IN (%s, %s)",  # noqa: S608
            list(_TRIGGERS),
        )
        if cursor.fetchone()[0] < len(_TRIGGERS):
            return ["The triggers that mark changes for the search server are missing"]
    return []
