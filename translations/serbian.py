"""Serbian Cyrillic and Latin: from one to the other, letter by letter, digraphs with care.

Cyrillic to Latin is a function of the text alone. The way back is not: *nj*, *lj* and *dž* are one
letter (њ, љ, џ) in most words and two in a few. The few are words in which a prefix meets a stem,
or loan words; they are listed by their beginnings. (Rules: Pešikan, Jerković, Pižurica,
*Pravopis srpskoga jezika*, on the two scripts and their digraphs.)
"""

from __future__ import annotations

import re
from typing import Final

_SINGLE: Final = dict(
    zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)
)
_DIGRAPHS: Final = {"љ": "lj", "њ": "nj", "џ": "dž"}
_LATIN: Final = {**_SINGLE, **{k.upper(): v.upper() for k, v in _SINGLE.items()}}
_CYRILLIC: Final = {latin: cyrillic for cyrillic, latin in _LATIN.items()}
_DIGRAPHS_BACK: Final = {latin: cyrillic for cyrillic, latin in _DIGRAPHS.items()}

CYRILLIC_LETTER: Final = re.compile("[\u0400-\u04ff]")
_WORD: Final = re.compile(r"[^\W\d_]+", re.UNICODE)

#: Parts of words in which n and j, or d and ž, stay two letters, in Cyrillic.
_SPLIT: Final = (
    *("инјек", "инјун", "инјур", "конјуг", "конјун", "конјек", "ванјез", "танјуг", "бенјам"),
    *("наджњ", "наджуп", "наджив", "наджеп", "надждр", "наджир", "наджет"),
    *("оджал", "оджвал", "оджвак", "оджар", "оджив", "оджуб", "оджур"),
    *(
        "поджел",
        "поджег",
        "поджеж",
        "поджећ",
        "поджеп",
        "поджан",
        "поджар",
        "поджиж",
        "поджуп",
        "поджил",
        "поджут",
    ),
    *("преджет", "преджив", "предждр", "преджуп"),
)


def _upper(letters: str, word: str, position: int) -> str:
    """Return a digraph in capitals, the second one only where the word is in capitals."""
    after, before = word[position + 1 : position + 2], word[position - 1 : position]
    if after.isupper() or (not after and before.isupper() and position > 0):
        return letters.upper()
    return letters.capitalize()


def _word_to_latin(word: str) -> str:
    out = []
    for position, letter in enumerate(word):
        plain = _LATIN.get(letter)
        if plain is not None:
            out.append(plain)
        elif letter.lower() in _DIGRAPHS:
            latin = _DIGRAPHS[letter.lower()]
            out.append(latin if letter.islower() else _upper(latin, word, position))
        else:
            out.append(letter)
    return "".join(out)


def to_latin(text: str) -> str:
    """Return Serbian text in Latin letters; what is no Serbian Cyrillic letter stays as it is."""
    if not CYRILLIC_LETTER.search(text):
        return text
    return _WORD.sub(lambda match: _word_to_latin(match[0]), text)


def _split_places(word: str) -> set[int]:
    """Return where in a lower-case Latin word a pair of letters is no digraph."""
    places: set[int] = set()
    for split, offsets in _SPLIT_LATIN:
        start = word.find(split)
        while start >= 0:
            places.update(start + offset for offset in offsets)
            start = word.find(split, start + 1)
    return places


def _word_to_cyrillic(word: str) -> str:
    lower = word.lower()
    split = _split_places(lower)
    out = []
    position = 0
    while position < len(word):
        pair = lower[position : position + 2]
        if pair in _DIGRAPHS_BACK and position not in split:
            letter = _DIGRAPHS_BACK[pair]
            out.append(letter.upper() if word[position].isupper() else letter)
            position += 2
            continue
        out.append(_CYRILLIC.get(word[position], word[position]))
        position += 1
    return "".join(out)


def to_cyrillic(text: str) -> str:
    """Return Serbian text in Cyrillic letters.

    Only for text known to be Serbian: a Latin name in it would be turned as well. Pages are never
    turned back by it, their stored text is Cyrillic; it serves what readers type.
    """
    return _WORD.sub(lambda match: _word_to_cyrillic(match[0]), text)


def _offsets(word: str) -> tuple[int, ...]:
    """Return where in the Latin form two Cyrillic letters meet that look like one."""
    return tuple(
        len(to_latin(word[:place]))
        for place in range(len(word))
        if word[place : place + 2] in {"нј", "лј", "дж"}
    )


_SPLIT_LATIN: Final = tuple((to_latin(word), _offsets(word)) for word in _SPLIT)
