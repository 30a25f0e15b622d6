"""The termbase as a table: one format, read and written; what is wrong is said with row and column.

A row is a concept. ``key`` and ``notes``, then four columns a language: ``sl_preferred``,
``sl_admitted``, ``sl_deprecated`` (several labels separated by ``|``) and ``sl_definition``. A
column that is not there leaves what it would say as it is; an empty cell empties it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from translations.termbase.enums import ORDER, Status
from translations.termbase.models import (
    LONGEST_KEY,
    LONGEST_LABEL,
    SEPARATOR,
    Concept,
    check_label,
    languages,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
#: Longest note and definition, in characters.
LONGEST_TEXT = 5_000
DEFINITION = "definition"
_KEY = re.compile(r"[-a-zA-Z0-9_]+\Z")
#: A spreadsheet takes a cell that begins like this for a formula; so does one behind apostrophes,
#: once the first of these was taken off.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def safe(value: str) -> str:
    """Return a cell that no spreadsheet runs; :func:`unsafe` gives the value back."""
    return f"'{value}" if _FORMULA.match(value) else value


def unsafe(cell: str) -> str:
    """Return the value of a cell that :func:`safe` wrote, or that somebody typed."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def columns(codes: Iterable[str] | None = None) -> list[str]:
    """Return the names of all columns in their order."""
    chosen = [code for code, _name in languages()] if codes is None else list(codes)
    kinds = [*ORDER, DEFINITION]
    return ["key", "notes", *(f"{code}_{kind}" for code in chosen for kind in kinds)]


def written(concepts: Any) -> Iterator[list[str]]:
    """Yield the heading and a row for each concept, ready for ``csv.writer``."""
    names = columns()
    yield names
    for concept in concepts.prefetch_related("labels", "definitions").iterator(chunk_size=500):
        cells = {"key": concept.key, "notes": concept.notes}
        for label in sorted(concept.labels.all(), key=lambda label: label.text):
            name = f"{label.language}_{label.status}"
            cells[name] = f"{cells[name]}{SEPARATOR}{label.text}" if name in cells else label.text
        for definition in concept.definitions.all():
            cells[f"{definition.language}_{DEFINITION}"] = definition.text
        yield [safe(cells.get(name, "")) for name in names]


def as_csv() -> str:
    """Return the whole termbase as CSV. The mark in front tells spreadsheets that it is UTF-8."""
    target = io.StringIO()
    target.write("\ufeff")
    csv.writer(target).writerows(written(Concept.objects.order_by("key")))
    return target.getvalue()


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the row as a spreadsheet counts it, the name of the column."""

    row: int
    column: str
    words: str


@dataclass
class Entry:
    """What a row says. A language that is not in ``labels`` or ``definitions`` is left as it is."""

    row: int
    key: str
    notes: str | None = None
    labels: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)


class Unreadable(Exception):  # noqa: N818 says what the table is
    """The file is no table in this format at all; says why, for a person."""


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("The table is in UTF-16. Save it as “CSV UTF-8” and send it again."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            _("The table is not in UTF-8 (line %d). Save it as “CSV UTF-8” and send it again.")
            % line
        ) from error
    if "\x00" in text:
        raise Unreadable(_("This file is no CSV table."))
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers as a spreadsheet counts them.

    :raises Unreadable: where the quotation marks do not fit together.
    """
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise Unreadable(
            _("Row %d cannot be read: look at its quotation marks.") % (number + 1)
        ) from error


def _check_heading(names: list[str]) -> list[Fault]:
    known = set(columns())
    faults = []
    for place, name in enumerate(names):
        if name not in known:
            shown = name[:60] or _("column %d") % (place + 1)
            faults.append(Fault(1, shown, _("There is no column of this name.")))
        elif name in names[:place]:
            faults.append(Fault(1, name, _("This column is there twice.")))
    if "key" not in names:
        faults.append(Fault(1, "key", _("The column “key” is missing: it names the concept.")))
    return faults


def _text(cell: str) -> str:
    return "\n".join(line.rstrip() for line in unsafe(cell).strip().splitlines())


class _Reader:
    """Reads rows and collects what is wrong with them."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.faults: list[Fault] = []
        self.keys: dict[str, int] = {}

    def entry(self, number: int, row: list[str]) -> Entry:
        if len(row) > len(self.names):
            words = ngettext(
                "The row has more than the one cell of the heading.",
                "The row has more than the %d cells of the heading.",
                len(self.names),
            )
            self._fault(number, self.names[-1], words % len(self.names))
        cells = dict(zip(self.names, row, strict=False))
        entry = Entry(number, self._key(number, cells.get("key", "")))
        for name, cell in cells.items():
            language, _line, kind = name.partition("_")
            if name == "notes":
                entry.notes = self._long(number, name, cell)
            elif kind == DEFINITION:
                entry.definitions[language] = self._long(number, name, cell)
            elif kind:
                statuses = entry.labels.setdefault(language, {})
                statuses[kind] = list(self._labels(number, name, kind, cell))
        return entry

    def _fault(self, number: int, column: str, words: Any) -> None:
        self.faults.append(Fault(number, column, str(words)))

    def _key(self, number: int, cell: str) -> str:
        key = unsafe(cell).strip()
        if not key:
            self._fault(number, "key", _("The key is missing."))
        elif not _KEY.match(key) or len(key) > LONGEST_KEY:
            self._fault(
                number,
                "key",
                _("A key has letters a to z, digits and hyphens, at most %d.") % LONGEST_KEY,
            )
        elif key in self.keys:
            self._fault(number, "key", _("This key is in row %d already.") % self.keys[key])
        else:
            self.keys[key] = number
        return key

    def _long(self, number: int, name: str, cell: str) -> str:
        text = _text(cell)
        if len(text) > LONGEST_TEXT:
            self._fault(number, name, _("Longer than %d characters.") % LONGEST_TEXT)
        return text

    def _labels(self, number: int, name: str, kind: str, cell: str) -> Iterator[str]:
        found = [" ".join(part.split()) for part in unsafe(cell).split(SEPARATOR)]
        found = [part for part in found if part]
        if kind == Status.PREFERRED and len(found) > 1:
            self._fault(number, name, _("Only one label of a language can be the preferred one."))
        for text in found:
            if len(text) > LONGEST_LABEL:
                self._fault(number, name, _("Longer than %d characters.") % LONGEST_LABEL)
                continue
            try:
                check_label(text)
            except ValidationError as error:
                self._fault(number, name, error.messages[0])
            else:
                yield text


def read(data: bytes) -> tuple[list[Entry], list[str], list[Fault]]:
    """Return what a table says, its columns, and everything that is wrong with it.

    What a concept has already is not looked at here: see ``loading.load``.

    :raises Unreadable: when it is no table in this format at all.
    """
    rows = _rows(_decoded(data))
    heading = next(rows, None)
    if heading is None:
        raise Unreadable(_("This table is empty. There is nothing to take in."))
    names = [name.strip() for name in heading[1]]
    faults = _check_heading(names)
    if faults:
        return [], names, faults
    reader = _Reader(names)
    entries: list[Entry] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(entries) == MOST_ROWS:
            raise Unreadable(_("The table has more than %d rows. Split it up.") % MOST_ROWS)
        entries.append(reader.entry(number, row))
    return entries, names, reader.faults
