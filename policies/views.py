"""Public addresses of this room beside its pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cms.navigation import content_language
from policies.comparison import comparison_context
from policies.models import Recommendation
from policies.querysets import readable
from policies.recommendation_pages import (
    recommendation_context,
    recommendations_context,
    translations_of,
)
from policies.structure_pages import country_context


def _in_reach(identifier: uuid.UUID) -> Recommendation:
    """Return a recommendation in the reader's language, in English, or in any there is.

    :raises Http404: when no readable paper holds it.
    """
    by_language = translations_of(identifier)
    for language in (content_language(), "en", *by_language):
        if language in by_language:
            return by_language[language]
    raise Http404


def recommendation(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Open the paper that holds a recommendation, at its place, in the reader's language if
    it exists there.

    :raises Http404: when no public paper holds it.
    """
    item = _in_reach(identifier)
    return redirect(f"{item.page.get_url(request)}#{item.anchor}")


def recommendation_about(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Show a recommendation alone, in full, with its paper.

    :raises Http404: when no public paper holds it in the reader's language; where another
        language has it, the answer names that language (``translations.missing``).
    """
    item = translations_of(identifier).get(content_language())
    if item is None:
        raise Http404
    return render(request, "policies/recommendation.html", recommendation_context(item, request))


def recommendations(request: HttpRequest) -> HttpResponse:
    """List the recommendations of a language, filtered by topic, addressee, instrument, time."""
    return render(request, "policies/recommendations.html", recommendations_context(request))


def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show what there is about a country.

    :raises Http404: when there is nothing.
    """
    if code != code.lower():
        return redirect("country", code.lower(), permanent=True)
    return render(request, "policies/country.html", country_context(code, request))


def versions(request: HttpRequest, publication: Any) -> HttpResponse:
    """Show what changed between two public versions; ``?from=1&to=2``, else the last two.

    :raises Http404: when the publication is not readable in this language.
    """
    if publication.locale.language_code != content_language():
        return redirect((publication.get_url(request) or "") + "versions/")
    if not readable(type(publication).objects.filter(pk=publication.pk)).exists():
        raise Http404
    context = comparison_context(publication, request)
    return render(request, "policies/versions.html", {**context, "page": publication})
