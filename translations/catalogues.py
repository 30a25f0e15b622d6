"""The message catalogues: which compiled files belong to each, and which of them are behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings

from translations.serbian import to_latin


def sources() -> Iterator[Path]:
    """Yield every catalogue as translators write it (``.po``)."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def latin_of(source: Path) -> Path | None:
    """Return where the Latin catalogue of a Serbian one is compiled to, None for the others."""
    if source.parents[1].name != "sr":
        return None
    return source.parents[2] / "sr_Latn" / "LC_MESSAGES" / source.with_suffix(".mo").name


def targets_of(source: Path) -> list[Path]:
    """Return the compiled files of a catalogue."""
    latin = latin_of(source)
    return [source.with_suffix(".mo"), *([latin] if latin is not None else [])]


def stale_catalogues() -> Iterator[Path]:
    """Yield each catalogue that is newer than a compiled file of it, or has none."""
    for source in sources():
        written = source.stat().st_mtime
        if not all(
            path.exists() and path.stat().st_mtime >= written for path in targets_of(source)
        ):
            yield source


def in_latin(catalogue: polib.POFile) -> polib.POFile:
    """Return the catalogue with its messages in Latin letters; placeholders have none to change."""
    catalogue.metadata["Language"] = "sr_Latn"
    for entry in catalogue:
        entry.msgstr = to_latin(entry.msgstr)
        entry.msgstr_plural = {form: to_latin(text) for form, text in entry.msgstr_plural.items()}
    return catalogue
