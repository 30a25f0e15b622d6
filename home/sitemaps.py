"""The sitemap: every page that anybody may read, with its translations."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest
from django.utils.translation import override
from wagtail.models import Page

from cms.metadata import codes_of
from cms.templatetags.ui import language_tag
from policies.models import Recommendation
from policies.querysets import readable
from policies.structure_pages import addresses_of

Entry = dict[str, Any]


def _alternates(addresses: dict[str, str], request: HttpRequest) -> list[dict[str, str]]:
    lines = [
        {"lang_code": language_tag(code), "location": request.build_absolute_uri(url)}
        for code, url in addresses.items()
    ]
    default = addresses.get(settings.LANGUAGE_CODE)
    if default:
        location = request.build_absolute_uri(default)
        lines.append({"lang_code": "x-default", "location": location})
    return lines


class _TranslatedSitemap(Sitemap):
    """Entries grouped by what is translated; each language is an entry with all alternates."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> list[Entry]:
        """Return the entries."""
        entries = []
        for addresses, changed in self.groups():
            alternates = _alternates(addresses, self.request)
            for code, url in addresses.items():
                entries.append({"url": url, "lastmod": changed.get(code), "alternates": alternates})
        return entries

    def groups(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        """Return addresses and days of the last change by code, for each thing."""
        raise NotImplementedError

    def _urls(self, page: int, protocol: str, domain: str) -> list[Entry]:
        return [
            {
                "location": self.request.build_absolute_uri(entry["url"]),
                "lastmod": entry["lastmod"],
                "changefreq": None,
                "priority": "",
                "alternates": entry["alternates"],
            }
            for entry in self.paginator.page(page).object_list
        ]


class PageSitemap(_TranslatedSitemap):
    """Pages."""

    def groups(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        """Return the readable pages by what they are translations of; one query."""
        found: dict[Any, list[Any]] = defaultdict(list)
        pages = readable(Page.objects.filter(depth__gt=1)).select_related("locale")
        for page in pages.order_by("path"):
            found[page.translation_key].append(page)
        groups = []
        for translations in found.values():
            addresses: dict[str, str] = {}
            changed: dict[str, Any] = {}
            for page in translations:
                for code in codes_of(page.locale.language_code):
                    with override(code):
                        url = page.get_url(self.request)
                    if url:
                        addresses[code], changed[code] = url, page.last_published_at
            groups.append((addresses, changed))
        return groups


class RecommendationSitemap(_TranslatedSitemap):
    """The pages of single recommendations."""

    def groups(self) -> list[tuple[dict[str, str], dict[str, Any]]]:
        """Return the recommendations of readable pages by identity; one query."""
        found: dict[Any, dict[str, Any]] = defaultdict(dict)
        rows = Recommendation.objects.filter(
            page__in=readable(Page.objects.all()).values("pk")
        ).values_list("translation_key", "page__locale__language_code", "page__last_published_at")
        for key, language, changed in rows.order_by("page", "sort_order"):
            for code in codes_of(language):
                found[key][code] = changed
        return [
            (
                addresses_of(
                    "recommendation-about", [key], {code.split("-")[0] for code in changed}
                ),
                changed,
            )
            for key, changed in found.items()
        ]
