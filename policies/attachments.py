"""Text of annexes: taken out when a file is stored, for search, with page numbers.

Reading never breaks an upload: what goes wrong is recorded and shown to the editor.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from policies.import_admin.passages import READABLE
from policies.import_admin.process import finish, start_worker
from policies.models.attachments import AnnexExtraction, AnnexPassage

Outcome = AnnexExtraction.Outcome

#: Seconds that reading may take while somebody waits for the upload, and in the command.
UPLOAD_TIME_LIMIT = 20.0
COMMAND_TIME_LIMIT = 115.0
#: Bytes of a file that is read at all.
LARGEST = 100 * 1024 * 1024

#: Sent with ``document`` when its passages were replaced, so that search can follow.
passages_changed = Signal()

#: Why a text could not be read, for the editor.
REASONS = {
    "encrypted": _("The file is protected with a password. Upload a copy without one."),
    "corrupt": _("The file is damaged. Save it again and upload the new file."),
    "no-text": _(
        "The file holds pictures of text only. Readers find it by its title, not by its words; "
        "a version with text would serve them better."
    ),
    "missing": _("The file is not in its place."),
    "too-large": _("The file is too large to be searched (limit: 100 MB)."),
    "too-complex": _("Reading took too much time or memory. It will be tried again later."),
}


def extract(document: Any, seconds: float = UPLOAD_TIME_LIMIT) -> AnnexExtraction:
    """Read the file of a document and replace its passages; return how it went.

    :param seconds: how long reading may take.
    """
    ending = Path(document.file.name).suffix.lower()
    if ending not in READABLE:
        return _record(document, Outcome.UNREADABLE)
    found = _read(document, seconds)
    if found["refused"]:
        code = found["refused"] if found["refused"] in REASONS else "refused"
        message = "" if code in REASONS else found["refused"]
        return _record(document, Outcome.FAILED, code, message)
    outcome = Outcome.CUT if found["cut"] else Outcome.DONE
    return _record(document, outcome, passages=found["passages"])


def _read(document: Any, seconds: float) -> dict[str, Any]:
    """Return what the bounded process made of the file."""
    failed: dict[str, Any] = {"passages": [], "cut": False}
    name = Path(document.file.name).name
    with tempfile.TemporaryDirectory(prefix="annex-") as folder:
        source, target = Path(folder, "source"), Path(folder, "passages.json")
        try:
            with document.file.storage.open(document.file.name) as stored:
                if stored.size > LARGEST:
                    return {**failed, "refused": "too-large"}
                with source.open("wb") as copy:
                    shutil.copyfileobj(stored, copy)
        except OSError:
            return {**failed, "refused": "missing"}
        errors = Path(folder, "errors.txt")
        process = start_worker("extract", str(source), name, str(target), errors=errors)
        if finish(process, seconds) == 0 and target.exists():
            result: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
            return result
    return {**failed, "refused": "too-complex"}


@transaction.atomic
def _record(
    document: Any,
    outcome: str,
    code: str = "",
    message: str = "",
    passages: list[tuple[int | None, str]] | None = None,
) -> AnnexExtraction:
    AnnexPassage.objects.filter(document=document).delete()
    AnnexPassage.objects.bulk_create(
        AnnexPassage(document=document, position=position, page_number=page, text=text)
        for position, (page, text) in enumerate(passages or [])
    )
    extraction, _created = AnnexExtraction.objects.update_or_create(
        document=document,
        defaults={
            "file_name": document.file.name,
            "outcome": outcome,
            "code": code,
            "message": message,
        },
    )
    passages_changed.send(sender=type(document), document=document)
    return extraction


def reason(extraction: AnnexExtraction) -> str:
    """Return why the text of an annex is not, or not all, searched; "" when it is."""
    if extraction.outcome == Outcome.DONE:
        return ""
    return str(extraction.message or REASONS.get(extraction.code, extraction.get_outcome_display()))


def needs_reading(document: Any) -> bool:
    """Say whether the file was never read, or is another one than was read."""
    read = AnnexExtraction.objects.filter(document=document).values_list("file_name", flat=True)
    return read.first() != document.file.name


def read_when_stored(document: Any) -> None:
    """Read a file once its row is stored for good, unless that very file has been read."""
    if document.file and needs_reading(document):
        transaction.on_commit(lambda: extract(document), robust=True)
