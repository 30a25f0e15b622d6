"""``make_language_trees``: what each partner language begins with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from translations.languages import TreeMaker


class Command(BaseCommand):
    """Makes locales, groups and the home and index pages of every partner language."""

    help = (
        "Make the tree, the groups and the review of every language in WAGTAIL_CONTENT_LANGUAGES. "
        "Adds what is missing, changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, naming what is made."""
        self.stdout.write("Partner languages:")
        TreeMaker(self.stdout.write).run()
        self.stdout.write(self.style.SUCCESS("The languages are set up."))
