"""The invitations of a page, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from cms.experts import invitations as rules
from cms.experts.forms import InvitationForm
from cms.experts.models import Invitation
from cms.keys import key_in


def _may_not(page: Any, user: Any) -> str:
    """Return why the user cannot invite at this moment; empty when they can."""
    try:
        rules.check_inviter(page, user)
    except PermissionDenied as error:
        return str(error)
    return ""


def _revoke(request: HttpRequest, page: Any) -> HttpResponse:
    key = key_in(request.POST, "invitation")
    invitation = get_object_or_404(Invitation.objects.of(page), pk=key)
    try:
        rules.revoke(page, request.user, invitation)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("The link of %(name)s leads nowhere any more.") % {"name": invitation.name}
        )
    return redirect("experts_invitations", page.pk)


def _invite(request: HttpRequest, page: Any, form: InvitationForm) -> bool:
    if not form.is_valid():
        return False
    try:
        rules.invite(page, request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the page's invitations with their state; invite and revoke.

    :raises PermissionDenied: for anybody who takes no such step of this page.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not rules.may_manage(request.user, page):
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("act") == "revoke":
        return _revoke(request, page)
    initial = {"language": page.locale.language_code}
    form = InvitationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and _invite(request, page, form):
        name = form.cleaned_data["name"]
        messages.success(request, _("%(name)s gets a mail with the link.") % {"name": name})
        return redirect("experts_invitations", page.pk)
    context = {
        "page": page,
        "form": form,
        "may_not": _may_not(page, request.user),
        "invitations": Invitation.objects.of(page).select_related("task_state"),
    }
    return TemplateResponse(request, "experts/invitations.html", context)
