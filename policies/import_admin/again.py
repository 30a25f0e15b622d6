"""Importing a document again into the same draft: upload, comparison, application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.drafts import update_draft
from policies.import_admin import jobs
from policies.import_admin.access import job_of, why_not_again
from policies.import_admin.comparison import recommendation_lines, sections
from policies.import_admin.forms import DocumentForm
from policies.import_admin.preview import preview_context
from policies.import_admin.views import one_at_a_time
from policies.models import Publication

#: Pairs of recommendations that are compared while somebody waits: about four seconds.
MOST_PAIRS = 10_000


def _refused(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Lead back to the editor with the reason when the page is not this user's to change now."""
    why = why_not_again(page, request.user)
    if not why:
        return None
    messages.error(request, why)
    return redirect("wagtailadmin_pages:edit", page.pk)


def upload(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take another version of the document of a publication.

    :raises PermissionDenied: for users who may not change it.
    """
    page = get_object_or_404(Publication, pk=page_id).specific
    if (refused := _refused(request, page)) is not None:
        return refused
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and not one_at_a_time(request, form):
        job = jobs.begin(
            request.user, form.cleaned_data["file"], publication_id=page.pk, is_again=True
        )
        return redirect("import_progress", job.key)
    context = {"form": form, "page": page, "media": form.media}
    return TemplateResponse(request, "policies/import/again.html", context)


def compare(request: HttpRequest, key: Any) -> HttpResponse:
    """Show what would change; a POST changes it, if the draft is still the one compared with.

    :raises PermissionDenied: for users who may not change the publication any more.
    """
    job = job_of(request.user, key, is_again=True)
    page = get_object_or_404(Publication, pk=job.publication_id).specific
    if jobs.state_of(job).name != "ready":
        return redirect("import_progress", job.key)
    if (refused := _refused(request, page)) is not None:
        return refused
    imported = job.folder.load(with_images=False)
    draft = page.get_latest_revision_as_object()
    if draft.recommendations.count() * len(imported.recommendations) > MOST_PAIRS:
        messages.error(
            request, _("There are too many recommendations to compare. Nothing was imported.")
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST":
        if job.done_at is None and request.POST.get("revision") != str(page.latest_revision_id):
            messages.warning(
                request, _("The draft was changed meanwhile. Look at the comparison again.")
            )
            return redirect("import_compare", job.key)
        apply(request, job, page)
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        **preview_context(job, imported),
        "page": page,
        "revision": page.latest_revision_id,
        "sections": sections(imported, draft),
        "recommendations": recommendation_lines(imported, draft),
        "recommendations_stay": not imported.recommendations,
    }
    return TemplateResponse(request, "policies/import/compare.html", context)


@transaction.atomic
def apply(request: HttpRequest, job: Any, page: Any) -> None:
    """Fill the draft from the document, once."""
    if job.done_at is not None:
        return
    update_draft(job.folder.load(), page, user=request.user)
    job.done_at = timezone.now()
    job.save()
    messages.success(
        request, _("The draft now has the text of “%(file)s”.") % {"file": job.file_name}
    )
