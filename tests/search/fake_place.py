"""A search server in memory, as deliveries see one: indices that remember versions, an alias.

It does what the real one does with external versions: a document that comes has version 1, one
that goes has version 2, and what is older than what is there is ignored.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import connection

from search.engines.base import EngineAway
from search.models import SearchDocument, Undelivered

CHUNK = 2


class FakePlace:
    """See the module.

    :param hooks: called at the begin of what they are named after, "fill" between its chunks.
    """

    def __init__(self) -> None:
        self.documents: dict[str, dict[int, int]] = {}
        self.positions: dict[str, int] = {}
        self.live: str | None = None
        self.away = False
        self.made = 0
        self.calls: Counter[str] = Counter()
        self.hooks: dict[str, Callable[[], None]] = {}
        self._savepoints = len(connection.savepoint_ids)

    def _called(self, name: str) -> None:
        assert len(connection.savepoint_ids) == self._savepoints, "asked inside a transaction"
        self.calls[name] += 1
        if self.away:
            raise EngineAway("It is away")
        hook = self.hooks.get(name)
        if hook is not None:
            hook()

    def once(self, name: str, hook: Callable[[], None]) -> None:
        """Call something the next time only."""

        def do() -> None:
            del self.hooks[name]
            hook()

        self.hooks[name] = do

    def live_index(self) -> str | None:
        self._called("live_index")
        return self.live

    def create_index(self) -> str:
        self._called("create_index")
        self.made += 1
        name = f"index-{self.made}"
        self.documents[name] = {}
        return name

    def swap(self, new: str) -> None:
        self._called("swap")
        self.documents = {new: self.documents[new]}
        self.live = new
        if "swapped" in self.hooks:
            self.hooks["swapped"]()

    def drop(self, name: str) -> None:
        self._called("drop")
        self.documents.pop(name, None)
        if self.live == name:
            self.live = None

    def put(self, indices: Sequence[str], keys: Sequence[int]) -> int:
        self._called("put")
        there = set(SearchDocument.objects.filter(pk__in=keys).values_list("pk", flat=True))
        if "read" in self.hooks:
            self.hooks["read"]()
        for index in indices:
            for key in keys:
                self._write(index, key, 1 if key in there else 2)
        return len(keys) * len(indices)

    def _write(self, index: str, key: int, version: int) -> None:
        if index not in self.documents:
            raise EngineAway(f"There is no {index}")
        known = self.documents[index]
        known[key] = max(version, known.get(key, 0))

    def fill(self, index: str, progress: Callable[[int, int], None]) -> int:
        self._called("fill")
        done, last = 0, 0
        while True:
            rows = SearchDocument.objects.filter(pk__gt=last).order_by("pk")
            keys = list(rows.values_list("pk", flat=True)[:CHUNK])
            if not keys:
                return done
            if "chunk" in self.hooks:
                self._called("chunk")
            for key in keys:
                self._write(index, key, 1)
            done, last = done + len(keys), keys[-1]
            progress(done, done)

    def write_position(self, indices: Sequence[str], value: int) -> None:
        self._called("write_position")
        for index in indices:
            self.positions[index] = value
        if "written" in self.hooks:
            self.hooks["written"]()

    def read_position(self, index: str) -> int | None:
        self._called("read_position")
        return self.positions.get(index)

    def stored_keys(self, index: str) -> Iterable[int]:
        self._called("stored_keys")
        return iter(sorted(self.there(index)))

    # --- For tests ---------------------------------------------------------------------------

    def there(self, index: str | None = None) -> set[int]:
        """Return the keys of the documents that an index has; of the live one without a name."""
        known = self.documents.get(index or self.live or "", {})
        return {key for key, version in known.items() if version == 1}

    def kept(self) -> Iterator[None]:
        """Keep a copy of the live index as it is; put it back when asked for the next time."""
        assert self.live is not None
        documents = copy.deepcopy(self.documents[self.live])
        position = self.positions[self.live]
        yield
        self.documents[self.live], self.positions[self.live] = documents, position
        yield


def rows() -> set[int]:
    """Return the keys of the documents that there should be."""
    return set(SearchDocument.objects.values_list("pk", flat=True))


def marked() -> int:
    """Return how many changes wait to be delivered."""
    return Undelivered.objects.count()


class CrashError(BaseException):
    """The process ends here."""


def crash() -> None:
    """End the process, as far as a test can."""
    raise CrashError
