"""What somebody uploads: an XLIFF file or several in a ZIP, bounded, kept until it is applied."""

from __future__ import annotations

import io
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _

from policies.importing.archive import DAMAGED, pieces_of

#: Bytes of an upload, and of all files of a ZIP together when unpacked.
MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 500
SUFFIXES = (".xlf", ".xliff")
#: Seconds after which an upload that nobody applied is removed.
KEPT_FOR = 24 * 60 * 60
# Written by programs that pack, not by people.
_BY_THE_WAY = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Refused(Exception):  # noqa: N818 says what happened to the upload
    """The upload is not read at all; the message says why, for a person."""


def too_large() -> Refused:
    """Return the refusal of too many bytes."""
    return Refused(_("This is larger than 50 MB. Send fewer files at a time."))


def files_in(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """Return names and contents of the XLIFF files of an upload.

    :raises Refused: when it is too large, damaged, or has other files in it.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    if not data:
        raise Refused(_("This file is empty."))
    if data.startswith(b"PK"):
        return _unpacked(data)
    if not name.lower().endswith(SUFFIXES):
        raise Refused(_("Only XLIFF files (.xlf, .xliff) and ZIP files of them are taken in."))
    return [(name, data)]


def _unpacked(data: bytes) -> list[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except DAMAGED as error:
        raise Refused(_("This ZIP file is damaged and cannot be read.")) from error
    if len(entries) > MOST_FILES:
        raise Refused(_("The ZIP file has more than %d files.") % MOST_FILES)
    found: list[tuple[str, bytes]] = []
    left = MOST_BYTES
    for entry in entries:
        if any(mark in entry.filename for mark in _BY_THE_WAY):
            continue
        if not entry.filename.lower().endswith(SUFFIXES):
            raise Refused(_("The ZIP file has a file that is no XLIFF: %s") % entry.filename[:100])
        if entry.flag_bits & 0x1:
            raise Refused(_("The ZIP file is protected with a password."))
        content = _read(archive, entry, left)
        left -= len(content)
        found.append((entry.filename, content))
    if not found:
        raise Refused(_("There is no XLIFF file in this ZIP file."))
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return the bytes of an entry; what its header announces is not believed."""
    pieces: list[bytes] = []
    try:
        for piece in pieces_of(archive, entry):
            left -= len(piece)
            if left < 0:
                raise Refused(_("Unpacked, this ZIP file is larger than 50 MB. It was not read."))
            pieces.append(piece)
    except DAMAGED as error:
        raise Refused(_("This ZIP file is damaged and cannot be read.")) from error
    return b"".join(pieces)


# --- Kept between the report and its application ----------------------------------------------


def _folder() -> Path:
    return Path(settings.DOCUMENTS_ROOT) / "xliff"


def _path(user: Any, key: str) -> Path:
    """Return where an upload lies; only who sent it can name it.

    :raises SuspiciousOperation: for a key that is none.
    """
    try:
        return _folder() / f"{user.pk}-{uuid.UUID(key).hex}"
    except ValueError as error:
        raise SuspiciousOperation("Not a key of an upload") from error


def keep(user: Any, name: str, data: bytes) -> str:
    """Keep an upload until it is applied; return its key. Older ones nobody applied are removed."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_FOR:
            old.unlink(missing_ok=True)
    key = uuid.uuid4().hex
    line = name.replace("\n", " ")[:200].encode("utf-8", "replace") + b"\n"
    _path(user, key).write_bytes(line + data)
    return key


def kept(user: Any, key: str) -> tuple[str, bytes] | None:
    """Return name and content of an upload of this user, or None when it is gone."""
    path = _path(user, key)
    if not path.is_file():
        return None
    name, _newline, data = path.read_bytes().partition(b"\n")
    return name.decode("utf-8", "replace"), data


def forget(user: Any, key: str) -> None:
    """Remove an upload."""
    _path(user, key).unlink(missing_ok=True)
