"""From words to what an engine stores: one folded word a position, and a bag of index terms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from search.analysis.folding import fold, normalise
from search.analysis.languages import LANGUAGES, Language
from search.analysis.lexicon import COMPLETED, FORM, PLAIN, Lexicon
from search.analysis.preparing import open_lexicon
from search.analysis.stop_words import STOP_WORDS
from search.analysis.tokens import WORD

_READING = FORM | COMPLETED
# Languages in another alphabet: a word in Latin letters in their texts is taken as English.
_NOT_LATIN = frozenset({"bg", "el"})
# Share from which a guess about an unknown word counts. Measured: 0.1 finds 0.3 points more pairs
# than the likeliest guess alone at the same precision.
_LIKELY = 0.1
# Different words kept a language; the words of running text repeat, so nearly all are met again.
_KEPT = 30_000


class Word(NamedTuple):
    """What the engines need of one word.

    exact: the folded word (phrases, prefixes, did-you-mean). terms: its index terms; two words
    match where their terms meet. stop: whether it is a function word, which phrases alone count.
    """

    exact: str
    terms: frozenset[str]
    stop: bool


class Occurrence(NamedTuple):
    """A word of a text with its place (offsets in characters; the end is exclusive)."""

    start: int
    end: int
    word: Word


class _Analyser:
    """The analysis of one language, with the words it has met."""

    def __init__(self, code: str, row: Language) -> None:
        self._code = code
        self._row = row
        self._lexicon: Lexicon = lexicon_of(row.dictionary)
        self._stop_words = STOP_WORDS[code]
        self._met: dict[str, Word] = {}

    def word(self, text: str) -> Word:
        found = self._met.get(text)
        if found is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            found = self._met[text] = self._analyse(text)
        return found

    def _analyse(self, text: str) -> Word:
        normal = normalise(text, self._code)
        folded = fold(normal)
        stop = folded in self._stop_words
        if not normal.isalpha():
            return Word(folded, frozenset((folded,)) if folded else frozenset(), stop)
        if self._code in _NOT_LATIN and normal.isascii():
            return Word(folded, word_terms(text, "en"), False)
        return Word(folded, frozenset(self._terms(normal, folded)), stop)

    def _terms(self, normal: str, folded: str) -> set[str]:
        row, lexicon = self._row, self._lexicon
        found = self._readings(normal, folded)
        if found and row.analogy < 1:
            for lemma, share in lexicon.guesses(normal):
                if share >= row.analogy:
                    found += lexicon.headwords(lemma)
        known = bool(found)
        for ending, put in row.form_rules:
            if normal.endswith(ending) and len(normal) > len(ending) + 2:
                found += lexicon.headwords(normal[: -len(ending)] + put)
        if not known and not found:
            found = self._guess(normal, folded)
        elif row.own_lemma and normal.endswith(row.own_lemma):
            found.append(folded)
        return set(found) | self._related(found, normal)

    def _readings(self, normal: str, folded: str) -> list[str]:
        """The lemmas of a word that the dictionary knows, with or without its accents."""
        entries = self._lexicon.entries(normal)
        found = [lemma for kind, lemma in entries if kind & _READING and not kind & PLAIN]
        if not found or len(normal) >= self._row.plain_from:
            found += [lemma for kind, lemma in entries if kind & _READING and kind & PLAIN]
        if not found and normal != folded and self._row.mixed_accents:
            found = [lemma for kind, lemma in self._lexicon.entries(folded) if kind & _READING]
        return found

    def _guess(self, normal: str, folded: str) -> list[str]:
        """What an unknown word may belong to, by its ending: a known lemma, and likely new ones.

        The word itself is added, so that it is found however its accents are typed.
        """
        found = self._lexicon.guessed_headwords(normal)
        if not found and normal != folded and self._row.mixed_accents:
            found = self._lexicon.guessed_headwords(folded)
        likely = [lemma for lemma, share in self._lexicon.guesses(folded) if share >= _LIKELY]
        return [*found, *likely, folded]

    def _related(self, lemmas: list[str], normal: str) -> set[str]:
        """What counts as the same word beyond the lemma: see the rows in `languages`."""
        row, lexicon = self._row, self._lexicon
        found: set[str] = set()
        for lemma in lemmas:
            # A word that is its own lemma has been looked up already.
            if row.lemma_of_lemma and lemma != normal and not lemma.endswith(row.chain_never):
                found.update(lexicon.lemmas(lemma))
            for ending, put in row.lemma_rules:
                if lemma.endswith(ending) and len(lemma) > len(ending) - len(put) + 2:
                    found.update(lexicon.headwords(lemma[: -len(ending)] + put))
            for prefix, ending in row.prefixes:
                if lemma.startswith(prefix) and lemma.endswith(ending):
                    rest = lemma[len(prefix) :]
                    found.update(word for word in lexicon.headwords(rest) if word == rest)
        return found


@cache
def lexicon_of(dictionary: str) -> Lexicon:
    """The prepared dictionary, one for all languages that share it."""
    return open_lexicon(dictionary)


@cache
def _analyser(language: str) -> _Analyser:
    try:
        row = LANGUAGES[language]
    except KeyError:
        raise ValueError(f"No analysis for the language {language!r}") from None
    return _Analyser(language, row)


def analyse_word(word: str, language: str) -> Word:
    """The exact form, index terms and stop mark of one word.

    Raises ValueError for a language that is not in `LANGUAGES`.
    """
    return _analyser(language).word(word)


def word_terms(word: str, language: str) -> frozenset[str]:
    """The index terms of one word: two words match where their sets meet.

    Raises ValueError for a language that is not in `LANGUAGES`.
    """
    return _analyser(language).word(word).terms


def occurrences(text: str, language: str) -> Iterator[Occurrence]:
    """Every word of a text, analysed, with its place in the original text."""
    analyse = _analyser(language).word
    for match in WORD.finditer(text):
        yield Occurrence(match.start(), match.end(), analyse(match.group()))


def exact(text: str, language: str) -> list[str]:
    """The field ``exact``: the folded words of a text, one a position, stop words too."""
    analyse = _analyser(language).word
    return [analyse(word).exact for word in WORD.findall(text)]


def terms(text: str, language: str, *, stop_words: bool = False) -> list[str]:
    """The field ``terms``: the index terms of all words of a text, a bag in the words' order.

    stop_words: keep function words, which a bag leaves out otherwise.
    """
    analyse = _analyser(language).word
    bag: list[str] = []
    for text_word in WORD.findall(text):
        word = analyse(text_word)
        if stop_words or not word.stop:
            bag.extend(word.terms)
    return bag


def matches(text: str, language: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """The places (start, end) of the words of a text whose index terms meet the wanted ones."""
    return [
        (start, end)
        for start, end, word in occurrences(text, language)
        if not wanted.isdisjoint(word.terms)
    ]


def clear() -> None:
    """Forget all words met and close the dictionaries; after `use_directory`, and for tests."""
    _analyser.cache_clear()
    lexicon_of.cache_clear()
