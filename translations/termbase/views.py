"""The termbase as a table, out and in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from translations.termbase.forms import TableForm
from translations.termbase.loading import Loaded, load
from translations.termbase.permissions import is_administrator, languages_written, may_read
from translations.termbase.tables import Unreadable, as_csv, columns

#: Faults shown on a page; a table with more of them has one mistake all through.
MOST_SHOWN = 1_000


def admin_urls() -> list[URLPattern]:
    """Return the addresses of the tables for Wagtail's admin."""
    return [
        path("termbase/table.csv", export, name="termbase_export"),
        path("termbase/table/", take_in, name="termbase_import"),
    ]


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Return the whole termbase as CSV.

    :raises PermissionDenied: for people who do not work on texts.
    """
    if not may_read(request.user):
        raise PermissionDenied
    return HttpResponse(
        as_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="termbase.csv"'},
    )


def take_in(request: HttpRequest) -> HttpResponse:
    """Take a table in, or say everything that is wrong with it and change nothing.

    :raises PermissionDenied: for people who may not change the termbase.
    """
    written = languages_written(request.user)
    if not written:
        raise PermissionDenied
    sent = request.method == "POST"
    form = TableForm(request.POST, request.FILES) if sent else TableForm()
    context: dict[str, Any] = {"form": form, "columns": _columns_for(request.user, written)}
    if sent and form.is_valid():
        try:
            loaded = load(form.cleaned_data["file"].read(), request.user)
        except Unreadable as refusal:
            form.add_error("file", str(refusal))
        else:
            if not loaded.faults:
                messages.success(request, summary(loaded))
                return redirect("termbase:index")
            context["faults"] = loaded.faults[:MOST_SHOWN]
            context["total"] = len(loaded.faults)
    status = 422 if sent else 200
    return TemplateResponse(request, "termbase/import.html", context, status=status)


def _columns_for(user: Any, written: list[str]) -> list[str]:
    """Return the columns that a user may write."""
    names = columns(written)
    return names if is_administrator(user) else [name for name in names if name != "notes"]


def summary(loaded: Loaded) -> str:
    """Say what became of a table."""
    parts = [
        ngettext("%d concept added", "%d concepts added", loaded.added) % loaded.added,
        ngettext("%d concept changed", "%d concepts changed", loaded.changed) % loaded.changed,
        ngettext("%d left as it was", "%d left as they were", loaded.same) % loaded.same,
    ]
    return _("The table was taken in: %s.") % ", ".join(parts)
