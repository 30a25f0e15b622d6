"""``search_rebuild``: makes the search documents again from what is published."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.rebuilding import rebuild, unfinished_run


class Command(BaseCommand):
    """Goes on where an interrupted rebuild stopped; readers are served meanwhile."""

    help = "Make the search documents again. Goes on where an interrupted rebuild stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to begin anew."""
        parser.add_argument("--anew", action="store_true", help="begin at the first page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, saying how far it is."""
        earlier = None if options["anew"] else unfinished_run()
        if earlier is not None:
            self.stdout.write(f"Going on after {earlier.pages} pages.")
        run = rebuild(self._progress, anew=options["anew"])
        self.stdout.write(
            self.style.SUCCESS(f"{run.documents} search documents from {run.pages} pages.")
        )

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total} pages")
