"""``GET /api/search/``: the search for machines, described by OpenAPI."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Field, NinjaAPI, Query, Schema

from search.analysis import LANGUAGES
from search.facets import Words
from search.hits import ShownHit, shown_hits
from search.queries import MOST_PAGES, Search, ask
from search.throttle import too_many

#: Requests a minute for one sender.
MOST_REQUESTS = 60
MOST_HITS = 50

api = NinjaAPI(
    title="ClusterPoliSEE search",
    version="1",
    description=(
        "Finds published policy papers, pilot action guidelines, working group reports and their "
        "recommendations in twelve languages."
    ),
    # The viewer would be fetched from elsewhere; the description itself is at openapi.json.
    docs_url=None,
    urls_namespace="search-api",
)


class Parameters(Schema):
    """What can be asked."""

    q: str = Field("", description='Words; "a phrase", -left out, OR, word*')
    lang: Literal[tuple(LANGUAGES)] = Field("en", description="Language of the question")  # type: ignore[valid-type]
    kind: list[str] = Field([], description="policy-paper, recommendation, attachment, …")
    topic: list[str] = Field([], description="Number of the topic")
    country: list[str] = Field([], description="ISO 3166 code")
    level: list[str] = Field([], description="eu, national, regional, local")
    addressee: list[str] = []
    instrument: list[str] = []
    year: list[str] = []
    language: list[str] = Field([], description="Language of the text")
    group: list[str] = Field([], description="Number of the working group")
    sort: Literal["relevance", "date"] = "relevance"
    archived: bool = False
    synonyms: Literal["on", "off"] = Field("on", description="Other names from the termbase too")
    page: int = Field(1, ge=1, le=MOST_PAGES)
    size: int = Field(20, ge=1, le=MOST_HITS)


class Version(Schema):
    """Another language version of a hit."""

    language: str
    url: str


class HitOut(Schema):
    """A hit; ``identity`` is the same for all languages and for ever."""

    identity: str
    kind: str
    title: str
    url: str
    passage: str
    language: str
    topic: str
    countries: str
    date: datetime.date | None
    inside: str
    archived: bool
    versions: list[Version]


class AnswerOut(Schema):
    """A page of hits with the counts of all facets."""

    total: int
    page: int
    pages: int
    hits: list[HitOut]
    facets: dict[str, dict[str, int]]
    ignored: list[str]
    read_as: str
    some_words: bool
    also: list[str]
    from_database: bool = Field(
        description="The search server is away or being brought up to date, and the database "
        "answered in its place: the same hits, perhaps more slowly"
    )


class Problem(Schema):
    """Why nothing is answered."""

    detail: str


@api.get("", response={200: AnswerOut, 429: Problem}, summary="Search what is published")
def search(request: HttpRequest, parameters: Query[Parameters]) -> Any:
    """Return hits, best first, each thing once in the language asked for if it exists there.

    Every facet can be given several times: its values are alternatives, facets are combined.
    At most 60 requests a minute.
    """
    wait = too_many(request, "api", most=MOST_REQUESTS)
    if wait:
        return _refusal(request, wait)
    with override(parameters.lang):
        return _answer(parameters, request)


def _refusal(request: HttpRequest, wait: int) -> HttpResponse:
    response = api.create_response(request, {"detail": "Too many requests"}, status=429)
    response["Retry-After"] = str(wait)
    return response


def _lists(parameters: Parameters, name: str) -> list[str]:
    if name == "archived":
        return ["1"] if parameters.archived else []
    value = getattr(parameters, name)
    return value if isinstance(value, list) else [str(value)]


def _answer(parameters: Parameters, request: HttpRequest) -> dict[str, Any]:
    asked = Search.of(lambda name: _lists(parameters, name), parameters.lang)
    answer = ask(replace(asked, page_size=parameters.size))
    hits = shown_hits(answer, request, Words(parameters.lang))
    return {
        "total": answer.total,
        "page": min(asked.page, answer.pages),
        "pages": answer.pages,
        "hits": [_hit(hit, request) for hit in hits],
        "facets": {name: dict(counts) for name, counts in answer.found.facets.items()},
        "ignored": list(asked.unknown),
        "read_as": answer.other_language or parameters.lang,
        "some_words": answer.some_words,
        "also": [name.text for name in answer.also],
        "from_database": answer.found.from_database,
    }


def _hit(hit: ShownHit, request: HttpRequest) -> dict[str, Any]:
    return {
        "identity": hit.identity,
        "kind": hit.kind,
        "title": hit.plain_title,
        "url": request.build_absolute_uri(hit.url),
        "passage": hit.plain_passage,
        "language": hit.language,
        "topic": hit.topic,
        "countries": hit.countries,
        "date": hit.date,
        "inside": hit.inside,
        "archived": hit.archived,
        "versions": [
            {"language": other["code"], "url": request.build_absolute_uri(other["url"])}
            for other in hit.others
        ],
    }
