"""Spelling: what two ways of writing one word have in common.

Two forms of a word are used:

* *normal*: case folded, compatibility forms resolved, one script for Serbian and Croatian, modern
  Romanian letters; accents stay, because they tell words apart (Romanian "râu" river, "rău" bad);
* *folded*: the normal form without accents, with plain letters for ß, đ, ł, final sigma. This is
  what people type in a hurry, and what the field ``exact`` holds.

Case folding, NFKC and NFD are those of the Unicode Standard (chapter 3 and annex 15).
"""

from __future__ import annotations

import re
import unicodedata

# Vuk's alphabet maps letter by letter, so both scripts of Serbian get one key; three Macedonian
# letters come with it.
_ALPHABET = (
    "аa бb вv гg дd ђđ еe жž зz иi јj кk лl љlj мm нn њnj оo пp рr сs тt ћć уu фf хh цc чč џdž шš "
    "ѓgj ќkj ѕdz"
)
_TO_LATIN = str.maketrans({pair[0]: pair[1:] for pair in re.split(" ", _ALPHABET)})
_ONE_SCRIPT = frozenset({"hr", "sr"})
# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = {
    "đ": "dj",
    "ð": "d",
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "þ": "th",
    "ẞ": "ss",
    "ß": "ss",
    "ς": "σ",
}
# Soft hyphen, zero-width characters, joiners: invisible, and pasted into words by word processors.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


class _Normal(dict[int, "int | str"]):
    """Translation table that drops marks and invisible characters left over after NFKC."""

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        drop = character in INVISIBLE or unicodedata.category(character) in {"Mn", "Me"}
        self[code] = value = "" if drop else code
        return value


class _Folded(dict[int, "int | str"]):
    """Translation table to plain letters, filled as letters are met.

    Marks are taken off Latin and Greek letters only: Cyrillic й and ї are letters of their own.
    """

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        value: int | str = _PLAIN.get(character, code)
        if value == code and code > 127:
            parts = unicodedata.normalize("NFD", character)
            if len(parts) > 1 and not "\u0400" <= parts[0] <= "\u04ff":
                value = "".join(part for part in parts if not unicodedata.combining(part))
        self[code] = value
        return value


# Romanian cedillas are an old keyboard's commas; ѝ is и with a mark of stress.
_NORMAL = _Normal({ord("ş"): "ș", ord("ţ"): "ț", ord("ς"): "σ", ord("ѝ"): "и"})
_FOLDED = _Folded()


def normalise(word: str, language: str) -> str:
    """The normal form of a word (see the module) in a language of the platform.

    Greek is written without accents here already: capitals have none, and they hardly ever tell two
    words apart.
    """
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).casefold().translate(_NORMAL)
        if language in _ONE_SCRIPT:
            word = word.translate(_TO_LATIN)
        elif language == "el":
            word = word.translate(_FOLDED)
        return word
    return word.lower()


def fold(normal: str) -> str:
    """The folded form of a normal form: no accents, plain letters only."""
    return normal if normal.isascii() else normal.translate(_FOLDED)


def fold_word(word: str, language: str) -> str:
    """The folded form of a word as somebody wrote it."""
    return fold(normalise(word, language))


def plain_spellings(normal: str, language: str) -> set[str]:
    """The ways a word is typed with its accents left off; another word may be spelled like that.

    đ becomes dj or d. An Italian -ò is not left off: it tells the past ("lavorò") from the noun
    ("lavoro").
    """
    if normal.isascii() or (language == "it" and normal.endswith("ò")):
        return set()
    found = {fold(normal)}
    if "đ" in normal:
        found.add(fold(normal.replace("đ", "d")))
    found.discard(normal)
    return found


def equal_spellings(normal: str, language: str) -> set[str]:
    """Other spellings that mean just this word: German ae, oe, ue where there is no umlaut key."""
    if language != "de" or normal.isascii():
        return set()
    found = fold(normal.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))
    return {found} - {normal, fold(normal)}
