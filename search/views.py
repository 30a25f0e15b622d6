"""The page of results, its export, and the titles offered while typing."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.desk.spreadsheets import safe_for_csv
from cms.navigation import content_language
from cms.searchable import name_of_one
from search.counting import count
from search.facets import Words
from search.hits import ShownHit, shown_hits
from search.presentation import search_context
from search.queries import Answer, Search, ask
from search.suggestions import offered_terms, titles
from search.throttle import too_many

#: Lines of an export.
MOST_LINES = 500


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found; without a question, the form and how to ask."""
    answer = ask(Search.read(request.GET, content_language()))
    count(answer)
    return render(request, "search/search.html", search_context(answer, request))


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return a piece of HTML with titles that begin like what is being typed."""
    asked = Search.read(request.GET, content_language())
    offered = titles(asked.text, asked.language, request)
    lines = [{**line, "kind": name_of_one(line["kind"])} for line in offered]
    lines += offered_terms(asked)
    return render(request, "search/parts/suggestions.html", {"suggestions": lines})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Return the first hits of a search as CSV."""
    wait = too_many(request, "export", most=20)
    if wait:
        return HttpResponse(
            _("Too many exports: try again in a minute."),
            status=429,
            headers={"Retry-After": str(wait)},
            content_type="text/plain; charset=utf-8",
        )
    asked = Search.read(request.GET, content_language())
    answer = ask(replace(asked, page=1, page_size=MOST_LINES), counts=False)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="search.csv"'},
    )
    # The mark tells spreadsheets that the text is UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(_headings())
    writer.writerows(_lines(answer, request))
    return response


def _headings() -> list[str]:
    return [
        _("Kind"),
        _("Title"),
        _("In"),
        _("Topic"),
        _("Countries"),
        _("Date"),
        _("Language"),
        _("Other languages"),
        _("Address"),
        _("Passage"),
    ]


def _lines(answer: Answer, request: HttpRequest) -> Iterable[list[str]]:
    for hit in shown_hits(answer, request, Words(content_language())):
        yield [safe_for_csv(value) for value in _values(hit, request)]


def _values(hit: ShownHit, request: HttpRequest) -> list[Any]:
    return [
        hit.kind_label,
        hit.plain_title,
        hit.inside,
        hit.topic_title,
        hit.countries,
        hit.date.isoformat() if hit.date else "",
        hit.language,
        " ".join(other["code"] for other in hit.others),
        request.build_absolute_uri(hit.url or reverse("search")),
        hit.plain_passage,
    ]
