"""A publication as plain data: what the importer made of its file, and its front matter."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils.html import escape

from home.demo.content import Source
from policies.importing.convert import convert
from policies.importing.result import ImportedImage, ImportedPublication

#: Identifiers are the same at every load: they are made from names below this one.
NAMESPACE = uuid.UUID("6f1c1d0e-6d8f-5c41-9a52-0c1f7e3f5b11")

#: Fields that hold rich text; the front matter has them as Markdown.
PROSE = ("objectives", "preconditions", "resources", "conclusions")
#: Fields of children that hold rich text; the front matter has them as plain sentences.
SENTENCES = ("rationale", "evidence", "description")

_PLAIN = ("title", "policy_level", "countries", "publication_date", "review_by", "licence")
_REPORT = ("kind", "period", "meeting_date", "place", "is_online")
_CHILDREN = ("authors", "references", "steps", "risks", "indicators", "participants")

_BLOCK_KEY = re.compile(r'data-block-key="[^"]*"')


@dataclass
class Manuscript:
    """One version of a publication.

    :param fields: values of model fields by name.
    :param body: raw stream data; figures name their image by the importer's key.
    :param children: rows by relation, each with its ``identifier``.
    :param images: the importer's images.
    """

    slug: str
    fields: dict[str, Any]
    body: list[dict[str, Any]]
    children: dict[str, list[dict[str, Any]]]
    images: list[ImportedImage] = field(default_factory=list)


def identifier(*names: object) -> str:
    """Return the UUID that belongs to these names."""
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, names))))


def paragraphs(text: str) -> str:
    """Return plain text as rich text of one paragraph."""
    words = " ".join(text.split())
    return f"<p>{escape(words)}</p>" if words else ""


def _import(data: bytes, name: str, *names: object) -> ImportedPublication:
    numbers = count(1)
    imported = convert(data, name, make_id=lambda: identifier(*names, next(numbers)))
    if imported.unplaced:
        raise ValueError(f"{name}: could not place {imported.unplaced}")
    keys = count(1)
    for block in imported.body:
        _number_paragraphs(block, keys)
    return imported


def _number_paragraphs(value: Any, keys: Iterator[int]) -> Any:
    """Replace the random keys of paragraphs, which no reader sees, by running ones."""
    if isinstance(value, str):
        return _BLOCK_KEY.sub(lambda _found: f'data-block-key="{next(keys):05x}"', value)
    if isinstance(value, dict):
        for key, item in value.items():
            value[key] = _number_paragraphs(item, keys)
    elif isinstance(value, list):
        value[:] = [_number_paragraphs(item, keys) for item in value]
    return value


def markdown_to_body(text: str, *names: object) -> list[dict[str, Any]]:
    """Return raw stream data for Markdown; ``names`` make the identifiers of its blocks."""
    return _import(text.encode(), f"{names[-1]}.md", *names).body


def _prose(text: str, *names: object) -> str:
    return "".join(str(block["value"]) for block in markdown_to_body(text, *names))


def read(source: Source) -> Manuscript:
    """Import the body of a source and lay its front matter beside it.

    :raises ValueError: when something of the file has no place, or a recommendation of the Word
        file has no classification in the front matter.
    """
    imported = _import(*source.to_import(), source.slug)
    front = source.front
    fields: dict[str, Any] = {name: front[name] for name in (*_PLAIN, *_REPORT) if name in front}
    fields["abstract"] = " ".join(front["abstract"].split())
    fields["go_live_at"] = front.get("go_live_at")
    for name in PROSE:
        if name in front:
            fields[name] = _prose(front[name], source.slug, name)
    children: dict[str, list[dict[str, Any]]] = {
        "key_messages": [{"text": " ".join(text.split())} for text in front["key_messages"]],
        "recommendations": _recommendations(source, imported),
    }
    for relation in _CHILDREN:
        if relation in front:
            children[relation] = [_child(row) for row in front[relation]]
    for relation, rows in children.items():
        for number, row in enumerate(rows, start=1):
            row["identifier"] = identifier(source.slug, relation, number)
    children["footnotes"] = [
        {"text": note.text, "identifier": note.identifier} for note in imported.footnotes
    ]
    _describe_figures(source, imported)
    return Manuscript(source.slug, fields, imported.body, children, imported.images)


def _child(row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in row.items():
        text = " ".join(value.split()) if isinstance(value, str) else value
        made[name] = paragraphs(text) if name in SENTENCES else text
    if "url" in row or "year" in row:
        made["text"] = escape(made["text"])
    return made


def _recommendations(source: Source, imported: ImportedPublication) -> list[dict[str, Any]]:
    """The recommendations once: in the words of the Word file, where one carries them."""
    classified = [_child(row) for row in source.front["recommendations"]]
    if source.word_file is None:
        return classified
    by_statement = {row["statement"]: row for row in classified}
    found = {item.statement: item.rationale for item in imported.recommendations}
    if by_statement.keys() != found.keys():
        raise ValueError(f"{source.slug}: front matter and Word file recommend different things")
    return [{**by_statement[words], "rationale": why} for words, why in found.items()]


def _describe_figures(source: Source, imported: ImportedPublication) -> None:
    """Give figures the caption and alternative text that the Markdown states."""
    blocks = [block for block in imported.body if block["type"] == "figure"]
    for block, figure in zip(blocks, source.figures(), strict=True):
        block["value"]["alternative_text"] = figure.alternative
        block["value"]["caption"] = figure.caption
