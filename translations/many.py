"""Beginning many translations at once: in small steps that show how far it is.

How far is kept after each page: a run goes on where it was left, by whoever opens its page next or
by due work. Beginning a page twice is beginning it once.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.groups import ADMINISTRATORS, in_group
from cms.review.exceptions import NotReviewed
from cms.review.models import user_name
from translations import editing
from translations.groups import partner_languages
from translations.models import BulkRun
from translations.permissions import may_translate

logger = logging.getLogger(__name__)

#: A step takes about this long, in seconds, and begins at most this many pages.
STEP_SECONDS, STEP_PAGES = 1.5, 20
#: A run that nobody looks at any more goes on with due work after this.
LEFT_ALONE = timedelta(minutes=2)
#: More than this in one run is a mistake rather than a wish.
MOST = 5000


def may_begin_many(user: Any, code: str) -> bool:
    """Say whether the user may begin many translations into a language."""
    if code not in partner_languages():
        return False
    return may_translate(user, code) or in_group(user, ADMINISTRATORS)


def begin_run(user: Any, code: str, pages: list[int], *, by_machine: bool) -> BulkRun:
    """Plan to begin pages in a language; nothing is begun yet.

    :raises PermissionDenied: when the user does not translate the language.
    """
    if not may_begin_many(user, code):
        raise PermissionDenied
    return BulkRun.objects.create(
        locale=Locale.objects.get(language_code=code),
        pages=pages[:MOST],
        by_machine=by_machine,
        user=user,
        user_name=user_name(user),
    )


def go_on(run: BulkRun, *, seconds: float | None = None, most: int = STEP_PAGES) -> BulkRun:
    """Take one step of a run; return it as it stands afterwards.

    :param seconds: begin no other page after this; ``STEP_SECONDS`` when None.
    """
    deadline = time.monotonic() + (STEP_SECONDS if seconds is None else seconds)
    for _number in range(most):
        run = BulkRun.objects.select_related("locale").get(pk=run.pk)
        if run.finished_at is not None:
            break
        if run.position >= run.total:
            BulkRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=timezone.now())
            break
        _one(run)
        if time.monotonic() > deadline:
            break
    run = BulkRun.objects.select_related("locale").get(pk=run.pk)
    if run.finished_at is None and run.position >= run.total:
        BulkRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
        run.refresh_from_db()
    return run


def _one(run: BulkRun) -> None:
    """Begin the page at the run's position, and only then move on."""
    refused: str | None = None
    page = Page.objects.filter(pk=run.pages[run.position]).first()
    title = page.title if page is not None else str(run.pages[run.position])
    begun = False
    try:
        with transaction.atomic():
            begun = _begin(page, run)
    except NotReviewed as refusal:
        refused = str(refusal)
    except Exception:
        # One page that cannot be begun must not hold up the others; which one is in the report.
        logger.exception("Page %s could not be begun in %s", title, run.locale.language_code)
        refused = _("An error; it is in the log.")
    rows = BulkRun.objects.filter(pk=run.pk, position=run.position)
    moved = rows.update(position=F("position") + 1, begun=F("begun") + int(begun))
    if moved and refused is not None:
        report = [*run.refused, {"title": title, "reason": refused}]
        BulkRun.objects.filter(pk=run.pk).update(refused=report)


def _begin(page: Page | None, run: BulkRun) -> bool:
    """Begin one page; return whether it was not begun before.

    :raises NotReviewed: when it cannot be translated.
    """
    if page is None:
        raise NotReviewed(_("The page is gone."))
    specific = page.specific
    there = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=run.locale
    ).exists()
    translation = editing.start(specific, run.locale)
    if run.by_machine and editing.machine_is_there(translation):
        editing.fill_by_machine(translation)
    return not there


def go_on_with_all(now: datetime) -> int:
    """Take a step of each run that was left alone; return how many pages were passed."""
    passed = 0
    for run in BulkRun.objects.filter(finished_at=None, created_at__lt=now - LEFT_ALONE):
        passed += go_on(run, seconds=20, most=200).position - run.position
    return passed
