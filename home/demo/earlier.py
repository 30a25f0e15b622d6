"""Earlier versions of a text, told backwards from the final one.

An ``edited`` event of a history may say how the text read before it, as a list of

- ``without``: the heading of a section, the caption of a table or figure, or a passage
  (``first words … last words``) that the edit added;
- ``now`` and ``then``: words that the edit replaced;
- ``field`` and ``then``: a value that it changed, as ``recommendations.3.addressee``.

Words that stand nowhere, or at two places, are an error: a history must not lie.
"""

from __future__ import annotations

import copy
import re
from itertools import count
from typing import Any

from home.demo.content import Event
from home.demo.manuscript import SENTENCES, Manuscript, paragraphs

_MARK = r'<a\b[^>]*\bid="{}"[^>]*>[^<]*</a>'
_ANY_MARK = re.compile(r'(<a\b[^>]*linktype="footnote"[^>]*>)[^<]*(</a>)')
_EMPTY = re.compile(r"<(p|li)\b[^>]*>\s*</\1>")
#: The field without which a child says nothing.
_MAIN = ("statement", "text", "risk")


def versions(final: Manuscript, events: list[Event]) -> list[Manuscript]:
    """Return the text as created, then as each edit left it; the last one is ``final``."""
    found = [final]
    for event in reversed([event for event in events if event.event == "edited"]):
        found.insert(0, before(found[0], event.before))
    return found


def before(manuscript: Manuscript, changes: list[dict[str, Any]]) -> Manuscript:
    """Return the version that these changes led away from.

    :raises ValueError: when a change names words that do not stand there exactly once.
    """
    if not changes:
        raise ValueError(f"{manuscript.slug}: an edit must say what it changed")
    earlier = copy.deepcopy(manuscript)
    for change in changes:
        if "field" in change:
            _set(earlier, change["field"], change["then"])
        elif "now" in change:
            _replace(earlier, change["now"], change["then"])
        elif not _cut(earlier.body, change["without"]):
            _replace(earlier, change["without"], "")
    _tidy(earlier)
    return earlier


def _set(manuscript: Manuscript, path: str, value: str) -> None:
    head, *rest = path.split(".")
    if not rest:
        manuscript.fields[head] = value
        return
    number, name = rest
    row = manuscript.children[head][int(number) - 1]
    row[name] = paragraphs(value) if name in SENTENCES else value


def _cut(body: list[dict[str, Any]], words: str) -> bool:
    """Take out the section with this heading, or the block with this caption."""
    for start, block in enumerate(body):
        value = block["value"]
        if block["type"] == "heading" and value["text"] == words:
            end = start + 1
            while end < len(body) and not (
                body[end]["type"] == "heading" and body[end]["value"]["level"] <= value["level"]
            ):
                end += 1
            del body[start:end]
            return True
        if isinstance(value, dict) and value.get("caption") == words:
            del body[start]
            return True
    return False


def _replace(manuscript: Manuscript, words: str, then: str) -> None:
    parts = [r"\s+".join(map(re.escape, part.split())) for part in words.split(" … ")]
    pattern = re.compile(r"(?:(?!</p>|</li>).)*?".join(parts), re.DOTALL)
    found = 0

    def walk(value: Any) -> Any:
        nonlocal found
        if isinstance(value, str):
            value, times = pattern.subn(lambda _match: then, value)
            found += times
            return value
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, list) else value

    manuscript.fields = walk(manuscript.fields)
    manuscript.body = walk(manuscript.body)
    manuscript.children = walk(manuscript.children)
    if found != 1:
        raise ValueError(f"{manuscript.slug}: “{words}” stands at {found} places")


def _tidy(manuscript: Manuscript) -> None:
    """Drop what became empty: paragraphs, blocks, children, footnotes without mark."""
    notes = manuscript.children["footnotes"]
    for block in manuscript.body:
        if block["type"] != "text":
            continue
        for note in notes:
            if not note["text"].strip():
                block["value"] = re.sub(_MARK.format(note["identifier"]), "", block["value"])
        block["value"] = _EMPTY.sub("", block["value"])
    manuscript.body = [block for block in manuscript.body if block["value"]]
    text = "".join(block["value"] for block in manuscript.body if block["type"] == "text")
    manuscript.children["footnotes"] = [
        note for note in notes if note["text"].strip() and note["identifier"] in text
    ]
    numbers = count(1)
    for block in manuscript.body:
        if block["type"] == "text":
            block["value"] = _ANY_MARK.sub(
                lambda found: f"{found[1]}{next(numbers)}{found[2]}", block["value"]
            )
    for relation, rows in manuscript.children.items():
        manuscript.children[relation] = [
            row for row in rows if all(row[name].strip() for name in _MAIN if name in row)
        ]
