"""The library and the list of recommendations: filters, their counts, the page of results.

Filters are checked in Python on one light row a publication: all counts come from one query,
whatever is chosen. (The search room replaces this where texts are searched in depth.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries as all_countries

from cms.metadata import page_context
from policies.cards import TYPES, publication_cards
from policies.enums import PolicyLevel
from policies.forms import QuestionForm
from policies.models import Publication, Recommendation, TopicPage
from policies.querysets import readable

PAGE_SIZE = 20
#: Words of a question beyond these are not looked at.
MOST_WORDS = 8

Row = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: its name in the address, its words, its values in order."""

    name: str
    label: str
    choices: Mapping[str, str]
    #: More values than a reader wants to see at first.
    folded: bool = False


@dataclass
class Choice:
    """What a reader chose: known values by filter, and what nobody knows."""

    chosen: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, query: QueryDict, filters: Sequence[Filter]) -> Choice:
        """Read the address; an unknown value is named and ignored."""
        choice = cls()
        for item in filters:
            for value in dict.fromkeys(query.getlist(item.name)):
                if value in item.choices:
                    choice.chosen.setdefault(item.name, []).append(value)
                elif value.strip():
                    choice.unknown.append(f"{item.label}: {value[:60]}")
        return choice

    def admits(self, row: Row, but: str = "") -> bool:
        """Say whether a row passes every filter, one of them left out of account."""
        return all(
            name == but or not row.get(name, frozenset()).isdisjoint(values)
            for name, values in self.chosen.items()
        )


def counts_for(name: str, rows: Iterable[Row], choice: Choice) -> Counter[str]:
    """Count each value of a filter among the rows that the other filters leave."""
    counts: Counter[str] = Counter()
    for row in rows:
        if choice.admits(row, but=name):
            counts.update(row.get(name, ()))
    return counts


def facets_of(filters: Sequence[Filter], rows: Sequence[Row], choice: Choice) -> list[Any]:
    """Return what ``facets.html`` needs; values that no row has are left out."""
    facets = []
    for item in filters:
        there = {value for row in rows for value in row.get(item.name, ())}
        counts = counts_for(item.name, rows, choice)
        chosen = choice.chosen.get(item.name, [])
        options = [
            {
                "value": value,
                "label": label,
                "count": counts[value],
                "selected": value in chosen,
                "disabled": not counts[value] and value not in chosen,
            }
            for value, label in item.choices.items()
            if value in there or value in chosen
        ]
        if options:
            facets.append(
                {
                    "name": item.name,
                    "label": item.label,
                    "open": bool(chosen) or not item.folded,
                    "options": options,
                }
            )
    return facets


def chips_of(filters: Sequence[Filter], choice: Choice, query: QueryDict) -> list[dict[str, str]]:
    """Return what ``chips.html`` needs: each value with the address that takes it away."""
    chips = []
    for item in filters:
        for value in choice.chosen.get(item.name, []):
            rest = query.copy()
            rest.setlist(item.name, [v for v in query.getlist(item.name) if v != value])
            rest.pop("page", None)
            chips.append({"label": item.choices[value], "remove_url": "?" + rest.urlencode()})
    return chips


def list_context(
    request: HttpRequest,
    filters: Sequence[Filter],
    rows: Mapping[int, Row],
    fetch: Callable[[list[int]], list[Any]],
    clear_url: str,
) -> dict[str, Any]:
    """Return a filtered, paged list.

    :param rows: by key of the thing listed, in the order of the list.
    :param fetch: returns what the cards need, for the keys of one page in their order.
    """
    choice = Choice.read(request.GET, filters)
    keys = [key for key, row in rows.items() if choice.admits(row)]
    page: ResultPage[int] = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    question = question_of(request)
    chips = chips_of(filters, choice, request.GET)
    if question:
        rest = request.GET.copy()
        rest.pop("q", None)
        rest.pop("page", None)
        label = _("Words: %s") % question
        chips.insert(0, {"label": label, "remove_url": "?" + rest.urlencode()})
    return {
        "facets": facets_of(filters, list(rows.values()), choice),
        "chips": chips,
        "clear_url": clear_url,
        "unknown": choice.unknown,
        "query": question,
        "search_query": question,
        "hidden": [{"name": "q", "value": question}] if question else [],
        "page_obj": page,
        "total": len(keys),
        "results": fetch(list(page.object_list)),
    }


