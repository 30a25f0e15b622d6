"""Failed imports, kept where their people see them: whoever closed the page has to know as well.

The converter knows no database. So a failure is noted when somebody looks at the import, and by
``run_due``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from cms.review.models import user_name
from cms.review.permissions import may_use_emergency_door
from policies.import_admin import jobs
from policies.models import FailedImport, ImportJob


def note(job: ImportJob, state: jobs.State) -> bool:
    """Keep the failure of an import; once, whoever notes it. Return whether it was new."""
    refusal = job.folder.refusal() or {}
    _row, created = FailedImport.objects.get_or_create(
        key=job.key,
        defaults={
            "user": job.user,
            "user_name": user_name(job.user),
            "file_name": job.file_name,
            "code": refusal.get("code", "lost"),
            "message": state.sentence,
            "publication_id": job.publication_id,
        },
    )
    return created


def run(now: dt.datetime) -> int:
    """Note what failed, whoever it belongs to; return how many imports. The job of ``run_due``."""
    open_jobs = ImportJob.objects.filter(done_at=None).select_related("user")
    open_jobs = open_jobs.exclude(key__in=FailedImport.objects.values("key"))
    done = 0
    for job in open_jobs:
        # One that is ready waits for its owner; that is no failure, however long.
        state = jobs.state_of(job)
        if state.name == "refused":
            done += note(job, state)
    return done


def seen_by(user: Any) -> Any:
    """Return the failed imports that somebody sees: their own, administrators all."""
    rows = FailedImport.objects.filter(seen_at__isnull=True)
    return rows if may_use_emergency_door(user) else rows.filter(user=user)


@require_POST
def dismiss(request: HttpRequest, key: Any) -> HttpResponse:
    """Take a failed import from the desk.

    :raises PermissionDenied: for somebody else's.
    """
    failure = get_object_or_404(FailedImport, key=key)
    if failure.user_id != request.user.pk and not may_use_emergency_door(request.user):
        raise PermissionDenied
    FailedImport.objects.filter(key=key, seen_at=None).update(seen_at=timezone.now())
    return redirect(get_valid_next_url_from_request(request) or "desk")
