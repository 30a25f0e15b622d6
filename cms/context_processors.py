"""What the page shell needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and the languages to choose from."""
    return {"site_name": settings.WAGTAIL_SITE_NAME, "site_languages": settings.LANGUAGES}
