"""What changed for translators: the page on which an editor says what a change means."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from translations import judging
from translations.changes import Change, place_label
from translations.models import Standing


def _row(change: Change, asked: judging.Asked, model: Any) -> dict[str, Any]:
    return {
        "key": change.key,
        "kind": change.kind.label,
        "place": place_label(model, change.place),
        "marked": change.marked if change.before or change.after else "",
        "wording": asked.wording(change),
    }


def changes(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what changed since translators took the source over, and keep what an editor says.

    :raises PermissionDenied: for people who neither write nor publish the page.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not judging.may_judge(request.user, page):
        raise PermissionDenied
    asked = judging.asked_of(page)
    if request.method == "POST" and asked is not None and asked.changes:
        if request.POST.get("fingerprint") != asked.fingerprint:
            messages.error(request, _("The text has changed meanwhile. Look at the changes again."))
            return redirect(request.path)
        wording = _wording_of(request, asked)
        meant, count = judging.judge(page, asked, wording, request.user)
        messages.success(
            request,
            _("Noted. Changes in meaning: %(meant)d. In wording only: %(wording)d.")
            % {"meant": meant, "wording": count},
        )
        return redirect(request.path)
    languages = 0
    if asked is not None:
        languages = Standing.objects.filter(
            translation__source=asked.kept, baseline__isnull=False
        ).count()
    context = {
        "page": page,
        "asked": asked,
        "rows": [_row(change, asked, type(page)) for change in asked.changes] if asked else [],
        "languages": languages,
    }
    return TemplateResponse(request, "translations/changes.html", context)


def _wording_of(request: HttpRequest, asked: judging.Asked) -> set[str]:
    """Return the keys of the changes that the form calls wording only."""
    everything = {change.key for change in asked.changes}
    if request.POST.get("all") == "wording":
        return everything
    if request.POST.get("all") == "meaning":
        return set()
    return {key for key in everything if request.POST.get(f"change-{key}") == "wording"}
