"""What readers ask for most: rooms that know it register, the translators' desk orders by it.

Nothing is known of readers unless a room says so; then the desk shows the newest first.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

#: Returns how much a publication is asked for, by translation key; any scale, higher is more.
Interest = Callable[[], dict[UUID, int]]

#: More than this are not put before the rest: nobody translates further down in one go.
MOST = 200

_known: list[Interest] = []


def register_interest(interest: Interest) -> None:
    """Take ``interest`` into account (again: once)."""
    if interest not in _known:
        _known.append(interest)


def most_wanted() -> list[UUID]:
    """Return the translation keys that readers ask for, most wanted first; [] if none is known."""
    weights: dict[UUID, int] = {}
    for interest in _known:
        for key, weight in interest().items():
            weights[key] = weights.get(key, 0) + weight
    ordered = sorted(weights, key=lambda key: (-weights[key], str(key)))
    return [key for key in ordered if weights[key] > 0][:MOST]
