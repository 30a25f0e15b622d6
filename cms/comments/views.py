"""The page on which a draft is read and commented, and the names to offer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from cms.comments import posting
from cms.comments.forms import ReplyForm
from cms.comments.mentions import offered
from cms.comments.models import Comment, Thread
from cms.comments.permissions import is_own, may_see_draft
from cms.comments.reading import Open, reading_context
from cms.keys import key_in


def _page_for(request: HttpRequest, page_id: int) -> Any:
    page = get_object_or_404(Page, pk=page_id).specific
    if not may_see_draft(request.user, page):
        raise PermissionDenied
    return page


def _asked_for(request: HttpRequest, page: Any) -> Open:
    """Return which form an address opens: ``?at=ANCHOR`` or ``?edit=KEY``."""
    edited = key_in(request.GET, "edit")
    comment = Comment.objects.filter(thread__page_id=page.pk, pk=edited).first() if edited else None
    if comment is not None and is_own(request.user, comment):
        form = ReplyForm(initial={"text": comment.text}, auto_id=f"edit-{comment.pk}-%s")
        return Open(edit=(comment.pk, form))
    return Open(at=request.GET.get("at", ""))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the latest draft with its comments; take what was written.

    :raises PermissionDenied: for anybody who may not see the draft.
    """
    page = _page_for(request, page_id)
    address = reverse("comments_reading", args=[page.pk])
    opened = _asked_for(request, page)
    if request.method == "POST":
        try:
            fragment = posting.perform(request, page, request.user)
            return HttpResponseRedirect(f"{address}#{fragment}")
        except posting.RefusedError as refused:
            opened = refused.opened
    context = reading_context(
        page,
        request,
        threads=Thread.objects.of(page),
        is_own=lambda comment: is_own(request.user, comment),
        opened=opened,
    )
    context |= {
        "staff": True,
        "action": address,
        "people_url": reverse("comments_people", args=[page.pk]),
        "page_id": page.pk,
        "may_edit": page.permissions_for_user(request.user).can_edit(),
    }
    return TemplateResponse(request, "comments/reading.html", context)


@never_cache
@require_safe
def people(request: HttpRequest, page_id: int) -> JsonResponse:
    """Return the people to offer after ``@``: who may see the draft and begins like ``q``."""
    page = _page_for(request, page_id)
    found = offered(page, request.GET.get("q", "")[:50])
    return JsonResponse(
        {"people": [{"name": p.get_username(), "label": p.get_full_name()} for p in found]}
    )
