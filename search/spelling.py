"""How near two words are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import nsmallest

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

#: A word this much longer or shorter is another word.
MOST_EDITS = 2


def near(word: str, words: Iterable[str], most: int = MOST_EDITS) -> dict[str, int]:
    """Return the words that take at most so many edits, with how many they take.

    An edit changes, adds or drops a letter or swaps it with its neighbour: the optimal string
    alignment distance.
    """
    found = extract(
        word, list(words), scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
    )
    return {other: edits for other, edits, _place in found}


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
    edits = near(word, known, MOST_EDITS if len(word) > 4 else 1)
    ordered = [(number, -known[other], other) for other, number in edits.items() if number]
    return [other for _edits, _documents, other in nsmallest(size, ordered)]
