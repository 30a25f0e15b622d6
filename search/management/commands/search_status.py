"""``search_status``: what the search holds and whether it is in order."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from search import delivery
from search.analysis import is_prepared
from search.drift import standing
from search.engines import get_engine
from search.models import SearchDocument, SearchRun
from search.rebuilding import unfinished_run, waiting_pages


class Command(BaseCommand):
    """Prints counts by kind and language, the last rebuild and the state of the engine."""

    help = "Show what the search holds and whether it is in order."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        engine = get_engine()
        self.stdout.write(f"Engine: {engine.name}")
        self.stdout.write(f"Dictionaries prepared: {'yes' if is_prepared() else 'no'}")
        for name in ("kind", "language"):
            counts = SearchDocument.objects.order_by(name).values_list(name).annotate(Count("pk"))
            listed = ", ".join(f"{value} {number}" for value, number in counts)
            self.stdout.write(f"By {name}: {listed or 'nothing'}")
        self.stdout.write(f"Public pages without documents: {waiting_pages()}")
        last = SearchRun.objects.exclude(finished_at=None).order_by("-pk").first()
        when = f"{last.finished_at:%Y-%m-%d %H:%M}" if last and last.finished_at else "never"
        self.stdout.write(f"Last rebuild: {when}")
        if unfinished_run() is not None:
            self.stdout.write("A rebuild was interrupted: run search_rebuild to go on.")
        if delivery.is_used():
            self._server()
        for problem in engine.check() or ["The engine's data is in order."]:
            self.stdout.write(problem)

    def _server(self) -> None:
        """Say where deliveries to the search server stand."""
        found = standing()
        self.stdout.write(f"Search server: {found.problem or f'up to date, index {found.index}'}")
        since = f", the oldest since {found.since:%Y-%m-%d %H:%M:%S}" if found.since else ""
        self.stdout.write(f"Changes to deliver: {found.waiting}{since}")
        when = found.delivered_at
        self.stdout.write(f"Last delivery: {f'{when:%Y-%m-%d %H:%M:%S}' if when else 'never'}")
        if found.building:
            self.stdout.write(f"An index is being filled: {found.building}")
