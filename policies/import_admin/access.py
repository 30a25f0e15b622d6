"""Who may import, and into what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from policies.models import ImportJob, Publication, PublicationIndexPage


def library_for(user: Any) -> PublicationIndexPage | None:
    """Return the library of the source language if this user may add publications to it."""
    if not user.is_active:
        return None
    library: PublicationIndexPage | None = PublicationIndexPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    ).first()
    if library is None or not library.permissions_for_user(user).can_add_subpage():
        return None
    return library


def require_library(user: Any) -> PublicationIndexPage:
    """Return the library to import into.

    :raises PermissionDenied: when the user may not add publications.
    """
    library = library_for(user)
    if library is None:
        raise PermissionDenied
    return library


def jobs_of(user: Any) -> Any:
    """Return all imports of this user, newest first."""
    return ImportJob.objects.filter(user=user).order_by("-created_at")


def job_of(user: Any, key: Any, **lookup: Any) -> ImportJob:
    """Return an import of this user.

    :raises Http404: when it is somebody else's, or gone.
    """
    job: ImportJob | None = jobs_of(user).filter(key=key, **lookup).first()
    if job is None:
        raise Http404
    return job


def offers_import_again(page: Any, user: Any) -> bool:
    """Say whether to show the button: on publications of the source language one may change."""
    return (
        isinstance(page, Publication)
        and page.pk is not None
        and page.locale.language_code == settings.LANGUAGE_CODE
        and bool(page.permissions_for_user(user).can_edit())
    )


def why_not_again(page: Publication, user: Any) -> str:
    """Return why this user cannot import into this publication now; "" when they can.

    :raises PermissionDenied: when they may not change it at all.
    """
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return _("A translation follows its source: import into the English publication.")
    lock = page.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    task = page.current_workflow_task
    if page.locked or task is None:
        return _("This publication is locked. Nothing was imported.")
    step = task.specific.step.label
    return _(
        "This publication waits for the step “%(step)s”, which is not yours. Nothing was "
        "imported. Withdraw it from review first, or wait until it comes back."
    ) % {"step": step}
