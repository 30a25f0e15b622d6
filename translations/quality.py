"""What is wrong, or looks wrong, with one translated segment. Plain text rules, no database."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.strings import StringValue, validate_translation_links

#: Placeholders of Python and of templates: ``%(name)s``, ``%s``, ``{name}``, ``{{ name }}``.
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w*\}")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ']\d{3})*(?:[.,]\d+)?|\d+")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>", re.IGNORECASE)
_LINK_ID = re.compile(r'<a\b[^>]*\bid="([^"]+)"')
#: Declarations, comments and processing instructions: the parser takes them for text.
_DECLARATION = re.compile(r"<[!?]")
_LETTERS = re.compile(r"[^\W\d_]", re.UNICODE)

#: Letters of a script, for the languages that do not write in Latin letters.
SCRIPTS = {
    "bg": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "sr": re.compile(r"[\u0400-\u04ff]"),
}
#: A translation of less than this many letters says nothing by its length or script.
SHORTEST_JUDGED = 20
#: Bounds of the length of a translation relative to its source; South East European languages
#: stay well inside of them.
LONGEST, SHORTEST = 2.2, 0.45

#: Characters that nobody sees: NUL and other controls, and those that turn the writing direction.
#: None of the languages here is written from right to left.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean_text(text: str) -> tuple[str, bool]:
    """Return ``text`` as it is kept, and whether invisible characters were taken out.

    Lines end with a single newline, letters are composed (NFC).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _INVISIBLE.sub("", text)
    # A lone surrogate cannot be written to any database.
    cleaned = cleaned.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", cleaned), cleaned != text


def error_of(source: str, data: str) -> str:
    """Return why ``data`` cannot be put into the page, or "".

    :param source: the source string as wagtail-localize stores it (inline HTML).
    :param data: the translation in the same form.
    """
    if not data:
        return ""
    if _DECLARATION.search(data):
        return _("Comments and declarations are not allowed in a text.")
    try:
        StringValue.from_translated_html(data)
        validate_translation_links(source, data)
    except ValueError as error:
        return str(error)
    return ""


def _plain(data: str) -> str:
    return _TAG.sub("", data)


def _numbers(data: str) -> Counter[str]:
    return Counter(re.sub(r"\D", "", found) for found in _NUMBER.findall(_plain(data)))


def _tags(data: str) -> Counter[str]:
    return Counter(
        name.lower() for closing, name, _rest in _TAG.findall(data) if not closing and name != "a"
    )


def _in_source_language(source: str, data: str, code: str) -> bool:
    letters = _LETTERS.findall(data)
    if len(letters) < 4:
        return False
    if source.casefold() == data.casefold():
        return True
    script = SCRIPTS.get(code)
    if script is None or len(letters) < SHORTEST_JUDGED:
        return False
    return len(script.findall(data)) * 2 < len(letters)


def warnings_of(source: str, data: str, code: str, attrs: dict[str, Any] | None) -> list[str]:
    """Return what a translator should look at before submission.

    :param source: the source string, ``data`` its translation, both inline HTML.
    :param code: the language translated into.
    :param attrs: attributes of the links in the source by their ids.
    """
    if not data:
        return []
    found = []
    lost = Counter(_PLACEHOLDER.findall(source)) - Counter(_PLACEHOLDER.findall(data))
    if lost:
        found.append(_("Placeholder missing: %s") % ", ".join(sorted(lost)))
    here = _LINK_ID.findall(data)
    for key in _LINK_ID.findall(source):
        if key in here:
            continue
        link = (attrs or {}).get(key) or {}
        if link.get("linktype") == "footnote":
            found.append(_("Footnote mark missing: %s") % key)
        else:
            found.append(_("Link missing: %s") % key)
    missing = _numbers(source) - _numbers(data)
    if missing:
        found.append(_("Number missing: %s") % ", ".join(sorted(missing)))
    tags = _tags(source) - _tags(data)
    if tags:
        found.append(_("Formatting missing: %s") % ", ".join(f"<{tag}>" for tag in sorted(tags)))
    before, after = _plain(source), _plain(data)
    if len(after) > LONGEST * max(len(before), SHORTEST_JUDGED):
        found.append(_("Much longer than the source"))
    elif len(before) >= SHORTEST_JUDGED and len(after) < SHORTEST * len(before):
        found.append(_("Much shorter than the source"))
    if _in_source_language(before, after, code):
        found.append(_("Left in the source language?"))
    return found
