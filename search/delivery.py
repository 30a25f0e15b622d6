"""Bringing the search server up to date with the database, whatever happens meanwhile.

The database is the truth. Its triggers mark each search document that comes or goes
(:class:`search.models.Undelivered`); a delivery brings what is marked to the server, and takes the
marks away when that is visible there. The order of writes does not matter: a document is never
changed, it comes once and goes once, and the index remembers what has gone.

Each delivery has a position, a number that only grows, with chance in its lower bits. The index
carries the position of its last delivery, the database remembers the last one that is visible and
the one on its way. An index with any other position is not the one that the database knows: it is
empty, or an old copy, or the database itself was put back to an earlier day. It is not written to
any more, readers are served by the database, and a new index is built.
"""

from __future__ import annotations

import logging
import secrets
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Subquery
from django.utils import timezone

from search.engines.base import NEVER, EngineAway, Progress
from search.leases import BUILDER, DELIVERER, Lease, LeaseLostError, taken
from search.models import EngineState, Undelivered

logger = logging.getLogger(__name__)

#: Called now and then by what takes long, so that its lease does not end.
Keep = Callable[[], None]

#: Marks of one delivery.
BATCH = 500
#: Marks deleted by one statement: SQLite takes so many values.
AT_ONCE = 500
#: Deliveries of one call, so that a task ends.
MOST_BATCHES = 200
#: How long a delivery, or one chunk of a new index, may take until another process takes over.
DELIVERY_LEASE = timedelta(seconds=90)
BUILD_LEASE = timedelta(seconds=180)
#: How long something published may be missing from the server's answers; then the database
#: answers.
LATE = timedelta(seconds=60)
#: After which a search server that no setting names any more is forgotten.
GIVEN_UP = timedelta(days=7)
#: Seconds between deliveries while an index is being filled.
MEANWHILE = 1.0
_CHANCE_BITS = 16


class Place(Protocol):
    """What a delivery needs of the search server: :mod:`search.engines.elastic.indices`."""

    def live_index(self) -> str | None: ...
    def create_index(self) -> str: ...
    def swap(self, new: str) -> None: ...
    def drop(self, name: str) -> None: ...
    def put(self, indices: Sequence[str], keys: Sequence[int]) -> int: ...
    def fill(self, index: str, progress: Progress) -> int: ...
    def write_position(self, indices: Sequence[str], value: int) -> None: ...
    def read_position(self, index: str) -> int | None: ...
    def stored_keys(self, index: str) -> Iterable[int]: ...


def place() -> Place:
    """Return the search server."""
    from search.engines.elastic import indices

    return indices


def is_used() -> bool:
    """Say whether this installation has a search server."""
    return bool(settings.SEARCH_URL)


def state() -> EngineState:
    """Return the state of the search server; from its first call on changes are marked."""
    known = EngineState.objects.first()
    return known or _begin_to_mark()


def _begin_to_mark() -> EngineState:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Waits for the transactions that did not see the state and marked nothing: all that
            # they wrote is there when the first index is filled. SQLite has one writer at a time.
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE search_searchdocument IN SHARE MODE")
        return EngineState.objects.get_or_create(pk=EngineState.THE_ROW)[0]


def stop_marking(now: datetime) -> None:
    """Forget a search server that this installation has not used for long.

    Marks would pile up for ever. Should it be used again, it gets a new index first.
    """
    unused = Q(delivered_at=None) | Q(delivered_at__lt=now - GIVEN_UP)
    if EngineState.objects.filter(unused).delete()[0]:
        Undelivered.objects.all().delete()


def expected() -> int:
    """Return the position that an index must have for readers to be served from it.

    Nothing has it while something published waits longer than ``LATE``. One query.
    """
    first = Undelivered.objects.order_by("pk").values("marked_at")[:1]
    row = EngineState.objects.values_list("position", Subquery(first)).first()
    if row is None or not row[0]:
        return NEVER
    position, waiting_since = row
    if waiting_since is not None and waiting_since < timezone.now() - LATE:
        return NEVER
    return int(position)


