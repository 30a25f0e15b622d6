"""The notice that readers see on a translation that is behind its source."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.review.models import PublicState
from translations.permissions import is_partner_page
from translations.sources import source_page_of
from translations.states import is_stale


def stale_notice(page: Any, request: HttpRequest) -> dict[str, Any] | None:
    """Return the banner with the way to the source, or None while the translation is up to date.

    An archived page says that it is not kept up to date already.
    """
    if page.pk is None or not is_partner_page(page):
        return None
    since = is_stale(page)
    if since is None:
        return None
    if PublicState.objects.filter(page_id=page.pk, archived_at__isnull=False).exists():
        return None
    source = source_page_of(page)
    if source is None or not source.live:
        return None
    return {
        "kind": "stale",
        "date": timezone.localtime(since).date(),
        "link": source.get_url(request),
        "lang": source.locale.language_code,
    }
