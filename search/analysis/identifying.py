"""Which of the twelve languages a question is in.

By the words themselves: function words and dictionary forms count for the languages that have them,
the more the fewer languages share them. On questions of a few words this needs no model and no
memory beyond the dictionaries that are open anyway; `python -m tests.bench.analysis` measures it.
"""

from __future__ import annotations

from collections import defaultdict

from search.analysis.folding import fold, normalise
from search.analysis.languages import LANGUAGES
from search.analysis.lexicon import FORM, PLAIN
from search.analysis.stop_words import SERBIAN_WORDS, STOP_WORDS
from search.analysis.tokens import WORD
from search.analysis.words import lexicon_of

_CYRILLIC = ("bg", "sr")
_GREEK = ("el",)
_LATIN = tuple(code for code in LANGUAGES if code not in {"bg", "el"})
# What a word weighs for a language: as one of its function words, as a form its dictionary has, as
# a form with the accents left off.
_FUNCTION_WORD, _FORM, _PLAIN_FORM = 3.0, 2.0, 1.0
# An unknown word counts by the letters of its end that are a usual ending of the language.
_ENDING_LETTER = 0.05
# Letters beyond the common ones; a word with other letters is not of the language.
_LETTERS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "de": "äöüß",
    "en": "",
    "hr": "čćđšžlj",
    "hu": "áéíóöőúüű",
    "it": "àèéìíòóùú",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "ëç",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџшčćđšž",
}
# A question longer than this tells nothing more by its end.
_WORDS_READ = 40


def identify(text: str) -> list[str]:
    """The languages that a question may be in, likeliest first; empty if nothing speaks for any.

    Croatian and Serbian in Latin letters share nearly all words: both are named, and Serbian
    comes first only where a word says so.
    """
    scores: dict[str, float] = defaultdict(float)
    for word in WORD.findall(text)[:_WORDS_READ]:
        found = {code: weight for code in _candidates(word) if (weight := _weight(word, code))}
        # One language for this purpose: two rows of the table must not halve each other's weight.
        sharing = len(found) - (1 if {"hr", "sr"} <= found.keys() else 0)
        for code, weight in found.items():
            scores[code] += weight / sharing
    # English words stand in every dictionary, so a tie is English.
    return sorted(scores, key=lambda code: (-scores[code], code != "en", code))


def _candidates(word: str) -> tuple[str, ...]:
    """The languages that are written in a word's alphabet."""
    first = next((letter for letter in word if letter.isalpha()), "")
    if "\u0370" <= first <= "\u03ff" or "\u1f00" <= first <= "\u1fff":
        return _GREEK
    if "\u0400" <= first <= "\u04ff":
        return _CYRILLIC
    return _LATIN if first else ()


def _weight(word: str, code: str) -> float:
    if not _in_alphabet(word, code):
        return 0.0
    normal = normalise(word, code)
    folded = fold(normal)
    lexicon = lexicon_of(LANGUAGES[code].dictionary)
    weight = 0.0
    if code == "sr" and folded in SERBIAN_WORDS:
        weight = _FUNCTION_WORD + 1
    elif folded in STOP_WORDS[code]:
        weight = _FUNCTION_WORD
    else:
        for kind, _ in lexicon.entries(normal):
            if kind & FORM:
                weight = max(weight, _PLAIN_FORM if kind & PLAIN else _FORM)
    if not weight and code == "el":
        weight = _FORM
    return weight or _ENDING_LETTER * lexicon.known_ending(normal)


def _in_alphabet(word: str, code: str) -> bool:
    """Whether a language has all letters of a word."""
    if word.isascii() or code not in _LETTERS:
        return True
    letters = _LETTERS[code]
    return all(letter.isascii() or letter in letters for letter in word.lower())
