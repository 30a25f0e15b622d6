"""The life of an import: received, converted beside the server, looked at, made."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from policies.import_admin.files import ImportFolder
from policies.import_admin.process import IMPORT_TIME_LIMIT, WAIT_LIMIT, finish, start_worker
from policies.importing.pandoc import too_complex
from policies.models import ImportJob

#: When nothing was heard of a conversion for so long, the server was ended in between.
LOST_AFTER = timedelta(seconds=IMPORT_TIME_LIMIT + WAIT_LIMIT + 30)


@dataclass(frozen=True)
class State:
    """How far an import is. ``name``: ``working``, ``refused`` or ``ready``."""

    name: str
    fraction: float = 0.0
    sentence: str = ""

    @property
    def percent(self) -> int:
        """The fraction for people."""
        return round(self.fraction * 100)


def begin(user: Any, upload: Any, **fields: Any) -> ImportJob:
    """Keep an uploaded file privately and start its conversion.

    :param upload: Django's uploaded file, already checked for its size.
    :param fields: further fields of the job.
    """
    ImportJob.prune()
    job = ImportJob(user=user, file_name=str(upload.name)[:255], **fields)
    job.folder.receive(upload.chunks())
    job.save()
    convert_beside(job.folder, job.file_name)
    return job


def convert_beside(folder: ImportFolder, name: str) -> None:
    """Convert in a process of its own, watched by a thread that ends it in time."""
    folder.tell(0.0, _("The file has arrived"))
    process = start_worker("import", str(folder.path), name, errors=folder.errors)
    language = translation.get_language() or settings.LANGUAGE_CODE
    threading.Thread(target=watch, args=(process, folder, language), daemon=True).start()


def watch(process: subprocess.Popen[bytes], folder: ImportFolder, language: str) -> None:
    """Wait for a conversion; whatever happens to it, the person who waits gets an answer."""
    finish(process, IMPORT_TIME_LIMIT + WAIT_LIMIT)
    if folder.path.exists() and not folder.is_converted and folder.refusal() is None:
        with translation.override(language):
            folder.refuse("too-complex", str(too_complex()))


def state_of(job: ImportJob) -> State:
    """Return how far the conversion is."""
    folder = job.folder
    if folder.is_converted:
        return State("ready", 1.0, _("Ready"))
    refusal = folder.refusal()
    if refusal is not None:
        return State("refused", 1.0, refusal["message"])
    if not folder.path.exists() or timezone.now() - job.created_at > LOST_AFTER:
        return State("refused", 1.0, _("This import is no longer there. Upload the file again."))
    progress = folder.progress()
    return State("working", float(progress.get("fraction", 0)), str(progress.get("sentence", "")))


def waits(user: Any) -> ImportJob | None:
    """Return an import of this user that is still being converted, or None."""
    recent = ImportJob.objects.filter(
        user=user, done_at=None, created_at__gt=timezone.now() - LOST_AFTER
    )
    return next((job for job in recent if state_of(job).name == "working"), None)
