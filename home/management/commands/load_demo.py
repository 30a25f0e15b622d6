"""``load_demo``: the demonstration, with accounts, figures, publications and their histories."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.demo.loader import Loaded, load


class Command(BaseCommand):
    """Loads the demonstration. Adds what is missing, wipes and changes nothing."""

    help = "Load the demonstration. Adds what is missing; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what was added and, once, the passwords of new accounts."""
        self.stdout.write("The demonstration:")
        loaded = load(self.stdout)
        self.accounts(loaded)
        if not (loaded.publications or loaded.groups or loaded.people.passwords):
            self.stdout.write(self.style.SUCCESS("Everything was there already."))
            return
        self.stdout.write(
            self.style.SUCCESS(
                f"Added: {len(loaded.publications)} publications, "
                f"{loaded.groups} working groups with members, "
                f"{len(loaded.people.passwords)} accounts."
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
