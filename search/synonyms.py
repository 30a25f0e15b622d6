"""Other names of what a question asks for, in the reader's language and across languages.

The termbase says what a thing is called: who asks for "klaster" is shown what says "grozd" too, and
a question in English finds the Slovene paper that has no English version. Texts in the reader's own
language still count more (see ``engines.base.OTHER_LANGUAGE``). Readers are told, and can switch it
off: ``synonyms=off`` in the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import NamedTuple

from django.conf import settings

from search.analysis import LANGUAGES, occurrences
from search.parsing import Question, Unit
from translations.termbase.analysis import TextWord
from translations.termbase.index import Index, Name, index_of
from translations.termbase.models import Stamp

#: Ways to put a question in other words, in one language and in all; a question with many terms
#: has very many.
MOST_IN_ONE, MOST_WAYS = 12, 120

Groups = tuple[tuple[Unit, ...], ...]


class OtherName(NamedTuple):
    """A name that was looked for beside the reader's words."""

    text: str
    language: str


class Widened(NamedTuple):
    """A question with its other wordings, and the names in them."""

    question: Question
    also: tuple[OtherName, ...] = ()


class _Term(NamedTuple):
    """Words of a question that name concepts: the groups from ``start`` to ``end``."""

    start: int
    end: int
    concepts: tuple[int, ...]


def termbase_words(text: str, language: str) -> Iterator[TextWord]:
    """Yield the words of a text as the termbase compares them: by our language analysis."""
    for start, end, word in occurrences(text, language if language in LANGUAGES else "en"):
        yield TextWord(start, end, word.exact, word.terms, word.stop)


def widen(question: Question) -> Widened:
    """Return a question that other names of its terms meet as well.

    Phrases, beginnings of words and alternatives are left alone: who types them means them. Costs
    one query while the termbase is unchanged.
    """
    mark = Stamp.current()
    if not mark or not question:
        return Widened(question)
    own = index_of(question.language, mark)
    terms = list(_terms_in(question.groups, own))
    if not terms:
        return Widened(question)
    either: list[Question] = []
    also: dict[tuple[str, str], OtherName] = {}
    for language in _in_order(question.language):
        index = own if language == question.language else index_of(language, mark)
        asked = question.groups if index is own else ()
        names = [_names(term, index, asked) for term in terms]
        if language != question.language and not all(names):
            # A text in that language would have to have the reader's words in it.
            continue
        ways = _wordings(question.groups, terms, names, foreign=index is not own)
        for groups in islice(ways, MOST_IN_ONE):
            either.append(Question(language, groups, question.without, question.some))
        for name in (name for found in names for name in found):
            also.setdefault((language, name.spelling), OtherName(name.text, language))
    return Widened(replace(question, either=tuple(either[:MOST_WAYS])), _shown(also, question))


def _in_order(language: str) -> list[str]:
    """Return the languages that are looked in, the reader's first."""
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [language, *(code for code in codes if code != language)]


def _terms_in(groups: Groups, index: Index) -> Iterator[_Term]:
    """Yield the terms of a question: the longest from each word on, none inside of another."""
    words = [group[0].terms if len(group) == 1 else frozenset[str]() for group in groups]
    number = 0
    while number < len(words):
        found: list[Name] = []
        for term in words[number]:
            for name in index.by_content.get(term, ()):
                best = len(found[0].content) if found else 0
                if len(name.content) >= best and _stands(name, words, number):
                    found = [*found, name] if len(name.content) == best else [name]
        length = len(found[0].content) if found else 1
        if found:
            concepts = dict.fromkeys(name.concept for name in found)
            yield _Term(number, number + length, tuple(concepts))
        number += length


def _stands(name: Name, words: list[frozenset[str]], number: int) -> bool:
    end = number + len(name.content)
    if end > len(words):
        return False
    pairs = zip(name.content, words[number:end], strict=True)
    return all(not word.terms.isdisjoint(asked) for word, asked in pairs)


def _names(term: _Term, index: Index, groups: Groups) -> list[Name]:
    """Return the names of a term's concepts in a language, but for the one that was asked.

    :param groups: the question's, where it is in the language of the names; else nothing.
    """
    asked = [group[0].terms for group in groups[term.start : term.end]]
    return [
        name
        for concept in term.concepts
        for name in index.by_concept.get(concept, ())
        if len(name.content) != len(asked) or not _stands(name, asked, 0)
    ]


def _units(name: Name) -> Groups:
    """Return the words of a name as groups that all have to be met."""
    return tuple((Unit((word.exact,), word.terms),) for word in name.content)


def _ways(names: list[Name]) -> list[Groups]:
    """Return the ways to say a term: all names of one word together, each longer one by itself."""
    short = tuple(_units(name)[0][0] for name in names if len(name.content) == 1)
    long = [_units(name) for name in names if len(name.content) > 1]
    return [(short,), *long] if short else long


def _wordings(
    groups: Groups, terms: list[_Term], names: list[list[Name]], *, foreign: bool
) -> Iterator[Groups]:
    """Yield the groups of a question with each combination of other names in one language."""
    choices: list[list[Groups]] = []
    for term, found in zip(terms, names, strict=True):
        # In the reader's own language a term may also stay as it was typed.
        kept = [] if foreign else [groups[term.start : term.end]]
        choices.append([*_ways(found), *kept])
    for chosen in product(*choices):
        wording: list[tuple[Unit, ...]] = []
        place = 0
        for term, said in zip(terms, chosen, strict=True):
            wording += [*groups[place : term.start], *said]
            place = term.end
        wording += groups[place:]
        if tuple(wording) != groups:
            yield tuple(wording)


def _shown(also: dict[tuple[str, str], OtherName], question: Question) -> tuple[OtherName, ...]:
    """Return the names to tell, each spelling once; what was typed itself is not told."""
    typed = " ".join(unit.exact[0] for unit in question.own)
    found: dict[str, OtherName] = {}
    for (_language, spelling), name in also.items():
        if spelling != typed:
            found.setdefault(spelling, name)
    return tuple(found.values())
