"""What stands beside each segment of the editor: its terms, and exact matches of the memory.

Worked out for all segments of a page at once, when the first of them is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from translations import submission
from translations.groups import source_language
from translations.memory.finding import Suggestion, exact_for
from translations.pairs import Pair, as_typed
from translations.permissions import may_translate
from translations.termbase.checking import FoundTerm, Terms, definitions_of


@dataclass(frozen=True)
class SegmentHelp:
    """The help for one segment. ``exact``: suggestions with their text as it would be typed."""

    terms: list[FoundTerm]
    exact: list[tuple[Suggestion, str]]


def writes(user: Any, translation: Any, target: Any) -> bool:
    """Say whether the user may write in a translation now."""
    code = translation.target_locale.language_code
    return may_translate(user, code) and not submission.is_locked(target)


class PageHelp:
    """The help for the segments of one translation."""

    def __init__(self, pairs: list[Pair], code: str) -> None:
        terms = (pairs[0].terms if pairs else None) or Terms(code)
        self.terms = {pair.pk: terms.found_in(pair.source) for pair in pairs}
        concepts = {term.concept for found in self.terms.values() for term in found}
        self.definitions = definitions_of(concepts, code) if concepts else {}
        self.exact = exact_for({pair.source for pair in pairs}, source_language(), code)

    def of(self, pair: Pair) -> SegmentHelp:
        """Return the help for a segment. What it says already is not suggested again."""
        terms = [
            FoundTerm(term.concept, term.text, term.labels, self.definitions.get(term.concept, ""))
            for term in self.terms.get(pair.pk, [])
        ]
        exact = [
            (item, as_typed(item.data, pair.rich))
            for item in self.exact.get(pair.source, [])
            if item.data != pair.data
        ]
        return SegmentHelp(terms, exact)