# --- Delivering ------------------------------------------------------------------------------


def deliver() -> int:
    """Deliver the changes that are marked; return how many. Somebody else may be at it: then 0.

    :raises EngineAway: when the server does not take them; they stay marked.
    """
    done = 0
    for _batch in range(MOST_BATCHES):
        try:
            delivered = _deliver_batch()
        except LeaseLostError as problem:
            # What was marked still is; who has the lease now delivers it, maybe once more.
            logger.warning("A delivery was not noted: %s", problem)
            break
        done += delivered
        if delivered < BATCH:
            break
    return done


def _deliver_batch() -> int:
    state()
    with taken(DELIVERER, DELIVERY_LEASE) as lease:
        if lease is None:
            return 0
        marks = _marks()
        if not marks:
            return 0
        # Read after the marks: an index that begins to be filled later holds these changes.
        known = EngineState.objects.get()
        live = place().live_index()
        if live is None or not _is_known(live, known):
            return 0
        building = known.building if known.building != live else ""
        position = _attempt(lease, known)
        place().put([live, building] if building else [live], _documents(marks))
        # Whoever lost the lease must not write over the position of who has it now.
        lease.renew()
        place().write_position([live], position)
        _note(lease, marks, position)
        return len(marks)


def _marks(after: int = 0) -> list[tuple[int, int]]:
    """Return keys and documents of the marks to deliver next."""
    rows = Undelivered.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", "document")[:BATCH])


def _documents(marks: Iterable[tuple[int, int]]) -> list[int]:
    return list(dict.fromkeys(document for _key, document in marks))


def _is_known(index: str, known: EngineState) -> bool:
    """Whether an index is the one that the database knows, and not an older or newer one.

    The attempted position counts too: the process may have ended after it was written there.
    """
    found = place().read_position(index)
    return bool(found) and found in (known.position, known.attempted)


def _attempt(lease: Lease, known: EngineState) -> int:
    """Note a new position before it is written anywhere; return it."""
    number = (max(known.position, known.attempted) >> _CHANCE_BITS) + 1
    position = (number << _CHANCE_BITS) + secrets.randbelow(1 << _CHANCE_BITS)
    if not lease.note(attempted=position):
        raise LeaseLostError("Another process delivers now")
    return position


def _note(lease: Lease, marks: Iterable[tuple[int, int]], position: int, **values: str) -> None:
    """Note that a delivery is visible, and take away its marks; never others.

    Keys of marks are no order: one with a lower key may be committed after one with a higher.
    """
    with transaction.atomic(durable=True):
        delivered_at = timezone.now()
        if not lease.note(position=position, delivered_at=delivered_at, **values):
            raise LeaseLostError("Another process delivers now")
        _take_away([key for key, _document in marks])


def _take_away(keys: Sequence[int]) -> None:
    for start in range(0, len(keys), AT_ONCE):
        Undelivered.objects.filter(pk__in=list(keys[start : start + AT_ONCE])).delete()


# --- Building a new index --------------------------------------------------------------------


def tend() -> bool:
    """Build a new index when the live one is not the one that should be there; say whether.

    :raises EngineAway: when the server does not answer.
    """
    if not wrong():
        return False
    return rebuild() is not None


def wrong() -> str:
    """Return what is wrong with the live index as a whole, in words; "" when nothing is."""
    state()
    # Nobody delivers meanwhile, so that the two positions belong together.
    with taken(DELIVERER, DELIVERY_LEASE) as lease:
        if lease is None:
            return ""
        known = EngineState.objects.get()
        live = place().live_index()
        if live is None:
            return "There is no index, or one of another layout"
        if not _is_known(live, known):
            return "The index is not the one that was delivered to last"
    return ""


