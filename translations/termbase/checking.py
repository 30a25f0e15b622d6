"""What the termbase says of one translated segment: terms found, labels left out or deprecated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from django.utils.translation import gettext as _

from translations.groups import source_language
from translations.termbase.analysis import words_of
from translations.termbase.enums import Status
from translations.termbase.index import Index, Name, index_of
from translations.termbase.models import Definition, Stamp

_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_BREAK = re.compile(r"<br\s*/?>")


def plain(data: str) -> str:
    """Return the text of a stored string: no tags, characters as they are read."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", data)))


@dataclass(frozen=True)
class FoundTerm:
    """A concept that a source text names, with its labels in the language translated into."""

    concept: int
    text: str
    labels: tuple[Name, ...]
    definition: str = ""


class Terms:
    """The termbase for one language, as it is now: shared by all segments of a page.

    Asks the database once, when the first segment is looked at, however many there are.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self._concepts: dict[str, dict[int, str]] = {}

    @cached_property
    def _mark(self) -> str:
        return Stamp.current()

    @cached_property
    def _source(self) -> Index:
        return index_of(source_language(), self._mark)

    @cached_property
    def _target(self) -> Index:
        return index_of(self.code, self._mark)

    def concepts_in(self, source: str) -> dict[int, str]:
        """Return the concepts that a source string names, with the words that name them first."""
        if not self._mark:
            return {}
        found = self._concepts.get(source)
        if found is None:
            text = plain(source)
            found = self._concepts[source] = {}
            for match in self._source.find(text):
                found.setdefault(match.name.concept, text[match.start : match.end])
        return found

    def found_in(self, source: str) -> list[FoundTerm]:
        """Return what a translator is shown beside a segment, without definitions."""
        return [
            FoundTerm(concept, text, tuple(self._target.by_concept.get(concept, ())))
            for concept, text in self.concepts_in(source).items()
        ]

    def warnings(self, source: str, data: str) -> list[str]:
        """Return which terms of the source the translation does not have, or has in a wrong way."""
        if not data:
            return []
        concepts = self.concepts_in(source)
        if not concepts:
            return []
        words = words_of(plain(data), self.code)
        said = []
        for concept, text in concepts.items():
            labels = self._target.by_concept.get(concept, [])
            used = self._target.present(concept, words)
            good = [name.text for name in labels if name.status != Status.DEPRECATED]
            for name in used:
                if name.status == Status.DEPRECATED:
                    said.append(_deprecated(name.text, text, good))
            if good and not used:
                said.append(
                    _("Term “%(term)s”: expected “%(labels)s”.")
                    % {"term": text, "labels": "” / “".join(good)}
                )
        return list(dict.fromkeys(said))


def _deprecated(label: str, term: str, good: list[str]) -> str:
    values = {"label": label, "term": term, "labels": "” / “".join(good)}
    if not good:
        return _("“%(label)s” is not used any more for “%(term)s”.") % values
    return _("“%(label)s” is not used any more for “%(term)s”: write “%(labels)s”.") % values


def definitions_of(concepts: set[int], language: str) -> dict[int, str]:
    """Return the definitions of concepts in a language, in the source language where none is."""
    rows = Definition.objects.filter(
        concept__in=concepts, language__in={language, source_language()}
    ).values_list("concept_id", "language", "text")
    found: dict[int, str] = {}
    for concept, written, text in rows:
        if written == language or concept not in found:
            found[concept] = text
    return found
