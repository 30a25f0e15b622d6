"""Notes to ourselves that travel through pandoc inside the text.

Pandoc's readers forget most paragraph styles (the ODT reader forgets all but headings). Before
pandoc runs, the interesting ones are written into the text between two Unicode non-characters,
which no document may use for anything else; the AST reader takes them out again.
"""

from __future__ import annotations

import re

START = "\ufdd0"
END = "\ufdd1"
_MARKER = re.compile(f"{START}([a-z-]*){END}")

#: Style name (lower case, spaces and underscores collapsed) -> role. Built-in style names are
#: stored in English by Word and LibreOffice alike, whatever the language of the program.
ROLES = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "authors": "author",
    "date": "date",
    "abstract": "abstract",
    "abstract title": "abstract-title",
    "abstracttitle": "abstract-title",
    "quote": "quote",
    "intense quote": "quote",
    "intensequote": "quote",
    "quotations": "quote",
    "block text": "quote",
    "block quote": "quote",
    "blocktext": "quote",
    "definition term": "term",
    "definition": "definition",
    "definition term tight": "term",
    "definition tight": "definition",
    "definition definition": "definition",
    "definition definition tight": "definition",
    "list heading": "term",
    "list contents": "definition",
    "caption": "caption",
    "table caption": "caption",
    "tablecaption": "caption",
    "image caption": "caption",
    "figure caption": "caption",
    "figurecaption": "caption",
    "illustration": "caption",
    "drawing": "caption",
    "source code": "code",
    "sourcecode": "code",
    "preformatted text": "code",
    "html preformatted": "code",
    "bibliography": "reference",
    "toc heading": "toc",
    "contents heading": "toc",
    "table of figures": "toc",
}
_CONTENTS = re.compile(r"(toc|contents) \d+")


def role_of_style(names: list[str]) -> str:
    """The role of a style, given its name and those of its ancestors, nearest first."""
    for name in names:
        key = " ".join(name.replace("_20_", " ").replace("_", " ").lower().split())
        if _CONTENTS.fullmatch(key):
            return "toc"
        if key in ROLES:
            return ROLES[key]
    return ""


def mark(role: str) -> str:
    """The marker text for a role."""
    return f"{START}{role}{END}"


def take(text: str) -> tuple[str, list[str]]:
    """Text without its markers, and the roles that were marked in it."""
    if START not in text:
        return text, []
    return _MARKER.sub("", text), _MARKER.findall(text)


def strip_foreign(text: str) -> str:
    """Source text without anything that could be mistaken for a marker."""
    return text.replace(START, "").replace(END, "")
