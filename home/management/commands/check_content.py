"""``check_content``: is the translated content whole, and in its language? A table by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demo.looked_at import LookedAt, looked_at
from home.demo.translated_files import FOLDER, files
from search.analysis import identify
from translations.content_checks import (
    Finding,
    Segment,
    TermUse,
    findings_of,
    term_findings,
    words_in,
)
from translations.groups import partner_languages, source_language
from translations.pairs import as_typed, pairs_of
from translations.termbase.index import Index, build
from translations.termbase.loading import FIRST_TERMS
from translations.termbase.tables import read


@dataclass
class Counted:
    """What the table says of one language."""

    code: str
    messages: tuple[int, int]
    segments: list[Segment]
    terms: TermUse = field(default_factory=TermUse)
    findings: list[Finding] = field(default_factory=list)
    passed: int = 0

    @property
    def translated(self) -> list[Segment]:
        """The segments that have a translation."""
        return [segment for segment in self.segments if segment.target]

    @property
    def hard(self) -> list[Finding]:
        """The findings that fail the check."""
        return [finding for finding in self.findings if finding.hard]

    def row(self) -> tuple[str, ...]:
        """Return the cells of the table."""
        words = sum(len(words_in(segment.target)) for segment in self.translated)
        flagged = {finding.segment for finding in self.findings}
        terms = f"{self.terms.percent:.1f} ({self.terms.named})" if self.terms.named else "-"
        return (
            self.code,
            f"{self.messages[0]}/{self.messages[1]}",
            f"{len(self.translated)}/{len(self.segments)}",
            str(words),
            terms,
            str(len(flagged)),
            str(len({finding.segment for finding in self.hard})),
            str(self.passed),
        )


HEADINGS = (
    "language", "messages", "segments", "words", "terms %", "flagged", "errors", "looked at",
)  # fmt: skip


def segments_of_files(code: str) -> Iterator[Segment]:
    """Yield the segments of the demonstration's files, with file and line."""
    for file in files([code]):
        name = file.path.relative_to(FOLDER)
        for entry in file.entries:
            if not entry.obsolete:
                text = "" if entry.fuzzy else entry.msgstr
                yield Segment(code, entry.msgid, text, f"{name}:{entry.linenum}")


def segments_of_database(code: str) -> Iterator[Segment]:
    """Yield what translators have written on this installation, with the page and its place."""
    from wagtail_localize.models import Translation

    begun = Translation.objects.filter(target_locale__language_code=code)
    for translation in begun.select_related("source", "target_locale").order_by("pk"):
        for pair in pairs_of(translation):
            source = as_typed(pair.source, pair.rich)
            where = f"{translation.source.object_repr}, {pair.segment.context.path}"
            yield Segment(code, source, pair.text, where)


def messages_of(code: str) -> tuple[int, int]:
    """Return how many messages of the interface are translated, and how many there are."""
    folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
    entries = [entry for entry in polib.pofile(str(folder / "django.po")) if not entry.obsolete]
    return sum(1 for entry in entries if entry.translated()), len(entries)


def term_indexes(codes: list[str]) -> dict[str, Index]:
    """Return the names of the termbase that is delivered with the platform, by language."""
    if not FIRST_TERMS.exists():
        return {code: Index(code) for code in codes}
    entries, _names, _faults = read(FIRST_TERMS.read_bytes())
    labels: dict[str, list[tuple[int, str, str]]] = {code: [] for code in codes}
    for number, entry in enumerate(entries):
        for code in codes:
            for status, texts in entry.labels.get(code, {}).items():
                labels[code] += [(number, text, str(status)) for text in texts]
    return {code: build(code, labels[code]) for code in codes}


class Command(BaseCommand):
    """Checks translated segments; fails on errors that nobody has looked at."""

    help = (
        "Check the translated content: its language and script, what was lost, how long it is, "
        "whether it uses the termbase's terms. Prints a table by language; fails on errors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take languages, where to read, how much to say."""
        parser.add_argument("--language", action="append", help="A code; all when left out.")
        parser.add_argument(
            "--database",
            action="store_true",
            help="Check what is in the database, not the demonstration's files.",
        )
        parser.add_argument("--all", action="store_true", help="Print every warning.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check each language, print findings and table.

        :raises CommandError: for an unknown language, and when there are errors.
        """
        codes = options["language"] or partner_languages()
        if unknown := set(codes) - set(partner_languages()):
            raise CommandError(f"No partner languages: {', '.join(sorted(unknown))}")
        read_segments = segments_of_database if options["database"] else segments_of_files
        known = looked_at()
        indexes = term_indexes([source_language(), *codes])
        counted = [self.counted(code, list(read_segments(code)), known, indexes) for code in codes]
        for language in counted:
            for finding in language.findings:
                if finding.hard or options["all"]:
                    self.tell(finding)
        self.table([HEADINGS, *(language.row() for language in counted)])
        kinds = Counter(finding.kind for language in counted for finding in language.findings)
        if kinds:
            self.stdout.write(", ".join(f"{kind}: {kinds[kind]}" for kind in sorted(kinds)))
        if errors := sum(len(language.hard) for language in counted):
            raise CommandError(f"{errors} errors in translated content.")

    def counted(
        self, code: str, segments: list[Segment], known: list[LookedAt], indexes: dict[str, Index]
    ) -> Counted:
        """Check the segments of one language."""
        counted = Counted(code, messages_of(code), segments)
        found = list(findings_of(segments, identify))
        for segment in counted.translated:
            found += term_findings(
                segment, indexes[source_language()], indexes[code], counted.terms
            )
        for finding in found:
            if any(item.covers(finding) for item in known):
                counted.passed += 1
            else:
                counted.findings.append(finding)
        return counted

    def tell(self, finding: Finding) -> None:
        """Print one finding with its place."""
        style = self.style.ERROR if finding.hard else self.style.WARNING
        words = finding.segment.target.replace("\n", " ")[:80]
        self.stdout.write(
            f"{finding.segment.where}: {style(finding.kind)}: {finding.words}\n    {words}"
        )

    def table(self, rows: list[tuple[str, ...]]) -> None:
        """Print cells in columns."""
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows:
            cells = [
                cell.ljust(width) if place == 0 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.stdout.write("  ".join(cells))
