"""Where a comment stands after the text around it changed. Plain rules, no database.

1. The passage is there under its own identity, and so are the words that are meant: it stays.
2. The words are elsewhere, together with what stood around them: it goes with them. That is what
   happens to one half of a passage that was divided, or to a passage that was cut and pasted.
3. The passage is there, but not the words: it stays, and says that the words are gone.
4. Nothing of it is there: it is kept and marked as gone, with the old text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cms.comments.passages import Passage

#: Shorter words than this, in characters, occur anywhere: alone they do not lead elsewhere.
ENOUGH = 20


@dataclass(frozen=True)
class Place:
    """Where a thread stands: the passage, the words in it, and the passage's text."""

    anchor: str
    quote: str = ""
    offset: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Found:
    """Where it stands now.

    :param passage: None when it is gone.
    :param offset: where the words begin; None when none are meant or they are gone.
    """

    passage: Passage | None
    offset: int | None = None
    quote_gone: bool = False


def occurrences(words: str, text: str) -> list[int]:
    """Return where ``words`` begin in ``text``."""
    found, start = [], text.find(words)
    while words and start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def nearest(words: str, text: str, offset: int | None) -> int | None:
    """Return the occurrence nearest to ``offset``, None when there is none."""
    return min(occurrences(words, text), key=lambda at: abs(at - (offset or 0)), default=None)


def shared_around(old: str, at: int, new: str, there: int, length: int) -> int:
    """Return how many characters the two texts share around words of ``length`` in both."""
    left = right = 0
    while left < min(at, there) and old[at - left - 1] == new[there - left - 1]:
        left += 1
    end, new_end = at + length, there + length
    while end + right < len(old) and new_end + right < len(new):
        if old[end + right] != new[new_end + right]:
            break
        right += 1
    return left + length + right


def find(place: Place, passages: Sequence[Passage]) -> Found:
    """Return where a thread stands among the passages of the present draft."""
    here = next((passage for passage in passages if passage.anchor == place.anchor), None)
    if here is not None:
        offset = nearest(place.quote, here.text, place.offset)
        if not place.quote or offset is not None:
            return Found(here, offset)
    moved = _where_words_went(place, passages) if place.quote else _where_text_went(place, passages)
    if moved is not None:
        return moved
    if here is not None:
        return Found(here, quote_gone=True)
    return Found(None)


def _group_of(anchor: str) -> str:
    return anchor.rpartition(":")[0]


def _where_words_went(place: Place, passages: Sequence[Passage]) -> Found | None:
    """Find the words among the passages of the same kind, with most of what stood around them."""
    at = nearest(place.quote, place.text, place.offset)
    length = len(place.quote)
    best: tuple[int, Passage, int] | None = None
    for passage in passages:
        if passage.group != _group_of(place.anchor) or passage.anchor == place.anchor:
            continue
        for there in occurrences(place.quote, passage.text):
            shared = length
            if at is not None:
                shared = shared_around(place.text, at, passage.text, there, length)
            whole = shared in {len(passage.text), len(place.text)}
            if (whole or shared >= ENOUGH) and (best is None or shared > best[0]):
                best = (shared, passage, there)
    return Found(best[1], best[2]) if best else None


def _where_text_went(place: Place, passages: Sequence[Passage]) -> Found | None:
    """Find a passage with the same text, a part of it, or it and more."""
    best: tuple[int, Passage] | None = None
    for passage in passages:
        if passage.group != _group_of(place.anchor) or not passage.text or not place.text:
            continue
        shared = 0
        if passage.text in place.text or place.text in passage.text:
            shared = min(len(passage.text), len(place.text))
        same = passage.text == place.text
        if (same or shared >= ENOUGH) and (best is None or shared > best[0]):
            best = (shared, passage)
    return Found(best[1]) if best else None
