"""The names of all concepts in one language, ready to be found in texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from translations.termbase.analysis import TextWord, current_analyser, words_of
from translations.termbase.enums import ORDER, Status
from translations.termbase.models import Label, Stamp


@dataclass(frozen=True, slots=True)
class Name:
    """A label with its words, each by the terms that it is compared by."""

    concept: int
    language: str
    text: str
    status: Status
    words: tuple[frozenset[str], ...]
    #: Its words without function words, which questions do not count.
    content: tuple[TextWord, ...]
    #: Its folded words, one space between them.
    spelling: str

    def stands_at(self, words: list[TextWord], number: int) -> bool:
        """Say whether the words of a text from a place on are this name in some form."""
        if number + len(self.words) > len(words):
            return False
        return all(
            not terms.isdisjoint(words[number + place].terms)
            for place, terms in enumerate(self.words)
        )


class Match(NamedTuple):
    """A name found in a text, with its place in characters."""

    start: int
    end: int
    name: Name


@dataclass
class Index:
    """The names of a language by their first word, and by concept."""

    language: str
    by_first: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    by_content: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    by_concept: dict[int, list[Name]] = field(default_factory=lambda: defaultdict(list))

    def add(self, label: tuple[int, str, str]) -> None:
        """Take in concept, text and status of a label."""
        concept, text, status = label
        found = words_of(text, self.language)
        if not found:
            return
        terms = tuple(word.terms for word in found)
        content = tuple(word for word in found if not word.stop) or tuple(found)
        spelling = " ".join(word.exact for word in found)
        name = Name(concept, self.language, text, Status(status), terms, content, spelling)
        self.by_concept[concept].append(name)
        for term in terms[0]:
            self.by_first[term].append(name)
        for term in content[0].terms:
            self.by_content[term].append(name)

    def starting(self, words: list[TextWord], number: int) -> list[Name]:
        """Return the longest names that begin at a word of a text; several where they share it."""
        best: list[Name] = []
        for term in words[number].terms:
            for name in self.by_first.get(term, ()):
                longest = len(best[0].words) if best else 0
                if len(name.words) < longest or name in best:
                    continue
                if name.stands_at(words, number):
                    best = [*best, name] if len(name.words) == longest else [name]
        return best

    def find(self, text: str) -> list[Match]:
        """Return the names in a text in their order; a longer one hides those inside of it."""
        words = words_of(text, self.language)
        found: list[Match] = []
        number = 0
        while number < len(words):
            names = self.starting(words, number)
            length = len(names[0].words) if names else 1
            seen: set[int] = set()
            for name in sorted(names, key=lambda name: ORDER.index(name.status)):
                if name.concept not in seen:
                    seen.add(name.concept)
                    place = (words[number].start, words[number + length - 1].end)
                    found.append(Match(*place, name))
            number += length
        return found

    def present(self, concept: int, words: list[TextWord]) -> list[Name]:
        """Return the names of one concept that a text has, those inside of longer ones left out."""
        spans: list[tuple[int, int, Name]] = []
        for name in self.by_concept.get(concept, ()):
            for number in range(len(words) - len(name.words) + 1):
                if name.stands_at(words, number):
                    spans.append((number, number + len(name.words), name))
        return [
            name
            for start, end, name in spans
            if not any(a <= start and end <= b and b - a > end - start for a, b, _name in spans)
        ]


class _Kept(NamedTuple):
    mark: str
    analyser: object
    names: Index


_kept: dict[str, _Kept] = {}


def index_of(language: str, mark: str | None = None) -> Index:
    """Return the index of a language, made anew when the termbase or the analysis changed.

    :param mark: the present mark, where it is known already; otherwise one query asks for it.
    """
    mark = Stamp.current() if mark is None else mark
    kept = _kept.get(language)
    if kept is None or kept.mark != mark or kept.analyser is not current_analyser():
        rows = Label.objects.filter(language=language).order_by("concept_id", "pk")
        names = build(language, rows.values_list("concept_id", "text", "status"))
        kept = _kept[language] = _Kept(mark, current_analyser(), names)
    return kept.names


def build(language: str, labels: Iterable[tuple[int, str, str]]) -> Index:
    """Return an index of these labels: concept, text and status of each."""
    index = Index(language)
    for label in labels:
        index.add(label)
    for names in index.by_concept.values():
        names.sort(key=lambda name: (ORDER.index(name.status), name.text))
    return index
