"""``extract_annexes``: read the text of annexes that were never read, or not yet well."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from wagtail.documents import get_document_model

from policies.attachments import COMMAND_TIME_LIMIT, extract, needs_reading, reason
from policies.models import AnnexExtraction, ImportJob


class Command(BaseCommand):
    """Reads files again; a file that cannot be read stops no other."""

    help = "Read the text of annexes for search; also removes imports older than a week."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which files are read."""
        parser.add_argument("--again", action="store_true", help="also those that failed before")
        parser.add_argument("--all", action="store_true", help="every file, read or not")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read file by file and say what came of it."""
        ImportJob.prune()
        failed = AnnexExtraction.Outcome.FAILED
        wanted = [
            document
            for document in get_document_model().objects.select_related("extraction").order_by("pk")
            if options["all"]
            or needs_reading(document)
            or (options["again"] and document.extraction.outcome == failed)
        ]
        for number, document in enumerate(wanted, start=1):
            extraction = extract(document, COMMAND_TIME_LIMIT)
            said = f"{number}/{len(wanted)} {document.title}: {extraction.get_outcome_display()}"
            if extraction.outcome == failed:
                self.stdout.write(self.style.WARNING(f"{said} ({reason(extraction)})"))
            else:
                self.stdout.write(f"{said} ({document.passages.count()} passages)")
        if not wanted:
            self.stdout.write("Every annex has been read.")