def rebuild(
    progress: Progress = lambda done, total: None, rows: Callable[[Keep], object] | None = None
) -> int | None:
    """Fill a new index from the rows of the database and put it in the place of the live one.

    Readers are served from the live one meanwhile, and what is published goes to both.

    :param progress: called with the documents written and the documents there are.
    :param rows: makes the rows themselves again before that, and calls what it is given now and
        then; readers are served by the database from its begin on, because the live index names
        rows that are going.
    :return: documents written; None when another process is building.
    :raises EngineAway: when the server does not take it; the live index stays as it is.
    """
    state()
    with taken(BUILDER, BUILD_LEASE) as lease:
        if lease is None:
            return None
        if rows is not None:
            _set_aside(lease)
            rows(lease.renew)
        _clear_away(lease)
        with suppress(EngineAway):
            deliver()
        new = place().create_index()
        try:
            # Before the first row is read: from now on every change is either read or delivered.
            if not lease.note(building=new):
                raise LeaseLostError("Another process builds now")
            read = _marks_that_will_be_read()
            filled = place().fill(new, _Meanwhile(lease, progress))
            _finish(lease, new, read)
        except BaseException:
            _give_up(lease, new)
            raise
        return filled


def _set_aside(builder: Lease) -> None:
    """Expect a position that no index has, so that the live one is left alone."""
    with _delivery_lease(builder) as lease:
        lease.note(position=_attempt(lease, EngineState.objects.get()))


def _clear_away(lease: Lease) -> None:
    """Drop what an earlier build left behind that ended before its time."""
    left = EngineState.objects.get().building
    if left and left != place().live_index():
        place().drop(left)
    lease.note(building="")


def _give_up(lease: Lease, new: str) -> None:
    with suppress(EngineAway):
        if new != place().live_index():
            place().drop(new)
    if EngineState.objects.get().building == new:
        lease.note(building="")


def _marks_that_will_be_read() -> array[int]:
    """Return the keys of the marks whose changes a fill that begins now finds in the rows."""
    keys = Undelivered.objects.order_by("pk").values_list("pk", flat=True)
    return array("q", keys.iterator(chunk_size=10_000))


class _Meanwhile:
    """Keeps the lease of a build, and delivers to the live index while the new one is filled."""

    def __init__(self, lease: Lease, progress: Progress) -> None:
        self._lease = lease
        self._progress = progress
        self._next = time.monotonic() + MEANWHILE

    def __call__(self, done: int, total: int) -> None:
        self._progress(done, total)
        if time.monotonic() < self._next:
            return
        self._lease.renew()
        try:
            _deliver_batch()
        except (EngineAway, LeaseLostError) as problem:
            # The live index may be the reason for building: its marks stay.
            logger.warning("Nothing was delivered while an index is built: %s", problem)
        self._next = time.monotonic() + MEANWHILE


def _finish(builder: Lease, new: str, read: array[int]) -> None:
    """Deliver what the fill did not see, and put the new index in its place."""
    with _delivery_lease(builder) as lease:
        done = [(key, 0) for key in read]
        for marks in _unread_marks(read):
            place().put([new], _documents(marks))
            done += marks
            lease.renew()
        builder.renew()
        position = _attempt(lease, EngineState.objects.get())
        place().write_position([new], position)
        place().swap(new)
        _note(lease, done, position, building="")


@contextmanager
def _delivery_lease(builder: Lease) -> Iterator[Lease]:
    """Wait for the one who delivers now.

    :raises LeaseLostError: when that takes longer than a lease.
    """
    until = time.monotonic() + DELIVERY_LEASE.total_seconds() + 1
    while True:
        with taken(DELIVERER, DELIVERY_LEASE) as lease:
            if lease is not None:
                yield lease
                return
        if time.monotonic() > until:
            raise LeaseLostError("Another process does not end its delivery")
        builder.renew()
        time.sleep(0.2)


def _unread_marks(read: array[int]) -> Iterator[list[tuple[int, int]]]:
    after = 0
    while marks := _marks(after):
        after = marks[-1][0]
        yield [mark for mark in marks if not _contains(read, mark[0])]
        if len(marks) < BATCH:
            return


def _contains(keys: array[int], key: int) -> bool:
    place_of_key = bisect_left(keys, key)
    return place_of_key < len(keys) and keys[place_of_key] == key
