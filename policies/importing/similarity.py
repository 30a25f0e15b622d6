"""Matching recommendations of a file that is imported again with those that are there already.

Only the standard library's ``difflib`` is used: a publication has tens of recommendations, not
thousands, and the measure must not need a compiler.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .result import ImportedRecommendation

#: Below this the statements say different things; found on pairs of edited policy sentences.
THRESHOLD = 0.6
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Existing:
    """A recommendation that the draft has: its identifier and statement."""

    identifier: str
    statement: str


@dataclass(frozen=True, slots=True)
class Match:
    """A pair with its similarity (0 to 1); one side is ``None`` when it is new or gone."""

    imported: ImportedRecommendation | None
    existing: Existing | None
    similarity: float = 0.0


def similarity(first: str, second: str) -> float:
    """How alike two statements are: order-aware over words, with half of the letters' likeness.

    Words alone would call an inflected sentence different, letters alone call any two sentences
    of one language alike.
    """
    first_words, second_words = (_WORD.findall(text.casefold()) for text in (first, second))
    if first_words == second_words:
        return 1.0
    by_word = SequenceMatcher(None, first_words, second_words, autojunk=False).ratio()
    by_letter = SequenceMatcher(
        None, " ".join(first_words), " ".join(second_words), autojunk=False
    ).ratio()
    return (by_word + by_letter) / 2


def match_recommendations(
    imported: Sequence[ImportedRecommendation], existing: Sequence[Existing]
) -> list[Match]:
    """Pair imported and existing recommendations, best pairs first; each is used once.

    Returns one match for each imported recommendation in its order, then one for each existing
    one that is gone.
    """
    scored = sorted(
        (
            (score, -abs(i - j), i, j)
            for i, new in enumerate(imported)
            for j, old in enumerate(existing)
            if (score := similarity(new.statement, old.statement)) >= THRESHOLD
        ),
        key=lambda entry: (-entry[0], -entry[1], entry[2], entry[3]),
    )
    partner: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for score, _distance, i, j in scored:
        if i not in partner and j not in used:
            partner[i] = (j, score)
            used.add(j)
    matches = [
        Match(new, existing[partner[i][0]], partner[i][1]) if i in partner else Match(new, None)
        for i, new in enumerate(imported)
    ]
    return matches + [Match(None, old) for j, old in enumerate(existing) if j not in used]


def keep_identifiers(
    imported: Sequence[ImportedRecommendation], existing: Sequence[Existing]
) -> list[Match]:
    """Give imported recommendations the identifiers of those they continue; returns the matches."""
    matches = match_recommendations(imported, existing)
    for match in matches:
        if match.imported and match.existing:
            match.imported.identifier = match.existing.identifier
    return matches
