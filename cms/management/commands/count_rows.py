"""``count_rows``: what tells whether a restored backup is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints a line for each table, and one for each folder of uploads; ``diff`` compares two."""

    help = "Count the rows of each table and the files of each folder, for comparing a backup."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, by name."""
        models = [model for model in apps.get_models() if model._meta.managed]
        for model in sorted(models, key=lambda model: model._meta.db_table):
            self.stdout.write(f"{model._meta.db_table} {model._base_manager.count()}")
        for folder in (settings.DOCUMENTS_ROOT, settings.MEDIA_ROOT):
            files = sum(1 for path in Path(folder).rglob("*") if path.is_file())
            self.stdout.write(f"{Path(folder).name}/ {files}")
