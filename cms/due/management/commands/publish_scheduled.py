"""Wagtail's ``publish_scheduled``, made safe: it goes the way of ``run_due``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.due import calendar


class Command(BaseCommand):
    """Stands in for Wagtail's own, which stops at the first page that the gate refuses."""

    help = "Publish and expire pages at their dates. run_due does this and everything else due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add Wagtail's option."""
        parser.add_argument("--dryrun", action="store_true", help="Only say what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the calendar job of ``run_due``, or say what it would do."""
        now = timezone.now()
        if options["dryrun"]:
            for line in calendar.scheduled_words(now):
                self.stdout.write(line)
            return
        self.stdout.write(f"calendar: {calendar.run(now)} done")
