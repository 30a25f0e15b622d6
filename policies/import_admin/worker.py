"""The process that opens files: ``python -m policies.import_admin.worker JOB LANGUAGE …``.

``import … FOLDER NAME`` converts an upload; ``extract … FILE NAME TARGET`` takes the text out of an
annex. It writes files only; the web server brings what it made into the database.
"""

from __future__ import annotations

import fcntl
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policies.import_admin.process import (
    IMPORT_TIME_LIMIT,
    WAIT_LIMIT,
    bound_myself,
    end_me_after,
)

#: How many conversions run at once on one machine; the others wait.
SLOTS = 2


def convert_upload(folder: Path, name: str) -> None:
    """Convert the file of an import folder; write its result or why it was refused."""
    from django.utils.translation import gettext as _

    from policies.import_admin.files import ImportFolder
    from policies.importing.convert import convert
    from policies.importing.errors import ImportRefused

    place = ImportFolder(folder)
    with a_slot(folder.parent, lambda: place.tell(0.0, _("Waiting for another import to end"))):
        end_me_after(IMPORT_TIME_LIMIT)
        try:
            result = convert(place.source.read_bytes(), name, progress=place.tell)
        except ImportRefused as error:
            place.refuse(error.code, str(error))
        else:
            place.store(result)


@contextmanager
def a_slot(folder: Path, tell_to_wait: Callable[[], None]) -> Iterator[None]:
    """Hold one of the machine's few slots; the system frees it when the process ends."""
    files = [(folder / f".slot-{number}").open("wb") for number in range(SLOTS)]
    told = False
    try:
        while True:
            for file in files:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
            if not told:
                tell_to_wait()
                told = True
            time.sleep(0.2)
    finally:
        for file in files:
            file.close()


def extract(source: Path, name: str, target: Path) -> None:
    """Write the passages of an annex as JSON: ``{"passages": [[page or null, text]], …}``."""
    from policies.import_admin.passages import passages_of

    target.write_text(json.dumps(passages_of(source, name)), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Do one job; what goes wrong in an unforeseen way ends the process with a trace."""
    bound_myself(IMPORT_TIME_LIMIT)
    end_me_after(WAIT_LIMIT)
    job, language, *rest = arguments
    if job == "extract" and rest[1].lower().endswith((".pdf", ".txt", ".csv")):
        # Needs nothing of the site, and so starts in a fraction of a second.
        return extract(Path(rest[0]), rest[1], Path(rest[2]))
    import django
    from django.utils import translation

    django.setup()
    with translation.override(language):
        if job == "import":
            return convert_upload(Path(rest[0]), rest[1])
        return extract(Path(rest[0]), rest[1], Path(rest[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
