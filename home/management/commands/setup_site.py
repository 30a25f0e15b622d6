"""``setup_site``: what a new installation starts with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.installation import Installer
from translations.languages import TreeMaker


class Command(BaseCommand):
    """Creates home page, library, topics, groups, partners, standard pages, language trees."""

    help = "Create the pages every installation starts with. Adds what is missing, changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the installer, naming each page as it is made."""
        self.stdout.write("Pages of the installation:")
        Installer(self.stdout.write).run()
        TreeMaker(self.stdout.write).run()
        self.stdout.write(self.style.SUCCESS("The site is set up."))
