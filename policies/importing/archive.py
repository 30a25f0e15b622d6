"""Reading the zip inside .docx and .odt without trusting a byte of it.

Nothing is ever unpacked to disk; names of entries are dictionary keys only, so a name such as
``../../etc/passwd`` means nothing.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from .errors import ImportRefused

#: Number of entries; a 100-page document with 40 images has about 70.
MAX_ENTRIES = 2_000
#: Bytes of all entries together when unpacked.
MAX_UNPACKED = 200 * 1024 * 1024
#: Bytes of one XML part when unpacked (about 1,500 pages of text).
MAX_XML = 24 * 1024 * 1024
#: Unpacked to packed, for entries above ``RATIO_FROM`` bytes. XML of Word reaches about 60.
MAX_RATIO = 250
RATIO_FROM = 1024 * 1024

#: What opening or reading an archive raises when it is damaged, or nothing that we read.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_PIECE = 1024 * 1024
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)


def corrupt(detail: str = "") -> ImportRefused:
    """The error for a file that cannot be read as what its name says."""
    return ImportRefused(
        "corrupt",
        _(
            "This file is damaged and cannot be read. Open it in Word or LibreOffice, save it "
            "again and upload the new file."
        ),
        detail,
    )


def pieces_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry in pieces, so that no more of it is unpacked than somebody asks for.

    At most what its header announces comes out. Read at once, ``zipfile`` would unpack all there
    is before it looks at the header; in pieces it does so for bzip2 and LZMA, which no program
    that we know writes here.

    :raises zipfile.BadZipFile: for these; reading raises everything in ``DAMAGED``.
    """
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("packed in another way than every program does")
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            yield piece


class Archive:
    """A checked zip file in memory. Raises ``ImportRefused`` when it is not acceptable."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except DAMAGED as error:
            raise corrupt(str(error)) from error
        self._check(entries)
        self.names = [entry.filename for entry in entries if not entry.is_dir()]
        self._known = set(self.names)

    @staticmethod
    def _check(entries: list[zipfile.ZipInfo]) -> None:
        bomb = ImportRefused(
            "zip-bomb",
            _(
                "Unpacked, this file is far larger than a document can be. It was not opened. "
                "If it is a real document, remove large pictures and upload it again."
            ),
        )
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
            raise bomb
        for entry in entries:
            if (
                entry.file_size > RATIO_FROM
                and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
            ) or (entry.filename.endswith((".xml", ".rels")) and entry.file_size > MAX_XML):
                raise bomb
            if entry.flag_bits & 0x1:
                raise encrypted()

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """The bytes of an entry (at most what its header announced); ``b""`` when missing."""
        if name not in self._known:
            return b""
        try:
            return b"".join(pieces_of(self._zip, self._zip.getinfo(name)))
        except DAMAGED as error:
            raise corrupt(str(error)) from error

    def xml(self, name: str) -> bytes:
        """An XML entry in UTF-8, refused when it declares entities of its own."""
        data = self.read(name)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                text = data.decode("utf-16")
            except UnicodeDecodeError as error:
                raise corrupt(str(error)) from error
            data = re.sub(r"^<\?xml[^>]*\?>", "", text).encode()
        if b"\0" in data:
            raise corrupt("not UTF-8")
        if _ENTITY.search(data):
            raise entities()
        return data

    @cached_property
    def has_macros(self) -> bool:
        """Whether Basic macros lie in the file (they are never read or kept)."""
        return any(
            name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
            for name in self.names
        )


def encrypted() -> ImportRefused:
    """The error for a document that needs a password."""
    return ImportRefused(
        "encrypted",
        _(
            "This document is protected with a password. Remove the password in Word or "
            "LibreOffice and upload it again."
        ),
    )


def entities() -> ImportRefused:
    """The error for XML that declares entities, which no word processor writes."""
    return ImportRefused(
        "entities",
        _(
            "This file contains XML entities, which documents from Word or LibreOffice never "
            "do. It was not opened."
        ),
    )


def rebuild(parts: dict[str, bytes]) -> bytes:
    """A zip of exactly these parts, for pandoc to read instead of what was uploaded."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()
