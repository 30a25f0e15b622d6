"""``compile_catalogs``: message catalogues without gettext's own programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compiles ``locale/*/LC_MESSAGES/*.po``, only those that changed."""

    help = "Compile the message catalogues (needs no gettext on the machine)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each catalogue that is newer than its compiled file."""
        done = 0
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                polib.pofile(str(source)).save_as_mofile(str(target))
                done += 1
        if done:
            self.stdout.write(f"Compiled {done} message catalogues.")
