"""``compile_catalogs``: message catalogues without gettext's own programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand

from translations.catalogues import in_latin, latin_of, stale_catalogues, targets_of


class Command(BaseCommand):
    """Compiles ``locale/*/LC_MESSAGES/*.po``, only those that changed.

    Serbian is written in Cyrillic; its Latin catalogue is made from it here.
    """

    help = "Compile the message catalogues (needs no gettext on the machine)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each catalogue that is newer than its compiled file."""
        done = 0
        for source in stale_catalogues():
            self._compile(source)
            done += 1
        if done:
            self.stdout.write(f"Compiled {done} message catalogues.")

    def _compile(self, source: Path) -> None:
        catalogue = polib.pofile(str(source))
        target, *_others = targets_of(source)
        catalogue.save_as_mofile(str(target))
        latin = latin_of(source)
        if latin is not None:
            latin.parent.mkdir(parents=True, exist_ok=True)
            in_latin(catalogue).save_as_mofile(str(latin))
