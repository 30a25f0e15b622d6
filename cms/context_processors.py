"""What the page shell needs on every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject

from cms import navigation


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and its navigation.

    The navigation is lazy, so that only a template that shows it asks the database.
    """

    def lazy(function: Callable[[HttpRequest], Any]) -> SimpleLazyObject:
        return SimpleLazyObject(partial(function, request))

    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_languages": settings.LANGUAGES,
        "home_url": lazy(_home_url),
        "main_navigation": lazy(navigation.main_navigation),
        "footer_navigation": lazy(navigation.footer_navigation),
        "language_links": lazy(navigation.language_links),
        "site_search_url": reverse_lazy("search"),
    }


def _home_url(request: HttpRequest) -> str:
    return navigation.chrome_of(request).home_url(request)
