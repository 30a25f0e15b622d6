"""``load_demo``: the demonstration, with accounts, figures, publications and their histories."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo.loader import Loaded, load
from translations.groups import partner_languages


class Command(BaseCommand):
    """Loads the demonstration. Adds what is missing, wipes and changes nothing."""

    help = "Load the demonstration. Adds what is missing; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the languages whose translations are wanted."""
        parser.add_argument(
            "--languages", help="Codes with commas between them; all partner languages by default."
        )
        parser.add_argument(
            "--pages",
            help="Translate only these: addresses below the English home page, with commas.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what was added and, once, the password of new accounts.

        :raises CommandError: for a language that the platform does not have.
        """
        codes, pages = (_split(options[name]) for name in ("languages", "pages"))
        unknown = set(codes or []) - set(partner_languages())
        if unknown:
            raise CommandError(f"No partner languages: {', '.join(sorted(unknown))}")
        self.stdout.write("The demonstration:")
        loaded = load(self.stdout, codes, pages)
        self.accounts(loaded)
        new = (loaded.publications, loaded.groups, loaded.people.passwords, loaded.translations)
        if not any(new):
            self.stdout.write(self.style.SUCCESS("Everything was there already."))
            return
        self.stdout.write(
            self.style.SUCCESS(
                f"Added: {len(loaded.publications)} publications, "
                f"{loaded.groups} working groups with members, "
                f"{len(loaded.people.passwords)} accounts, "
                f"{loaded.translations.total()} translations "
                f"into {len(loaded.translations)} languages."
            )
        )

    def accounts(self, loaded: Loaded) -> None:
        """Print the new accounts; passwords exist with ``DEBUG`` only and are shown only now."""
        made = loaded.people.passwords
        if not made:
            return
        if not any(made.values()):
            self.stdout.write(
                "The new accounts have no password (DEBUG is off). "
                "Give one with: manage.py changepassword NAME"
            )
            return
        self.stdout.write("New accounts, shown this once:")
        for name, password in made.items():
            role = loaded.people[name].groups.values_list("name", flat=True).first()
            self.stdout.write(f"  {name:<16} {password}   {role}")


def _split(words: str | None) -> list[str] | None:
    """Return what stands between commas; None where nothing was said."""
    return None if words is None else [word for word in words.split(",") if word]
