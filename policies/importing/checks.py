"""Is this file what its name says, and small enough to be opened?"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .archive import Archive, encrypted
from .errors import ImportRefused
from .markers import strip_foreign

#: Bytes of a word processor file (pictures included) and of a text file.
MAX_FILE = 50 * 1024 * 1024
MAX_TEXT = 5 * 1024 * 1024

KINDS = {
    ".docx": "docx",
    ".odt": "odt",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (_OLE, "Word 97 (.doc)"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"MZ", "Windows program"),
    (b"\x7fELF", "program"),
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


@dataclass(slots=True)
class Source:
    """A checked source: ``kind`` is ``docx``, ``odt``, ``markdown`` or ``html``."""

    kind: str
    name: str
    archive: Archive | None = None
    text: str = ""


def open_source(path_or_bytes: str | Path | bytes, filename: str = "") -> Source:
    """Check a file by path or by content; raises ``ImportRefused`` with a reason.

    ``filename`` tells the kind; it defaults to the path's own name.
    """
    if isinstance(path_or_bytes, bytes):
        name, size = filename, len(path_or_bytes)
    else:
        path = Path(path_or_bytes)
        name, size = filename or path.name, path.stat().st_size
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise ImportRefused(
            "unknown-type",
            _(
                "Only Word (.docx), OpenDocument (.odt), Markdown (.md) and HTML files can be "
                "imported. Save the document as one of these."
            ),
        )
    if size == 0:
        raise empty()
    if size > (MAX_FILE if kind in {"docx", "odt"} else MAX_TEXT):
        raise ImportRefused(
            "too-large",
            _(
                "This file is too large to import (limit: 50 MB for Word and OpenDocument, "
                "5 MB for text). Remove or shrink its pictures and upload it again."
            ),
        )
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else path.read_bytes()
    if kind in {"docx", "odt"}:
        return Source(kind, name, archive=_office(data, kind))
    text = strip_foreign(_decode(data, kind).replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise empty()
    return Source(kind, name, text=text)


def empty() -> ImportRefused:
    """The error for a file, or a document, without content."""
    return ImportRefused("empty", _("This document is empty. There is nothing to import."))


def _wrong_type(found: str) -> ImportRefused:
    return ImportRefused(
        "wrong-type",
        _(
            "The content of this file is not what its name says (found: %(found)s). Save the "
            "document again as .docx or .odt and upload that file."
        )
        % {"found": found},
    )


def _office(data: bytes, kind: str) -> Archive:
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if not data.startswith(b"PK"):
        raise _wrong_type(_found(data) or str(_("no Word or OpenDocument file")))
    archive = Archive(data)
    if _office_kind(archive) != kind:
        raise _wrong_type(_office_kind(archive) or "ZIP")
    return archive


def _office_kind(archive: Archive) -> str:
    """``docx`` or ``odt``, or a name for what else it is."""
    media_type = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    if media_type.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if media_type:
        return media_type
    for entry, name in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
    ):
        if entry in archive:
            return name
    return ""


def _found(data: bytes) -> str:
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), "")


def _decode(data: bytes, kind: str) -> str:
    """Text of a Markdown or HTML file: UTF-8, UTF-16 with a mark, or what HTML declares."""
    if data.startswith(b"PK\x03\x04"):
        raise _wrong_type("ZIP")
    # Text may begin with the letters MZ; a program has zero bytes too.
    if (found := _found(data)) and (found != "Windows program" or b"\0" in data):
        raise _wrong_type(found)
    candidates = ["utf-8-sig"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif kind == "html" and (match := _CHARSET.search(data[:4096])):
        candidates.append(match[1].decode("ascii"))
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" in text:
            raise _wrong_type(str(_("no text")))
        return text
    raise ImportRefused(
        "encoding",
        _("The letters of this file cannot be read. Save it with the encoding UTF-8."),
    )
