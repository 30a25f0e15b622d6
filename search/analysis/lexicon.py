"""The prepared dictionary of one language: a file mapped into memory, read without loading it.

simplemma's dictionaries take seconds and hundreds of megabytes to load as they come. `prepare`
(see `search.analysis.preparing`) turns each into one MARISA trie; the system maps the file and
reads only the pages that are asked for. Keys are normal forms; a value is one entry:

    kind (1 byte), letters to cut from the key's end (1 byte), letters to put there (UTF-8)

so that the lemma is the key with its ending changed. Guesses stand in the same trie under the
ending, marked by a first character that no word has; their kind is their share in 1/255.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import marisa_trie

from search.analysis.learning import FORM_ENDING, Guess, change

# What an entry says of its key.
FORM = 1  # the dictionary gives this lemma
COMPLETED = 2  # the paradigm gives this lemma
HEADWORD = 4  # the key (or its accented spelling) is itself a lemma
PLAIN = 8  # the key is another spelling, without accents, of what the entry is about

GUESS_MARK = "\x02"
SHORTEST_LEMMA = 3
#: Endings kept of a language, one to two megabytes.
MOST_ENDINGS = 10_000


def pack(kind: int, key: str, target: str) -> bytes:
    """The value of an entry that leads from a key to a lemma."""
    cut, put = change(key, target)
    return bytes((kind, len(cut))) + put.encode()


def pack_guess(guess: Guess) -> bytes:
    """The value of a guess."""
    return bytes((max(1, round(guess.share * 255)), guess.cut)) + guess.put.encode()


class Lexicon:
    """Answers about the words of one language, all in normal form (see `folding`)."""

    def __init__(self, path: Path) -> None:
        """Map the file; raises OSError or RuntimeError if it is missing or broken."""
        self._trie = marisa_trie.BytesTrie().mmap(str(path))
        self._get: Callable[[str, list[bytes]], list[bytes]] = self._trie.get
        # What endings suggest, as far as they were met: new words share their endings.
        self._changes: dict[str, list[tuple[int, str, float]]] = {}

    def entries(self, key: str) -> list[tuple[int, str]]:
        """The entries of a key: (kind, lemma)."""
        return [
            (value[0], key[: len(key) - value[1]] + value[2:].decode())
            for value in self._get(key, [])
        ]

    def headwords(self, key: str) -> list[str]:
        """The lemmas that are spelled like the key, or like it but for accents if none is."""
        exact: list[str] = []
        other: list[str] = []
        for kind, lemma in self.entries(key):
            if kind & HEADWORD:
                (other if kind & PLAIN else exact).append(lemma)
        return exact if exact and not key.isascii() else exact + other

    def lemmas(self, key: str) -> list[str]:
        """The lemmas that the source dictionary gives for exactly this form."""
        return [lemma for kind, lemma in self.entries(key) if kind & FORM and not kind & PLAIN]

    def guesses(self, word: str) -> Iterable[tuple[str, float]]:
        """The lemmas that the longest known ending of a word suggests, likeliest first."""
        for length in range(min(FORM_ENDING, len(word) - 2), 0, -1):
            found = self._guesses(word, length)
            if found:
                return found
        return []

    def known_ending(self, word: str) -> int:
        """How many letters of a word's end the endings of the language cover."""
        for length in range(min(FORM_ENDING, len(word) - 1), 0, -1):
            if GUESS_MARK + word[-length:] in self._trie:
                return length
        return 0

    def guessed_headwords(self, word: str) -> list[str]:
        """The first known lemmas that an ending of an unknown word leads to, longest first."""
        tried: set[str] = set()
        for length in range(min(FORM_ENDING, len(word) - 2), 0, -1):
            for lemma, _ in self._guesses(word, length):
                if lemma in tried or len(lemma) < SHORTEST_LEMMA:
                    continue
                tried.add(lemma)
                found = self.headwords(lemma)
                if found:
                    return found
        return []

    def _guesses(self, word: str, length: int) -> list[tuple[str, float]]:
        ending = word[-length:]
        changes = self._changes.get(ending)
        if changes is None:
            if len(self._changes) >= MOST_ENDINGS:
                self._changes.clear()
            changes = self._changes[ending] = [
                (value[1], value[2:].decode(), value[0] / 255)
                for value in sorted(self._get(GUESS_MARK + ending, []), reverse=True)
            ]
        return [(word[: len(word) - cut] + put, share) for cut, put, share in changes]
