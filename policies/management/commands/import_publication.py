"""``import_publication FILE…``: drafts from Word, OpenDocument, Markdown or HTML files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.drafts import create_draft
from policies.importing.convert import convert
from policies.importing.errors import ImportRefused
from policies.importing.result import ImportedPublication
from policies.models import PublicationIndexPage, TopicPage

TYPES = {
    "policy-paper": "PolicyPaper",
    "pilot-action-guideline": "PilotActionGuideline",
    "working-group-report": "WorkingGroupReport",
}


class Command(BaseCommand):
    """Makes one draft of each file; a file that is refused stops no other."""

    help = "Import .docx, .odt, .md or .html files as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files, type, topic and the account the drafts belong to."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--type", choices=sorted(TYPES), default="policy-paper")
        parser.add_argument("--topic", type=int, help="number of the topic, 1 to 6")
        parser.add_argument("--user", help="account the draft belongs to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import each file and say what was made and what could not be placed.

        :raises CommandError: for an unknown account or topic, and when a file was refused.
        """
        user = self.found(get_user_model(), "account", username=options["user"])
        fields = {}
        if options["topic"]:
            fields["topic"] = self.found(
                TopicPage, "topic", number=options["topic"], locale__language_code="en"
            )
        library = PublicationIndexPage.objects.filter(locale__language_code="en").first()
        if library is None:
            raise CommandError("There is no library yet; run setup_site first.")
        model = apps.get_model("policies", TYPES[options["type"]])
        refused = 0
        for path in options["files"]:
            try:
                imported = convert(path, progress=self.tell)
            except (ImportRefused, OSError) as error:
                self.stderr.write(self.style.ERROR(f"{path.name}: {error}"))
                refused += 1
                continue
            page = create_draft(imported, model, library, user=user, **fields)
            self.report(path, imported, page)
        if refused:
            raise CommandError(f"{refused} file(s) were refused.")

    def found(self, model: type[Any], what: str, **lookup: Any) -> Any:
        """Return the one object the options name, or None when they name none.

        :raises CommandError: when there is no such object.
        """
        if None in lookup.values():
            return None
        found = model._default_manager.filter(**lookup).first()
        if found is None:
            raise CommandError(f"No such {what}: {next(iter(lookup.values()))}")
        return found

    def tell(self, fraction: float, sentence: str) -> None:
        """Show progress on a terminal."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{fraction:4.0%} {sentence:<40}", ending="")

    def report(self, path: Path, imported: ImportedPublication, page: Any) -> None:
        """Say what became of a file, and name all that needs an editor's eye."""
        self.stdout.write(
            self.style.SUCCESS(
                f"{path.name}: draft {page.reference_number} “{page.title}” with "
                f"{len(page.body)} blocks, {len(imported.recommendations)} recommendations, "
                f"{len(imported.footnotes)} footnotes."
            )
        )
        for entry in imported.unplaced:
            kept = "kept as text" if entry.kept else "left out"
            self.stdout.write(f"  {entry.label} ({kept}): {entry.text[:100]}")
        for comment in imported.comments:
            self.stdout.write(f"  Comment by {comment.author or 'unknown'}: {comment.text[:100]}")
        for warning in imported.warnings:
            self.stdout.write(self.style.WARNING(f"  {warning}"))
