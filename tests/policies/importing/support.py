"""Helpers of the import tests: deterministic identifiers, skeletons, words, small bad files."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from policies.importing.result import ImportedPublication, rich_text_to_plain
from policies.importing.richtext import join_lists

CORPUS = Path(__file__).parent / "corpus"
_TAG = re.compile(r"<(/?)(p|ul|ol|li)\b[^>]*>")
_WORD = re.compile(r"\w+")


def numbered_ids() -> Callable[[], str]:
    """Identifiers that count up, in the shape of UUIDs."""
    counter = itertools.count(1)
    return lambda: f"00000000-0000-4000-8000-{next(counter):012d}"


def html_of(value: str) -> str:
    """Rich text as a reader of a test wants to see it: no block keys, split lists joined."""
    return join_lists(re.sub(r' data-block-key="[^"]*"', "", value))


def text_skeleton(value: str) -> str:
    """The shape of a rich text: ``p``, ``ol[..]`` and ``ul[..]``, a dot for each item."""
    result = ""
    for closing, tag in _TAG.findall(html_of(value)):
        if tag in {"ul", "ol"}:
            result += "]" if closing else f" {tag}[" if not result.endswith(".") else f"{tag}["
        elif tag == "li":
            result += "" if closing else "."
        elif not closing:
            result += " p"
    return result.strip()


def skeleton(result: ImportedPublication) -> list[str]:
    """The shape of a body, one line a block."""
    lines = []
    for block in result.body:
        value: Any = block["value"]
        match block["type"]:
            case "heading":
                lines.append(f"h{value['level']} {value['text']}")
            case "text":
                lines.append(text_skeleton(value))
            case "table":
                data = value["table"]["data"]
                merges = [
                    f" {m['row']},{m['col']}:{m['rowspan']}x{m['colspan']}"
                    for m in value["table"]["mergeCells"]
                ]
                head = value["table"]["table_header_choice"]
                lines.append(f"table {len(data)}x{len(data[0])} {head}{''.join(merges)}")
            case "definitions":
                lines.append(f"definitions {len(value['items'])}")
            case kind:
                lines.append(kind)
    return lines


def words(text: str) -> list[str]:
    """Words of a plain text."""
    return _WORD.findall(text)


def common_subsequence(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence.

    Bit-parallel algorithm of Hyyrö (2004), "Bit-parallel LCS-length computation revisited".
    """
    places: dict[str, int] = {}
    for index, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << index
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(first) - row.bit_count()


def plain_markdown(source: str) -> str:
    """A plain view of Markdown, by rules of its own: marks out, words stay."""
    source = re.sub(r"\A---\n(.*?)\n---\n", lambda m: _header(m[1]), source, flags=re.DOTALL)
    lines = []
    for line in source.split("\n"):
        line = re.sub(r"^\s*#+\s+", "", line)
        line = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
        line = re.sub(r"^\s*(?:>|:)\s+", "", line)
        line = re.sub(r"^\[\^\w+\]:", "", line)
        line = re.sub(r"\[\^\w+\]", "", line)
        line = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line)
        line = re.sub(r"</?(?:b|sup|sub|i)>", "", line)
        line = re.sub(r"[*~^|]|[-+=]{3,}[-+=]*", lambda m: "" if m[0] in "*~^" else " ", line)
        lines.append(line)
    return "\n".join(lines)


def _header(block: str) -> str:
    values = (re.sub(r"^\s*(?:\w+:|-)", "", line).strip() for line in block.split("\n"))
    return "\n".join(value for value in values if value)


def missing(wanted: Iterable[str], given: Iterable[str]) -> list[str]:
    """Words that are wanted more often than they are given."""
    stock: dict[str, int] = {}
    for word in given:
        stock[word] = stock.get(word, 0) + 1
    gone = []
    for word in wanted:
        if stock.get(word, 0):
            stock[word] -= 1
        else:
            gone.append(word)
    return gone


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    """A zip file in memory."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_of(body: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    """A minimal .docx around the content of ``w:body``; further parts by name under ``word/``."""
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{relationships}"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{WORD_NS}" xmlns:r="{office}"><w:body>{body}</w:body>'
            "</w:document>"
        ),
    }
    content |= {f"word/{name}": data for name, data in (parts or {}).items()}
    return zip_of(content)


def paragraph(*runs: str, properties: str = "") -> str:
    """A ``w:p`` of plain runs."""
    inner = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def body_plain(result: ImportedPublication) -> str:
    """The text blocks of a body as plain text."""
    return "\n".join(
        rich_text_to_plain(block["value"]) for block in result.body if block["type"] == "text"
    )
