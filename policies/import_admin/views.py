"""Importing a document in the admin: upload, progress, preview with corrections, draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from PIL import Image

from policies.cards import TYPES
from policies.drafts import create_draft
from policies.import_admin import failures, jobs
from policies.import_admin.access import job_of, jobs_of, require_library
from policies.import_admin.forms import CorrectionForms, UploadForm
from policies.import_admin.preview import page_of, preview_context, rendered_body
from policies.models import ImportJob

#: How many earlier imports the upload page offers to go on with.
MOST_RECENT = 10


def upload(request: HttpRequest) -> HttpResponse:
    """Take a document and start its conversion.

    :raises PermissionDenied: for users who may not add publications.
    """
    require_library(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and not one_at_a_time(request, form):
        job = jobs.begin(
            request.user,
            form.cleaned_data["file"],
            type_name=form.cleaned_data["type_name"],
            topic=form.cleaned_data["topic"],
        )
        return redirect("import_progress", job.key)
    recent = jobs_of(request.user).filter(is_again=False)
    context = {"form": form, "recent": recent[:MOST_RECENT], "media": form.media}
    return TemplateResponse(request, "policies/import/upload.html", context)


def one_at_a_time(request: HttpRequest, form: Any) -> bool:
    """Refuse a second upload while the first one is being read; say so in the form."""
    if jobs.waits(request.user) is None:
        return False
    form.add_error(None, _("Another document of yours is still being read. Wait for it first."))
    return True


@never_cache
def progress(request: HttpRequest, key: Any) -> HttpResponse:
    """Show how far a conversion is, as a page or for the script as JSON; then lead on."""
    job = job_of(request.user, key)
    state = jobs.state_of(job)
    if state.name == "refused":
        failures.note(job, state)
    name = "import_compare" if job.is_again else "import_preview"
    target = reverse(name, args=[job.key])
    if request.GET.get("format") == "json":
        data = {"state": state.name, "percent": state.percent, "sentence": state.sentence}
        return JsonResponse(data)
    if state.name == "ready":
        return redirect(target)
    back = (
        reverse("import_again", args=[job.publication_id])
        if job.is_again
        else reverse("import_upload")
    )
    context = {"job": job, "state": state, "back": back}
    return TemplateResponse(request, "policies/import/progress.html", context)


def preview(request: HttpRequest, key: Any) -> HttpResponse:
    """Show what will be made and take corrections; a POST makes the draft.

    :raises PermissionDenied: for users who may not add publications any more.
    """
    library = require_library(request.user)
    job = job_of(request.user, key, is_again=False)
    if jobs.state_of(job).name != "ready":
        return redirect("import_progress", job.key)
    if request.method == "POST" and job.publication_id:
        # Sent twice: the draft is there.
        return redirect("wagtailadmin_pages:edit", job.publication_id)
    imported = job.folder.load(with_images=request.method == "POST")
    forms = CorrectionForms(imported, request.POST or None)
    if request.method == "POST" and forms.is_valid():
        try:
            page = make_draft(job, forms, library, request.user)
        except ValidationError as error:
            forms.head.add_error(None, error.messages)
        else:
            tell_made(request, page, imported)
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        **preview_context(job, imported),
        "forms": forms,
        "media": forms.media,
        "kind": TYPES[job.type_name]._meta.verbose_name if job.type_name in TYPES else "",
    }
    return TemplateResponse(request, "policies/import/preview.html", context)


@transaction.atomic
def make_draft(job: ImportJob, forms: CorrectionForms, library: Any, user: Any) -> Any:
    """Make the draft with the corrections; all of it or nothing.

    :raises ValidationError: when the draft lacks what even a draft must have.
    """
    imported, present = forms.corrected()
    fields: dict[str, Any] = {"topic": job.topic}
    if present:
        fields["recommendations"] = present
    page = create_draft(imported, TYPES[job.type_name], library, user=user, **fields)
    job.publication = page
    job.done_at = timezone.now()
    job.save()
    return page


def tell_made(request: HttpRequest, page: Any, imported: Any) -> None:
    """Say what was made, and how much waits for the editor's eye."""
    messages.success(
        request,
        _("The draft “%(title)s” (%(number)s) has been made of the document.")
        % {"title": page.title, "number": page.reference_number},
    )
    lost = [entry for entry in imported.unplaced if not entry.kept]
    if lost:
        text = ngettext(
            "%(count)d piece of the document has no place in the draft.",
            "%(count)d pieces of the document have no place in the draft.",
            len(lost),
        )
        message = text % {"count": len(lost)}
        messages.warning(
            request, f"{message} {_('They are listed under “What the import found”.')}"
        )


@never_cache
@xframe_options_sameorigin
def body(request: HttpRequest, key: Any) -> HttpResponse:
    """The body as readers will see it, for the frame inside the preview."""
    job = job_of(request.user, key)
    if not job.folder.is_converted:
        raise Http404
    imported = job.folder.load(with_images=False)
    page = page_of(imported, job.type_name)
    context = {**rendered_body(job, imported, page), "title": imported.title}
    return TemplateResponse(request, "policies/import/body.html", context)


def image(request: HttpRequest, key: Any, number: int) -> HttpResponse:
    """An image of an import, for its owner only."""
    path = job_of(request.user, key).folder.path / f"image-{number}"
    if not path.exists():
        raise Http404
    with Image.open(path) as opened:
        # The converter keeps only formats that browsers show as pictures.
        kind = Image.MIME.get(opened.format or "", "application/octet-stream")
    response = HttpResponse(path.read_bytes(), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response
