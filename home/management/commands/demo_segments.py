"""``demo_segments``: the files that the demonstration's translators fill in, brought up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from home.demo.segments import addresses, brought_up_to_date, described_pairs, known_texts
from home.demo.translated_files import TranslatedFile, page_at
from home.models import HomePage
from translations.groups import partner_languages, source_language


class Command(BaseCommand):
    """Writes ``home/demo/translated/<language>/<address>.po`` from the pages of a loaded demo."""

    help = (
        "Write the files of the demo's translations with every segment of its pages as they are "
        "in this database. Keeps what is translated, marks what has changed as fuzzy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take languages and pages."""
        parser.add_argument("--language", action="append", help="A code; all when left out.")
        parser.add_argument(
            "--page",
            action="append",
            help="Address below the English home page (library/concept-paper-wg3); all public "
            "texts when left out.",
        )
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail when a file would change."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or check, each file; say how much of it is translated.

        :raises CommandError: for an unknown language or page, and with ``--check`` for a file that
            does not follow its page.
        """
        codes = options["language"] or partner_languages()
        if unknown := set(codes) - set(partner_languages()):
            raise CommandError(f"No partner languages: {', '.join(sorted(unknown))}")
        home = HomePage.objects.filter(locale__language_code=source_language()).first()
        if home is None:
            raise CommandError("There is no site yet: run setup_site and load_demo first.")
        wanted = options["page"] or list(addresses(home))
        behind = 0
        for code in codes:
            known = known_texts(code)
            for address in wanted:
                file = TranslatedFile(code, address)
                if options["check"] and not file.path.exists():
                    continue
                behind += self.bring(file, home, known, check=options["check"])
        if behind and options["check"]:
            raise CommandError(f"{behind} files do not follow their pages.")

    def bring(self, file: TranslatedFile, home: Any, known: dict[str, str], *, check: bool) -> bool:
        """Bring one file up to date; return whether it was behind."""
        try:
            page = page_at(home, file.address)
        except ValueError as error:
            raise CommandError(str(error)) from error
        before = file.path.read_text(encoding="utf-8") if file.path.exists() else ""
        with transaction.atomic():
            made = brought_up_to_date(file, described_pairs(page, file.language), known)
            # Beginning a translation leaves rows; this only looks.
            transaction.set_rollback(True)
        text = str(made)
        total = [entry for entry in made if not entry.obsolete]
        done = sum(1 for entry in total if entry.msgstr and not entry.fuzzy)
        changed = text.strip() != before.strip()
        note = "" if not changed else " (behind)" if check else " (written)"
        self.stdout.write(f"  {file.language} {file.address}: {done} of {len(total)}{note}")
        if changed and not check:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        return changed
