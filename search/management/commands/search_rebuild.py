"""``search_rebuild``: makes the search documents again from what is published."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import delivery
from search.engines.base import EngineAway
from search.rebuilding import rebuild, unfinished_run


class Command(BaseCommand):
    """Goes on where an interrupted rebuild stopped; readers are served meanwhile."""

    help = "Make the search documents again. Goes on where an interrupted rebuild stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to begin anew."""
        parser.add_argument("--anew", action="store_true", help="begin at the first page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, saying how far it is.

        :raises CommandError: when the search server cannot be brought up to date now.
        """
        anew = bool(options["anew"])
        earlier = None if anew else unfinished_run()
        if earlier is not None:
            self.stdout.write(f"Going on after {earlier.pages} pages.")
        if not delivery.is_used():
            self._rebuild_rows(anew, lambda: None)
            return
        try:
            written = delivery.rebuild(self._documents, lambda keep: self._rebuild_rows(anew, keep))
        except EngineAway as problem:
            raise CommandError(
                f"The search server does not take a new index: {problem}. "
                "It gets one by itself as soon as it does; the database answers until then."
            ) from problem
        if written is None:
            raise CommandError("Another process is building an index; try again when it is done")
        self.stdout.write(self.style.SUCCESS(f"{written} documents in the search server."))

    def _rebuild_rows(self, anew: bool, keep: delivery.Keep) -> None:
        def progress(done: int, total: int) -> None:
            keep()
            self.stdout.write(f"{done} of {total} pages")

        run = rebuild(progress, anew=anew)
        self.stdout.write(
            self.style.SUCCESS(f"{run.documents} search documents from {run.pages} pages.")
        )

    def _documents(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total} documents in the search server")
