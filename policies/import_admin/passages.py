"""Taking the text out of annexes. No database; runs in the bounded process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Pages of a PDF file and characters of one file that are read; the rest is reported.
MOST_PAGES = 2000
MOST_CHARACTERS = 4_000_000
#: Where a file has no pages, passages are about a page of text long (characters).
PASSAGE = 3000

#: What can be read, by the ending of the file's name.
READABLE = (".pdf", ".docx", ".odt", ".md", ".markdown", ".html", ".htm", ".txt", ".csv")

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[^\W\d_])")


def passages_of(source: Path, name: str) -> dict[str, Any]:
    """Read a file: ``passages`` (page number from 1, or None; text), ``cut`` and ``refused``.

    ``cut`` says that only the first part was read; ``refused`` is a code: ``encrypted``,
    ``corrupt``, ``no-text`` (a PDF of pictures), or a sentence of the importer.
    """
    ending = Path(name).suffix.lower()
    passages: list[tuple[int | None, str]] = []
    cut = False
    length = 0
    try:
        for page, text in _read(source, name, ending):
            if page is not None and page > MOST_PAGES:
                cut = True
                break
            text = cleaned(text)[: MOST_CHARACTERS - length]
            length += len(text)
            if text:
                passages.append((page, text))
            if length >= MOST_CHARACTERS:
                cut = True
                break
    except Refused as error:
        return {"passages": [], "cut": False, "refused": str(error)}
    refused = "" if passages else "no-text"
    return {"passages": passages, "cut": cut, "refused": refused}


class Refused(Exception):  # noqa: N818 - named for what happened
    """The text of this file cannot be read; the argument is a code or a sentence."""


def _read(source: Path, name: str, ending: str) -> Iterator[tuple[int | None, str]]:
    if ending == ".pdf":
        yield from _pdf(source)
        return
    if ending in {".txt", ".csv"}:
        text = _decoded(source.read_bytes())
    elif ending in READABLE:
        text = _document(source, name)
    else:
        raise Refused("unreadable")
    for piece in split(text):
        yield None, piece


def _pdf(source: Path) -> Iterator[tuple[int | None, str]]:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(source)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        for number, page in enumerate(reader.pages, start=1):
            yield number, _HYPHEN.sub("", page.extract_text())
    except FileNotDecryptedError as error:
        raise Refused("encrypted") from error
    # A damaged file makes the reader stumble in many ways; none of them is ours to tell apart.
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, OSError) as error:
        raise Refused("corrupt") from error
    except (AttributeError, NotImplementedError, RecursionError, AssertionError) as error:
        raise Refused("corrupt") from error


def _document(source: Path, name: str) -> str:
    from policies.importing.convert import convert
    from policies.importing.errors import ImportRefused

    try:
        return convert(source.read_bytes(), name).plain_text()
    except ImportRefused as error:
        raise Refused(str(error)) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("corrupt")


def cleaned(text: str) -> str:
    """Text that every database stores: no control characters, no half characters."""
    lines = (_SPACES.sub(" ", line).strip() for line in _UNSTORABLE.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)


def split(text: str) -> Iterator[str]:
    """Cut a text without pages into passages, at the end of a paragraph where there is one."""
    passage: list[str] = []
    length = 0
    for line in text.split("\n"):
        for start in range(0, max(len(line), 1), PASSAGE):
            piece = line[start : start + PASSAGE]
            if length and length + len(piece) > PASSAGE:
                yield "\n".join(passage)
                passage, length = [], 0
            passage.append(piece)
            length += len(piece)
    if passage:
        yield "\n".join(passage)
