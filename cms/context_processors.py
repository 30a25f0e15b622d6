"""What the page shell needs on every page."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cms import navigation


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and its navigation.

    The navigation is callable, so that only a template that shows it asks the database.
    """
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_languages": settings.LANGUAGES,
        "home_url": partial(_home_url, request),
        "main_navigation": partial(navigation.main_navigation, request),
        "footer_navigation": partial(navigation.footer_navigation, request),
        "language_links": partial(navigation.language_links, request),
    }


def _home_url(request: HttpRequest) -> str:
    return navigation.chrome_of(request).home_url(request)
