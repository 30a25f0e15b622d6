"""Many things a few at a time, where a statement takes so many values and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``size``. Python 3.12 has ``itertools.batched``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
