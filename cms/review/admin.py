"""What the review hooks of the admin do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from cms.review.files import may_be_served
from cms.review.permissions import ReviewedPagePermissionTester
from cms.review.tasks import APPROVE_DESPITE


def serve_only_what_may_be_seen(document: Any, request: HttpRequest) -> None:
    """Hide annexes that no public page uses from everyone who may not edit one that does.

    :raises Http404: so that an address tells nothing about drafts.
    """
    if not may_be_served(document, request.user):
        raise Http404


def header_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer archive and emergency door to those who may use them."""
    tester = page.specific.permissions_for_user(user)
    if not isinstance(tester, ReviewedPagePermissionTester):
        return
    if tester.can_archive():
        yield Button(
            _("Archive or bring back"),
            reverse("review_archive", args=[page.pk]),
            icon_name="folder-inverse",
            priority=70,
        )
    if tester.can_use_emergency_door():
        yield Button(
            _("Emergency door"),
            reverse("review_emergency", args=[page.pk]),
            icon_name="warning",
            priority=80,
        )


def after_step(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Say what a step led to, and take people without page rights back to their desk.

    Wagtail would send a reviewer on to a listing they may not see, with an error on top.
    """
    if "action-workflow-action" not in request.POST:
        return None
    page = type(page)._default_manager.get(pk=page.pk)
    if request.POST.get("workflow-action-name") in {"approve", APPROVE_DESPITE}:
        waiting = page.current_workflow_task
        if waiting is not None:
            messages.success(request, _("Approved. Next step: %s.") % waiting.specific.label)
        elif page.scheduled_revision is not None:
            messages.success(request, _("Approved. It goes public at its date."))
        else:
            messages.success(request, _("Approved and published."))
    else:
        messages.success(request, _("Sent back with your comment."))
    if page.get_parent().permissions_for_user(request.user).can_add_subpage():
        return None
    return redirect("wagtailadmin_home")
