"""From what a page offers to the rows that engines search."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from cms.searchable import Passage, Searchable
from search.analysis import LANGUAGES, analyse_word
from search.analysis.languages import DICTIONARIES
from search.analysis.preparing import path_of
from search.analysis.tokens import WORD

#: Raise it when what is stored of a text changes: ``search_sync`` then renews every row.
LAYOUT = 1
#: Different words kept a language.
MOST_KEPT = 50_000
#: Characters from which on a passage ends with its sentence.
PASSAGE_LENGTH = 240
#: Characters at which a passage ends wherever it is; a "sentence" can be a list of 5,000 words.
LONGEST_PASSAGE = 600

_SENTENCE_END = re.compile(r"(?<=[.!?;:…])\s+(?=\S)")


@dataclass(slots=True)
class Document:
    """The values of a new row of ``SearchDocument``; plain, because a rebuild makes very many."""

    page_id: int
    kind: str
    identity: uuid.UUID
    language: str
    topic: str
    countries: str
    level: str
    addressee: str
    instrument: str
    year: str
    working_group: str
    archived: bool
    day: int
    expire_at: datetime.datetime | None
    anchor: str
    file: int | None
    file_page: int
    digest: str


@dataclass(slots=True)
class Text:
    """The values of a new row of ``SearchText``."""

    title: str
    lead: str
    body: str
    anchors: str
    title_exact: str = ""
    lead_exact: str = ""
    body_exact: str = ""
    title_terms: str = ""
    lead_terms: str = ""
    topic_terms: str = ""
    body_terms: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A document with its text, not stored yet."""

    document: Document
    text: Text


@cache
def analysis_mark() -> str:
    """Return what changes when words would be analysed in another way."""
    return " ".join([str(LAYOUT), *(path_of(code).name for code in DICTIONARIES)])


def digest_of(item: Searchable, facts: Iterable[Any]) -> str:
    """Return a short hash of everything that a row is made from."""
    values = [repr(value) for value in vars(item).values()]
    source = "\0".join([analysis_mark(), *values, *map(str, facts)])
    return blake2b(source.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def split(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages cut at sentences, so that each fits into a list of hits."""
    for passage in passages:
        text = " ".join(passage.text.split())
        if len(text) <= LONGEST_PASSAGE:
            if text:
                yield Passage(text, passage.anchor)
            continue
        piece = ""
        for sentence in _sentences(text):
            piece = f"{piece} {sentence}" if piece else sentence
            if len(piece) >= PASSAGE_LENGTH:
                yield Passage(piece, passage.anchor)
                piece = ""
        if piece:
            yield Passage(piece, passage.anchor)


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        while len(sentence) > LONGEST_PASSAGE:
            cut = sentence.rfind(" ", PASSAGE_LENGTH, LONGEST_PASSAGE)
            cut = cut if cut > 0 else LONGEST_PASSAGE
            yield sentence[:cut]
            sentence = sentence[cut:].lstrip()
        if sentence:
            yield sentence


class _Words(dict[str, tuple[str, str]]):
    """What is stored of each word of a language: its exact form, and its terms as text.

    The words of running text repeat: a dictionary that fills itself analyses three times as many
    words a second as going through their places one by one.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, text: str) -> tuple[str, str]:
        if len(self) >= MOST_KEPT:
            self.clear()
        word = analyse_word(text, self._language)
        stored = self[text] = (word.exact, "" if word.stop else " ".join(sorted(word.terms)))
        return stored


@cache
def _words_of(language: str) -> _Words:
    return _Words(language)


def analysed(text: str, language: str) -> tuple[str, str]:
    """Return the fields ``exact`` and ``terms`` of one line of text."""
    words = _words_of(language)
    stored = [words[word] for word in WORD.findall(text)]
    return (
        " ".join([exact for exact, _terms in stored]),
        " ".join([terms for _exact, terms in stored if terms]),
    )


def rows_of(page: Any, *, archived: bool) -> list[Row]:
    """Return the rows of a public page, not analysed yet; see :func:`analyse`.

    :param page: of a type that has a ``search_content()``.
    """
    language = page.locale.language_code
    facts = (language, archived, page.expire_at)
    return [_row(item, page, facts) for item in page.search_content()]


def _row(item: Searchable, page: Any, facts: tuple[Any, ...]) -> Row:
    language, archived, expire_at = facts
    pieces = list(split(item.passages))
    document = Document(
        page_id=page.pk,
        kind=item.kind,
        identity=item.identity,
        language=language,
        topic=item.topic,
        countries=",".join(item.countries),
        level=item.level or "",
        addressee=item.addressee,
        instrument=item.instrument,
        year=str(item.day.year) if item.day else "",
        working_group=item.group,
        archived=archived,
        day=item.day.toordinal() if item.day else 0,
        expire_at=expire_at,
        anchor=item.anchor,
        file=item.document,
        file_page=item.file_page,
        digest=digest_of(item, facts),
    )
    text = Text(
        title=" ".join(item.title.split()),
        lead=" ".join(item.lead.split()),
        body="\n".join(piece.text for piece in pieces),
        anchors="\n".join(piece.anchor for piece in pieces),
        topic_terms=item.topic_title,
    )
    return Row(document, text)


def analyse(row: Row) -> None:
    """Fill in the fields that engines store."""
    text, language = row.text, row.document.language
    if language not in LANGUAGES:
        language = "en"
    text.title_exact, text.title_terms = analysed(text.title, language)
    text.lead_exact, text.lead_terms = analysed(text.lead, language)
    _exact, text.topic_terms = analysed(text.topic_terms, language)
    lines = [analysed(line, language) for line in text.body.split("\n")] if text.body else []
    text.body_exact = "\n".join(exact for exact, _terms in lines)
    text.body_terms = "\n".join(terms for _exact, terms in lines)
