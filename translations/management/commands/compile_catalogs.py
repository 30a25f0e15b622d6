"""``compile_catalogs``: message catalogues without gettext's own programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from translations.serbian import to_latin


class Command(BaseCommand):
    """Compiles ``locale/*/LC_MESSAGES/*.po``, only those that changed.

    Serbian is written in Cyrillic; its Latin catalogue is made from it here.
    """

    help = "Compile the message catalogues (needs no gettext on the machine)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each catalogue that is newer than its compiled file."""
        done = 0
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                latin = Path(folder) / "sr_Latn" / "LC_MESSAGES" / target.name
                targets = [target, latin] if source.parents[1].name == "sr" else [target]
                fresh = all(
                    path.exists() and path.stat().st_mtime >= source.stat().st_mtime
                    for path in targets
                )
                if fresh:
                    continue
                catalogue = polib.pofile(str(source))
                catalogue.save_as_mofile(str(target))
                if latin in targets:
                    latin.parent.mkdir(parents=True, exist_ok=True)
                    in_latin(catalogue).save_as_mofile(str(latin))
                done += 1
        if done:
            self.stdout.write(f"Compiled {done} message catalogues.")


def in_latin(catalogue: polib.POFile) -> polib.POFile:
    """Return the catalogue with its messages in Latin letters; placeholders have none to change."""
    catalogue.metadata["Language"] = "sr_Latn"
    for entry in catalogue:
        entry.msgstr = to_latin(entry.msgstr)
        entry.msgstr_plural = {form: to_latin(text) for form, text in entry.msgstr_plural.items()}
    return catalogue
