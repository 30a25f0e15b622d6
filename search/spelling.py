"""How near two words are."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest

#: A word this much longer or shorter is another word.
MOST_EDITS = 2


def distance(one: str, other: str, most: int) -> int:
    """Count the letters to change, add, drop or swap with their neighbour.

    The optimal string alignment distance, row by row; more than ``most`` is returned as
    ``most + 1`` as soon as it is certain.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    start = _common(one, other)
    one, other = one[start:], other[start:]
    end = _common(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    if len(one) > most and not set(one) & set(other):
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, second in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _common(one: str, other: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    number = 0
    for letter, second in zip(one, other, strict=False):
        if letter != second:
            break
        number += 1
    return number


def may_start(word: str) -> list[str]:
    """Return the first letters that a word meant by this one may have.

    A typing error is rarely in the first letter; where it is, the first two are swapped or the
    first one is missing or too much.
    """
    return list(dict.fromkeys(letter for letter in word[:2]))


def nearest(word: str, known: Mapping[str, int], size: int) -> list[str]:
    """Return words that differ in one or two letters, nearest first, the word itself left out.

    :param known: words with how often they occur, which decides among equally near ones.
    """
    most = MOST_EDITS if len(word) > 4 else 1
    near = [
        (edits, -documents, other)
        for other, documents in known.items()
        if 0 < (edits := distance(word, other, most)) <= most
    ]
    return [other for _edits, _documents, other in nsmallest(size, near)]
