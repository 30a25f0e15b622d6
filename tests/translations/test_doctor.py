"""The doctor sees message catalogues that are behind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from django.core.management import call_command

from cms.doctor import State, examine
from translations.catalogues import sources


def test_catalogues_that_are_behind_are_found(settings: Any, tmp_path: Path) -> None:
    serbian = next(path for path in sources() if path.parents[1].name == "sr")
    copy = tmp_path / "sr" / "LC_MESSAGES" / serbian.name
    copy.parent.mkdir(parents=True)
    shutil.copy(serbian, copy)
    settings.LOCALE_PATHS = [tmp_path]

    def state() -> State:
        return examine(frozenset({"catalogues"}))[0].finding.state

    assert state() is State.LOOK
    call_command("compile_catalogs")
    assert state() is State.OK
    later = copy.stat().st_mtime + 60
    os.utime(copy, (later, later))
    assert state() is State.LOOK
    call_command("compile_catalogs")
    latin = tmp_path / "sr_Latn" / "LC_MESSAGES" / "django.mo"
    os.utime(copy.with_suffix(".mo"), (later, later))
    os.utime(latin, (later, later))
    assert state() is State.OK
    latin.unlink()
    assert state() is State.LOOK
