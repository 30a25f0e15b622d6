"""Keys of rows as requests name them."""

from __future__ import annotations

from django.http import QueryDict

#: Digits that fit into a key of 64 bits, whatever they are.
MOST_DIGITS = 18


def key_in(sent: QueryDict, name: str) -> int:
    """Return the key that a request names, 0 (no row's key) when it is none."""
    text = sent.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
