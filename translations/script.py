"""Serbian pages in Latin letters: text and a few attributes of HTML, everything else untouched.

Works on the finished response, so that every template, block and component is covered. Tags come
out byte for byte as they went in, but for the attributes that people read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from translations.serbian import CYRILLIC_LETTER, to_latin

#: Elements whose text is no Serbian: code, and what a browser does not show.
LEFT_ALONE: Final = frozenset({"code", "kbd", "samp", "var", "pre", "style", "template"})
#: Elements whose content is no HTML.
RAW: Final = ("script", "style", "textarea", "title")
VOID: Final = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    )
)
#: Attributes that people read or hear.
READ_ATTRIBUTES: Final = frozenset(
    {"alt", "title", "aria-label", "aria-description", "aria-roledescription", "placeholder"}
)
#: Values of ``name`` or ``property`` whose ``content`` people read.
READ_META: Final = frozenset(
    {
        "description", "og:title", "og:description", "og:site_name", "twitter:title",
        "twitter:description", "og:image:alt", "author", "keywords",
    }
)  # fmt: skip
_SERBIAN: Final = frozenset({"sr", "sr-latn", "sr-latn-rs", "sr-rs"})

_TOKEN: Final = re.compile(
    r"<!--.*?-->|<![^>]*>|<\?[^>]*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)"
    r"(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>[^\s=/"'>]+)(?P<equals>\s*=\s*)(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)"""
)
_NUMBERED: Final = re.compile(r"&#(?:x([0-9a-fA-F]+)|(\d+));")


def text_to_latin(text: str) -> str:
    """Return text of an HTML source in Latin letters, letters written as entities too."""
    if "&#" in text:
        text = _NUMBERED.sub(_unfold, text)
    return to_latin(text)


def _unfold(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    letter = chr(number) if number < 0x110000 else ""
    return letter if CYRILLIC_LETTER.match(letter) else match[0]


@dataclass
class _Open:
    name: str
    serbian: bool


def _attributes(rest: str) -> dict[str, str]:
    return {m["name"].lower(): m["value"].strip("\"'") for m in _ATTRIBUTE.finditer(rest)}


def _inside(name: str, attributes: dict[str, str], outside: bool) -> bool:
    """Say whether the text inside an element is Serbian to be turned."""
    if name in LEFT_ALONE or attributes.get("translate", "").lower() == "no":
        return False
    if "notranslate" in attributes.get("class", "").split():
        return False
    if "lang" in attributes:
        return attributes["lang"].lower() in _SERBIAN
    return outside


def _tag(match: re.Match[str], attributes: dict[str, str]) -> str:
    """Return a tag with the attributes that people read turned."""
    name = match["name"].lower()
    read = set(READ_ATTRIBUTES)
    if name == "meta" and (
        attributes.get("name", "").lower() in READ_META
        or attributes.get("property", "").lower() in READ_META
    ):
        read.add("content")
    if name == "input" and attributes.get("type", "").lower() in {"submit", "button", "reset"}:
        read.add("value")
    if name in {"optgroup", "option", "track"}:
        read.add("label")

    def turn(attribute: re.Match[str]) -> str:
        if attribute["name"].lower() not in read:
            return attribute[0]
        return attribute["name"] + attribute["equals"] + text_to_latin(attribute["value"])

    rest = _ATTRIBUTE.sub(turn, match["rest"])
    return f"<{match['close']}{match['name']}{rest}>"


def _raw_end(html: str, name: str, start: int) -> int:
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, start)
    return found.start() if found else len(html)


def html_to_latin(html: str) -> str:
    """Return a Serbian page with its text in Latin letters.

    Left alone: elements marked ``translate="no"`` or with a ``lang`` other than Serbian
    (``sr-Cyrl`` says that Cyrillic is meant), code, addresses, scripts. Data for search engines
    (``application/ld+json``) says what the page says, and is turned with it.
    """
    if not CYRILLIC_LETTER.search(html) and "&#" not in html:
        return html
    out: list[str] = []
    stack: list[_Open] = [_Open("", True)]
    position = 0
    while position < len(html):
        match = _TOKEN.search(html, position)
        end = match.start() if match else len(html)
        if end > position:
            text = html[position:end]
            out.append(text_to_latin(text) if stack[-1].serbian else text)
        if match is None:
            break
        position = match.end()
        if match["name"] is None:
            out.append(match[0])
            continue
        name = match["name"].lower()
        if match["close"]:
            out.append(match[0])
            for depth in range(len(stack) - 1, 0, -1):
                if stack[depth].name == name:
                    del stack[depth:]
                    break
            continue
        attributes = _attributes(match["rest"])
        serbian = _inside(name, attributes, stack[-1].serbian)
        # Like the text in it, an attribute speaks the language that the element itself names.
        out.append(_tag(match, attributes) if serbian else match[0])
        if name in VOID or match["rest"].rstrip().endswith("/"):
            continue
        if name in RAW:
            close = _raw_end(html, name, position)
            inner = html[position:close]
            is_data = attributes.get("type", "").lower() == "application/ld+json"
            if serbian and (name == "title" or (name == "script" and is_data)):
                inner = text_to_latin(inner)
            out.append(inner)
            position = close
        stack.append(_Open(name, serbian))
    return "".join(out)
