"""The content checks of a draft by themselves, for the editor's side panel after a save."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from policies.content_checks import findings_for
from policies.models import Publication


@never_cache
def findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return the list of findings of the latest draft as a piece of HTML.

    :raises PermissionDenied: for users who may not change the publication.
    """
    page = get_object_or_404(Publication, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = findings_for(page.get_latest_revision_as_object())
    return TemplateResponse(request, "policies/import/findings.html", {"findings": found})