def question_of(request: HttpRequest) -> str:
    """Return the words a reader asks for, cleaned; "" when they cannot be words."""
    form = QuestionForm(request.GET)
    return str(form.cleaned_data["q"]) if form.is_valid() else ""


def topic_choices(language: str) -> dict[str, str]:
    """Return the topics of a language by number; one query."""
    topics = readable(TopicPage.objects.filter(locale__language_code=language))
    return {
        str(number): title
        for number, title in topics.order_by("number").values_list("number", "title")
        if number is not None
    }


def type_choices() -> dict[str, str]:
    """Return the types of publication as readers name them."""
    return {slug: capfirst(str(model._meta.verbose_name_plural)) for slug, model in TYPES.items()}


def library_rows(publications: Any) -> dict[int, Row]:
    """Return what each publication can be filtered by; one query."""
    types = {
        content_type.pk: slug
        for slug, model in TYPES.items()
        for content_type in [ContentType.objects.get_for_model(model)]
    }
    values = publications.values_list(
        "pk", "content_type", "topic__number", "countries", "policy_level", "publication_date"
    )
    return {
        key: {
            "type": frozenset(filter(None, [types.get(content_type, "")])),
            "topic": frozenset([str(topic)] if topic is not None else []),
            "country": frozenset(filter(None, (countries or "").split(","))),
            "level": frozenset(filter(None, [level])),
            "year": frozenset([str(day.year)] if day else []),
        }
        for key, content_type, topic, countries, level, day in values
    }


def library_filters(language: str, rows: Iterable[Row]) -> list[Filter]:
    """Return the library's filters; countries and years are those that occur."""
    codes = {code for row in rows for code in row["country"]}
    names = sorted((all_countries.name(code), code) for code in codes)
    years = sorted({year for row in rows for year in row["year"]}, reverse=True)
    levels = {value: str(label) for value, label in PolicyLevel.choices}
    return [
        Filter("type", _("Type"), type_choices()),
        Filter("topic", _("Topic"), topic_choices(language), folded=True),
        Filter("country", _("Country"), {code: name for name, code in names}, folded=True),
        Filter("level", _("Policy level"), levels, folded=True),
        Filter("year", _("Year"), {year: year for year in years}, folded=True),
    ]


def matching(publications: Any, question: str) -> Any:
    """Keep the publications whose title, abstract or recommendations hold every word."""
    for word in question.split()[:MOST_WORDS]:
        stated = Recommendation.objects.filter(statement__icontains=word).values("page")
        publications = publications.filter(
            Q(title__icontains=word)
            | Q(abstract__icontains=word)
            | Q(reference_number__iexact=word)
            | Q(pk__in=stated)
        )
    return publications


def in_order(found: Mapping[int, Any], keys: Iterable[int]) -> list[Any]:
    """Return the found things in the order of their keys."""
    return [found[key] for key in keys if key in found]


def library_feeds() -> list[dict[str, str]]:
    """Return titles and addresses of the feeds: everything, and each type."""
    return [
        {"title": _("All publications"), "url": reverse("feed-all")},
        *(
            {"title": title, "url": reverse("feed-type", args=[slug])}
            for slug, title in type_choices().items()
        ),
    ]


def library_context(library: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the library's page shows."""
    language = library.locale.language_code
    everything = Publication.objects.child_of(library).readable().current()
    rows = library_rows(matching(everything, question_of(request)).newest())

    def fetch(keys: list[int]) -> list[Any]:
        found = Publication.objects.for_cards().in_bulk(keys)
        return publication_cards(in_order(found, keys), request)

    listed = list_context(
        request, library_filters(language, rows.values()), rows, fetch, library.get_url(request)
    )
    number = listed["page_obj"].number
    shell = page_context(
        library,
        request,
        description=library.introduction,
        query=f"?page={number}" if number > 1 else "",
        robots="noindex, follow" if listed["chips"] else "",
        thing={"@type": "CollectionPage"},
        feeds=library_feeds(),
    )
    return {**shell, **listed}
