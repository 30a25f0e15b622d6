"""Taking a table in: everything is checked first, then all of it is stored, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.batches import batches
from translations.termbase.enums import ORDER
from translations.termbase.models import Concept, Definition, Label, Stamp
from translations.termbase.permissions import is_administrator, languages_written
from translations.termbase.rules import faults_of
from translations.termbase.tables import Entry, Fault, read

FIRST_TERMS = Path(__file__).parent / "content" / "terms.csv"
_BATCH = 500

#: Labels of a concept by language and status.
Labels = dict[str, dict[str, list[str]]]


@dataclass
class Loaded:
    """What became of a table: faults, or the numbers of concepts added, changed, left alone."""

    faults: list[Fault]
    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass
class _Present:
    """What the database has of a concept."""

    concept: Concept
    labels: Labels
    definitions: dict[str, str]


def _present(keys: Iterable[str]) -> dict[str, _Present]:
    found: dict[str, _Present] = {}
    by_pk: dict[int, _Present] = {}
    for batch in batches(keys, _BATCH):
        for concept in Concept.objects.filter(key__in=batch):
            item = _Present(concept, defaultdict(lambda: defaultdict(list)), {})
            found[concept.key] = by_pk[concept.pk] = item
    for known in batches(by_pk, _BATCH):
        for label in Label.objects.filter(concept__in=known):
            by_pk[label.concept_id].labels[label.language][label.status].append(label.text)
        for definition in Definition.objects.filter(concept__in=known):
            by_pk[definition.concept_id].definitions[definition.language] = definition.text
    return found


def _merged(entry: Entry, there: _Present | None) -> Labels:
    """Return the labels that a concept would have: those of the row over those it has."""
    labels: Labels = {}
    if there is not None:
        labels = {code: dict(statuses) for code, statuses in there.labels.items()}
    for code, statuses in entry.labels.items():
        labels[code] = {**labels.get(code, {}), **statuses}
    return labels


def _flat(labels: Labels) -> Iterator[tuple[str, str, str]]:
    for code, statuses in labels.items():
        for status, texts in statuses.items():
            for text in texts:
                yield code, text, status


def _column(entry: Entry, language: str) -> str:
    """Return the column to name for a fault between the labels of a language."""
    named = entry.labels.get(language, {})
    return next((f"{language}_{status}" for status in ORDER if status in named), "key")


def _rights(names: list[str], user: Any) -> Iterator[Fault]:
    """Yield a fault for each column that is not the user's to write."""
    if user is None or is_administrator(user):
        return
    allowed = languages_written(user)
    for name in names:
        code, _line, kind = name.partition("_")
        if name != "key" and not (kind and code in allowed):
            yield Fault(1, name, _("You may not change this column: leave it out of the table."))


def check(entries: list[Entry], there: dict[str, _Present], user: Any) -> list[Fault]:
    """Return what is wrong between the rows and what the termbase has."""
    faults = []
    new_ones = user is None or is_administrator(user)
    for entry in entries:
        present = there.get(entry.key)
        if present is None and not new_ones:
            faults.append(
                Fault(
                    entry.row,
                    "key",
                    _("There is no concept of this key; only administrators add one."),
                )
            )
            continue
        for language, words in faults_of(_flat(_merged(entry, present))).items():
            faults.append(Fault(entry.row, _column(entry, language), words))
    return faults


def load(data: bytes, user: Any = None, *, only_new: bool = False) -> Loaded:
    """Take a table in; when anything is wrong with it, nothing is changed.

    :param user: who sent it; None for the installation, which may do everything.
    :param only_new: leave concepts that are there as they are.
    :raises translations.termbase.tables.Unreadable: when it is no table in this format.
    """
    entries, names, faults = read(data)
    faults = [*_rights(names, user), *faults]
    with transaction.atomic():
        there = _present({entry.key for entry in entries})
        told = {fault.row for fault in faults}
        faults += check([entry for entry in entries if entry.row not in told], there, user)
        if faults:
            return Loaded(sorted(faults, key=lambda fault: fault.row))
        if only_new:
            entries = [entry for entry in entries if entry.key not in there]
        return _store(entries, there)


def _store(entries: list[Entry], there: dict[str, _Present]) -> Loaded:
    new = [entry for entry in entries if entry.key not in there]
    concepts = [Concept(key=entry.key, notes=entry.notes or "") for entry in new]
    Concept.objects.bulk_create(concepts, batch_size=_BATCH)
    added = {entry.key for entry in new}
    for batch in batches(added, _BATCH):
        for concept in Concept.objects.filter(key__in=batch):
            there[concept.key] = _Present(concept, {}, {})
    changed = [e for e in entries if e.key in added or _differs(e, there[e.key])]
    if changed:
        _write(changed, there)
        Stamp.renew()
    altered = len(changed) - len(new)
    return Loaded([], len(new), altered, len(entries) - len(new) - altered)


def _differs(entry: Entry, present: _Present) -> bool:
    if entry.notes is not None and entry.notes != present.concept.notes:
        return True
    if any(present.definitions.get(code, "") != text for code, text in entry.definitions.items()):
        return True
    return any(
        sorted(texts) != sorted(present.labels.get(code, {}).get(status, []))
        for code, statuses in entry.labels.items()
        for status, texts in statuses.items()
    )


def _delete(model: Any, wanted: Iterable[tuple[Concept, Iterable[str]]]) -> None:
    """Delete what concepts have in languages; the rows of a table nearly all name the same ones."""
    by_languages: dict[tuple[str, ...], list[Concept]] = defaultdict(list)
    for concept, languages in wanted:
        by_languages[tuple(languages)].append(concept)
    for languages, concepts in by_languages.items():
        for batch in batches(concepts, _BATCH):
            model.objects.filter(concept__in=batch, language__in=languages).delete()


def _write(entries: list[Entry], there: dict[str, _Present]) -> None:
    """Put labels and definitions of the rows in the place of those that they speak of."""
    changes = [(entry, there[entry.key]) for entry in entries]
    _delete(Label, ((now.concept, entry.labels) for entry, now in changes if now.labels))
    _delete(
        Definition, ((now.concept, entry.definitions) for entry, now in changes if now.definitions)
    )
    labels, definitions = [], []
    for entry, present in changes:
        concept = present.concept
        if entry.notes is not None and entry.notes != concept.notes:
            concept.notes = entry.notes
            concept.save()
        merged = _merged(entry, present)
        labels += [
            Label(concept=concept, language=code, text=text, status=status)
            for code, text, status in _flat({code: merged[code] for code in entry.labels})
        ]
        definitions += [
            Definition(concept=concept, language=code, text=text)
            for code, text in entry.definitions.items()
            if text
        ]
    Label.objects.bulk_create(labels, batch_size=_BATCH)
    Definition.objects.bulk_create(definitions, batch_size=_BATCH)


def load_first_terms() -> int:
    """Add the concepts that come with the platform where they are missing; return how many.

    What is there stays as it is: somebody may have bettered it.
    """
    loaded = load(FIRST_TERMS.read_bytes(), only_new=True)
    if loaded.faults:
        fault = loaded.faults[0]
        raise ValueError(f"{FIRST_TERMS.name}, row {fault.row}, {fault.column}: {fault.words}")
    return loaded.added
