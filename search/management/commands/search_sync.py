"""``search_sync``: finds where the search differs from what is published, and mends it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import delivery
from search.engines.base import EngineAway
from search.rebuilding import differences
from search.tasks import bring_up_to_date


class Command(BaseCommand):
    """Exits with 1 when there was a difference, mended or not: something let it happen."""

    help = "Find and mend differences between the search and what is published; 1 if there were any"

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to look only."""
        parser.add_argument("--check", action="store_true", help="look, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and mend.

        :raises CommandError: when there was a difference, or the search server is away.
        """
        mend = not options["check"]
        try:
            found = differences(mend=mend)
            if mend and delivery.is_used():
                bring_up_to_date()
        except EngineAway as away:
            raise CommandError(f"The search server does not answer: {away}") from away
        if not found:
            self.stdout.write(self.style.SUCCESS("The search says what is published."))
            return
        for page, number in found.missing.items():
            self.stdout.write(f"page {page}: {number} missing")
        for page, number in found.surplus.items():
            self.stdout.write(f"page {page}: {number} too many")
        for problem in found.engine:
            self.stdout.write(problem)
        raise CommandError("Differences found" + ("" if options["check"] else " and mended"))
