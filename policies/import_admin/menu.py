"""Where the admin offers the import: menu, listing of the library, editor's header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from policies.import_admin.access import library_for, offers_import_again
from policies.models import ImportJob, PublicationIndexPage


class ImportMenuItem(MenuItem):
    """The menu item, for those who may add publications."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask whether the user may add to the library."""
        return library_for(request.user) is not None


def menu_item() -> ImportMenuItem:
    """Return the item for the main menu."""
    return ImportMenuItem(
        _("Import"), reverse("import_upload"), name="import", icon_name="upload", order=150
    )


def header_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer the import on the library, and importing again on a publication."""
    page = page.specific
    if isinstance(page, PublicationIndexPage):
        library = library_for(user)
        if library is not None and library.pk == page.pk:
            yield Button(
                _("Import a document"), reverse("import_upload"), icon_name="upload", priority=5
            )
    elif offers_import_again(page, user):
        yield Button(
            _("Import again"),
            reverse("import_again", args=[page.pk]),
            icon_name="upload",
            priority=25,
        )
        job = ImportJob.objects.filter(publication=page.pk, user=user, is_again=False).first()
        if job is not None and job.folder.is_converted:
            yield Button(
                _("What the import found"),
                reverse("import_preview", args=[job.key]),
                icon_name="list-ul",
                priority=26,
            )


def admin_urls() -> list[URLPattern]:
    """Return the addresses of the import for Wagtail's admin."""
    return [path("", include("policies.import_admin.urls"))]  # type: ignore[list-item]
