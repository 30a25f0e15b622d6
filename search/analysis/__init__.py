"""Language analysis: what the words of twelve languages have in common for a reader who searches.

Pure functions without Django. One analysis serves every engine, when documents are indexed (in the
document's language) and when questions are asked (in the reader's language).
"""

from __future__ import annotations

from search.analysis.folding import fold_word
from search.analysis.identifying import identify
from search.analysis.languages import LANGUAGES
from search.analysis.preparing import is_prepared, prepare, use_directory
from search.analysis.tokens import Token, tokens
from search.analysis.words import (
    Occurrence,
    Word,
    analyse_word,
    clear,
    exact,
    matches,
    occurrences,
    terms,
    word_terms,
)

__all__ = [
    "LANGUAGES",
    "Occurrence",
    "Token",
    "Word",
    "analyse_word",
    "clear",
    "exact",
    "fold_word",
    "identify",
    "is_prepared",
    "matches",
    "occurrences",
    "prepare",
    "terms",
    "tokens",
    "use_directory",
    "word_terms",
]
