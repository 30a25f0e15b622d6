"""Address parts made from translated titles, in the Latin letters that a language's readers use."""

from __future__ import annotations

from typing import Any

from anyascii import anyascii
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug

from translations.script import text_to_latin

#: A slug longer than this is no help to anybody.
LONGEST_SLUG = 80

#: Letters that a language writes in another way than the general table: German's usual
#: replacements, and Bulgaria's Transliteration Act of 2009 (its hard sign is a vowel).
_OF_A_LANGUAGE = {
    "bg": str.maketrans({"ъ": "a", "ь": "y", "щ": "sht", "й": "y", "ц": "ts", "х": "h"}),
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}),
}


def in_latin_letters(title: str, language: str) -> str:
    """Return a title in lower-case ASCII, as readers of the language would write it."""
    if language == "sr":
        title = text_to_latin(title)
    return str(anyascii(title.lower().translate(_OF_A_LANGUAGE.get(language, {}))))


def slug_for(title: str, parent: Any, page_pk: int | None) -> str:
    """Return an address part made from a translated title, in Latin letters, free under parent.

    Latin, because addresses in other letters are unreadable wherever they are copied to, and
    Serbian has one address for both scripts. The language is the parent's.
    """
    latin = slugify(in_latin_letters(title, parent.locale.language_code))
    words = _cut(latin).strip("-") or "page"
    return str(find_available_slug(parent, words, ignore_page_id=page_pk))


def _cut(words: str) -> str:
    """Return as many whole words as fit, a piece of the first one if it does not."""
    if len(words) <= LONGEST_SLUG:
        return words
    short = words[:LONGEST_SLUG]
    return short if words[LONGEST_SLUG] == "-" else short.rpartition("-")[0] or short
