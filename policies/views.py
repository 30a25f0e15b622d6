"""Public addresses of this room beside its pages."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from policies.models import Recommendation


def recommendation(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """Open the paper that holds a recommendation, at its place, in the reader's language if
    it exists there.

    :raises Http404: when no public paper holds it.
    """
    language = (get_language() or "en").split("-")[0]
    found = Recommendation.objects.filter(
        translation_key=identifier, page__live=True
    ).select_related("page__locale")
    by_language = {item.page.locale.language_code: item for item in found}
    item = (
        by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), None)
    )
    if item is None:
        raise Http404
    return redirect(f"{item.page.get_url(request)}#{item.anchor}")
