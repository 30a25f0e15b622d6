"""The suggestions for one segment: a part of the editor's page, or a page without its script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail_localize.models import StringSegment

from translations import submission
from translations.access import translation_for
from translations.helping import writes
from translations.memory.finding import suggestions_for
from translations.pairs import as_typed, pair_of


def admin_urls() -> list[URLPattern]:
    """Return the addresses of the suggestions for Wagtail's admin."""
    address = "translations/<int:translation_id>/segments/<int:segment_id>/memory/"
    return [path(address, suggestions, name="memory_suggestions")]


@never_cache
@require_GET
def suggestions(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Show what the memory has for a segment; ``?part=1`` returns the list alone.

    :raises Http404: when the segment is gone.
    :raises PermissionDenied: for people who may not see the language.
    """
    translation = translation_for(request.user, translation_id)
    try:
        pair = pair_of(translation, segment_id)
    except StringSegment.DoesNotExist as gone:
        raise Http404 from gone
    code = translation.target_locale.language_code
    found = suggestions_for(pair.source, translation.source.locale.language_code, code)
    part = request.GET.get("part") == "1"
    context = {
        "translation": translation,
        "pair": pair,
        "code": code,
        "source_title": translation.source.object_repr,
        "suggestions": [(item, as_typed(item.data, pair.rich)) for item in found],
        "writes": writes(request.user, translation, submission.target_of(translation)),
        "part": part,
    }
    template = "memory/parts/suggestions.html" if part else "memory/suggestions.html"
    return TemplateResponse(request, template, context)
