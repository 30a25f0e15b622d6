"""What a list of hits shows: each thing once, with its best passage, its place and languages."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page

from cms.navigation import HOME_DEPTH
from cms.prepared import Prepared
from cms.searchable import name_of_one
from search.facets import Words
from search.models import SearchDocument, SearchText
from search.passages import Wanted, best_place, excerpt, marked
from search.projection import filter_is_on, public_pages
from search.queries import Answer


class Version(NamedTuple):
    """What is shown of a search document."""

    pk: int
    identity: uuid.UUID
    page_id: int
    kind: str
    language: str
    topic: str
    countries: str
    year: str
    day: int
    archived: bool
    anchor: str
    file: int | None
    file_page: int


class PageRow(NamedTuple):
    """What a hit needs of its page: title and address. A model takes ten times as long."""

    pk: int
    title: str
    slug: str
    path: str
    depth: int
    url_path: str

    def url(self, request: HttpRequest) -> str:
        """Return the address as Wagtail makes it."""
        page = Page(slug=self.slug, path=self.path, depth=self.depth, url_path=self.url_path)
        return page.get_url(request) or ""


class TextRow(NamedTuple):
    """The texts of a document that passages are taken from."""

    pk: int
    title: str
    lead: str
    body: str
    anchors: str
    body_exact: str
    body_terms: str


@dataclass(frozen=True)
class ShownHit:
    """One line of a list of hits.

    :param title: HTML with the words marked; ``plain_title`` is the same without.
    :param lang: set where the text is not in the reader's language.
    :param others: code and address of the other language versions.
    """

    kind: str
    kind_label: str
    title: SafeString
    plain_title: str
    url: str
    passage: SafeString
    plain_passage: str
    topic: str
    topic_title: str
    #: Language of the topic's title, "" where it is the reader's.
    topic_lang: str
    countries: str
    year: str
    date: datetime.date | None
    language: str
    lang: str
    inside: str
    inside_url: str
    archived: bool
    others: list[dict[str, str]]
    identity: str

    def __getitem__(self, name: str) -> Any:
        """Return a field. Templates try this first; an error each time takes a quarter longer."""
        return self.__dict__[name]


def shown_hits(answer: Answer, request: HttpRequest, words: Words) -> list[ShownHit]:
    """Return the hits of a page of an answer.

    Costs the same few queries for any number of hits. What is not public at this moment is left
    out, whatever the documents say.
    """
    if not answer.found.hits:
        return []
    versions = _versions(answer)
    chosen = [
        shown
        for hit in answer.found.hits
        if (shown := _preferred(versions.get(hit.identity, []), hit.document, answer)) is not None
    ]
    texts = map(TextRow._make, _TEXTS.rows(document.pk for document in chosen))
    builder = _Builder(
        answer,
        request,
        words,
        Wanted.of(answer.question),
        _pages(versions.values()),
        _files(chosen),
        {text.pk: text for text in texts},
    )
    return [
        builder.hit(document, versions[document.identity])
        for document in chosen
        if document.pk in builder.texts and document.page_id in builder.pages
    ]


def _versions_of(
    identities: list[uuid.UUID], _moment: datetime.datetime, archived: bool
) -> QuerySet[Any, Any]:
    found = SearchDocument.objects.filter(identity__in=identities)
    return (found if archived else found.filter(archived=False)).values_list(*Version._fields)


def _public(keys: list[int], moment: datetime.datetime, _filtered: bool) -> QuerySet[Any, Any]:
    pages: QuerySet[Any, Any] = public_pages(Page.objects.filter(pk__in=keys), moment)
    return pages.values_list(*PageRow._fields)


def _texts_of(keys: list[int], _moment: datetime.datetime) -> QuerySet[Any, Any]:
    return SearchText.objects.filter(pk__in=keys).values_list(*TextRow._fields)


_VERSIONS = Prepared(SearchDocument._meta.get_field("identity"), _versions_of)
_PAGES = Prepared(Page._meta.get_field("id"), _public)
_TEXTS = Prepared(SearchDocument._meta.get_field("id"), _texts_of)


def _versions(answer: Answer) -> dict[uuid.UUID, list[Version]]:
    """Return the language versions of each hit; archived ones only when asked for."""
    found: dict[uuid.UUID, list[Version]] = defaultdict(list)
    identities = [hit.identity for hit in answer.found.hits]
    for key, identity, *rest in _VERSIONS.rows(identities, answer.search.archived):
        # SQLite has it as text.
        known = identity if isinstance(identity, uuid.UUID) else uuid.UUID(hex=identity)
        found[known].append(Version(key, known, *rest))
    return found


def _preferred(versions: list[Version], best: int, answer: Answer) -> Version | None:
    """Return the version to show: the reader's language, else the one found.

    Who asked for certain languages sees those.
    """
    asked = answer.search.chosen.get("language")
    for version in versions:
        if version.language == answer.search.language and (not asked or version.language in asked):
            return version
    return next((version for version in versions if version.pk == best), None)


def _pages(versions: Iterable[list[Version]]) -> dict[int, PageRow]:
    keys = {version.page_id for group in versions for version in group}
    pages = map(PageRow._make, _PAGES.rows(keys, filter_is_on()))
    return {page.pk: page for page in pages}


def _files(documents: Iterable[Version]) -> dict[int, Any]:
    keys = [document.file for document in documents if document.file]
    model = apps.get_model(settings.WAGTAILDOCS_DOCUMENT_MODEL)
    return dict(model._default_manager.in_bulk(keys)) if keys else {}


@dataclass(frozen=True)
class _Builder:
    """What the hits of a page have in common."""

    answer: Answer
    request: HttpRequest
    words: Words
    wanted: Wanted
    pages: dict[int, PageRow]
    files: dict[int, Any]
    texts: dict[int, TextRow]

    @cached_property
    def _addresses(self) -> dict[int, str]:
        """Addresses already made: the recommendations of a paper share it."""
        return {}

    @cached_property
    def _folders(self) -> dict[str, str]:
        """Where the pages below one page stand, by its path: finding that out takes longer than
        everything else about an address."""
        return {}

    def _address(self, page: PageRow) -> str:
        known = self._addresses.get(page.pk)
        if known is None:
            above = page.path[: -Page.steplen]
            if above in self._folders:
                known = f"{self._folders[above]}{quote(page.slug)}/"
            else:
                known = page.url(self.request)
                end = f"/{quote(page.slug)}/"
                if known.endswith(end) and page.depth > HOME_DEPTH:
                    self._folders[above] = known[: 1 - len(end)]
            self._addresses[page.pk] = known
        return known

    def hit(self, document: Version, versions: list[Version]) -> ShownHit:
        text, language = self.texts[document.pk], document.language
        place = best_place(text, self.answer.question)
        page = self.pages[document.page_id]
        address = self._address(page)
        passage = excerpt(place.text, self.wanted.spans(place.text, language))
        foreign = language != self.answer.search.language
        inside = page.title if document.kind in {"recommendation", "attachment"} else ""
        return ShownHit(
            kind=document.kind,
            kind_label=name_of_one(document.kind),
            title=marked(text.title, self.wanted.spans(text.title, language)),
            plain_title=text.title,
            url=self._place_url(document, address, place.anchor),
            passage=passage,
            plain_passage=place.text,
            topic=document.topic,
            topic_title=self.words.label("topic", document.topic) if document.topic else "",
            topic_lang=self.words.foreign("topic", document.topic),
            countries=", ".join(
                self.words.label("country", code) for code in document.countries.split(",") if code
            ),
            year=document.year,
            date=datetime.date.fromordinal(document.day) if document.day else None,
            language=language,
            lang=language if foreign else "",
            inside=inside,
            inside_url=address,
            # SQLite has it as a number.
            archived=bool(document.archived),
            others=self._others(document, versions),
            identity=str(document.identity),
        )

    def _place_url(self, document: Version, address: str, anchor: str) -> str:
        """Return where a hit opens: at the recommendation, at the page of the file, at the block
        that has the passage."""
        file = self.files.get(document.file or 0)
        if file is not None:
            return f"{file.url}#page={document.file_page}" if document.file_page else file.url
        anchor = document.anchor or anchor
        return f"{address}#{anchor}" if anchor else address

    def _others(self, document: Version, versions: list[Version]) -> list[dict[str, str]]:
        found = []
        for version in versions:
            page = self.pages.get(version.page_id)
            if version.pk == document.pk or page is None:
                continue
            anchor = f"#{document.anchor}" if document.anchor else ""
            found.append({"code": version.language, "url": self._address(page) + anchor})
        order = list(dict(settings.WAGTAIL_CONTENT_LANGUAGES))
        return sorted(found, key=lambda other: order.index(other["code"]))
