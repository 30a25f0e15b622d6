"""XLIFF files in the admin: download, upload with a report, application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail_localize.models import Translation

from translations.access import translation_for
from translations.groups import languages_of, partner_languages
from translations.permissions import may_see, may_translate
from translations.xliff import importing, uploads
from translations.xliff.exporting import archive_of, document_of, file_name
from translations.xliff.forms import UploadForm

#: Translations on a page of the list, and in one ZIP.
LINES, MOST = 50, 200
#: Segments of a file shown in a report; the counts are of all of them.
MOST_SHOWN = 500


def _languages(user: Any) -> list[str]:
    return languages_of(user) or [code for code in partner_languages() if may_see(user, code)]


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_GET
def export(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Return one translation as XLIFF.

    :raises PermissionDenied: for people who may not see its language.
    """
    translation = translation_for(request.user, translation_id)
    return _download(document_of(translation), file_name(translation), "application/x-xliff+xml")


@require_GET
def export_many(request: HttpRequest) -> HttpResponse:
    """Return the translations chosen (``translation``, several times) as one ZIP.

    :raises PermissionDenied: when one of them is in a language that the user may not see.
    """
    keys = [key for key in request.GET.getlist("translation") if key.isascii() and key.isdigit()]
    chosen = list(
        Translation.objects.filter(pk__in=[int(key[:18]) for key in keys[:MOST]])
        .select_related("source__locale", "source__kept_version", "target_locale")
        .order_by("pk")
    )
    if not chosen:
        messages.warning(request, _("Choose at least one translation."))
        return redirect("xliff")
    for translation in chosen:
        if not may_see(request.user, translation.target_locale.language_code):
            raise PermissionDenied
    return _download(archive_of(chosen), "translations.zip", "application/zip")


def index(request: HttpRequest) -> HttpResponse:
    """Offer the translations of a language for download, and take files back.

    An upload is examined and reported; nothing is changed before the report is accepted.

    :raises PermissionDenied: for people without a language.
    """
    languages = _languages(request.user)
    if not languages:
        raise PermissionDenied
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        data = upload.read()
        try:
            report = importing.examine(upload.name, data, request.user)
        except uploads.Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            key = uploads.keep(request.user, upload.name, data) if report.changes else ""
            return _report(request, report, key=key)
    return _index(request, languages, form)


def _index(request: HttpRequest, languages: list[str], form: UploadForm) -> HttpResponse:
    code = request.GET.get("language", languages[0])
    if code not in languages:
        raise PermissionDenied
    begun = (
        Translation.objects.filter(target_locale__language_code=code)
        .select_related("source")
        .order_by("source__object_repr", "pk")
    )
    context = {
        "form": form,
        "code": code,
        "languages": [(item, dict(settings.LANGUAGES).get(item, item)) for item in languages],
        "lines": Paginator(begun, LINES).get_page(request.GET.get("p")),
        "takes": any(may_translate(request.user, item) for item in languages),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "translations/xliff/index.html", context, status=status)


def _report(
    request: HttpRequest, report: importing.Report, *, key: str = "", done: bool = False
) -> HttpResponse:
    states = (importing.TAKEN, importing.KEPT, importing.UNCHANGED, importing.REFUSED)
    context = {
        "report": report,
        "key": key,
        "done": done,
        "most": MOST_SHOWN,
        "counts": {state: report.count(state) for state in states},
    }
    status = 422 if report.broken else 200
    return TemplateResponse(request, "translations/xliff/report.html", context, status=status)


@require_POST
def apply(request: HttpRequest, key: str) -> HttpResponse:
    """Apply an upload whose report was seen; segments are written as if they were typed."""
    found = uploads.kept(request.user, key)
    if found is None:
        messages.error(request, _("This upload is not there any more. Send it again."))
        return redirect("xliff")
    report = importing.apply(*found, request.user)
    uploads.forget(request.user, key)
    taken = report.count(importing.TAKEN)
    words = ngettext("%d segment was taken over.", "%d segments were taken over.", taken) % taken
    messages.success(request, words)
    return _report(request, report, done=True)
