"""What search engines, feeds and social networks are told about a page; breadcrumbs with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cms.navigation import HOME_DEPTH, chrome_of, content_code, language_links
from cms.sharing import SHARE_SIZE, share_image
from cms.templatetags.ui import language_tag

#: What a result page of a search engine shows of a description, in characters.
DESCRIPTION_LENGTH = 200

Crumb = dict[str, str]


def codes_of(content_language: str) -> list[str]:
    """Return the codes of ``LANGUAGES`` that show a content language: both scripts for Serbian."""
    return [code for code, _name in settings.LANGUAGES if content_code(code) == content_language]


def page_addresses(page: Any, request: HttpRequest) -> dict[str, str]:
    """Return the address of a page and of its public translations by code of ``LANGUAGES``.

    No query but the shell's; a draft has none.
    """
    if getattr(request, "is_preview", False) or page.pk is None:
        return {}
    found = chrome_of(request, page).translations
    by_language = {item.locale.language_code: item for item in found}
    by_language[page.locale.language_code] = page
    addresses = {}
    for language in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        if language in by_language:
            for code in codes_of(language):
                with override(code):
                    addresses[code] = by_language[language].get_url(request)
    return addresses


def page_crumbs(page: Any, request: HttpRequest) -> list[Crumb]:
    """Return the way from the home page to this page; the page itself has no address.

    Pages up to the sections come with the shell's own query, deeper ones with one more.
    """
    if page.depth is None or page.depth <= HOME_DEPTH:
        return []
    above = chrome_of(request).section_of(page)
    if page.depth - HOME_DEPTH > len(above):
        above = list(page.get_ancestors().filter(depth__gte=HOME_DEPTH, live=True))
    return [
        {
            "title": _("Home") if item.depth == HOME_DEPTH else item.title,
            "url": item.get_url(request) or "",
        }
        for item in above
    ] + [{"title": page.title, "url": ""}]


def describe(*texts: str) -> str:
    """Return the first text that says something, without markup, short enough for a description."""
    for text in texts:
        words = " ".join(strip_tags(text or "").split())
        if words:
            return Truncator(words).chars(DESCRIPTION_LENGTH)
    return ""


def breadcrumb_data(
    crumbs: Sequence[Crumb], request: HttpRequest, canonical: str
) -> dict[str, Any]:
    """Return schema.org's ``BreadcrumbList`` of a way."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": str(crumb["title"]),
                "item": request.build_absolute_uri(crumb["url"]) if crumb["url"] else canonical,
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def alternates(addresses: Mapping[str, str], request: HttpRequest) -> list[dict[str, str]]:
    """Return the lines for ``hreflang``: each language, and the one for everybody else."""
    lines = [
        {"code": code, "url": request.build_absolute_uri(url)} for code, url in addresses.items()
    ]
    default = addresses.get(settings.LANGUAGE_CODE) or next(iter(addresses.values()), None)
    if default:
        lines.append({"code": "x-default", "url": request.build_absolute_uri(default)})
    return lines


def view_context(
    request: HttpRequest,
    *,
    title: str,
    path: str,
    description: str = "",
    crumbs: Sequence[Crumb] = (),
    addresses: Mapping[str, str] | None = None,
    thing: Mapping[str, Any] | None = None,
    feeds: Iterable[Mapping[str, str]] = (),
    kind: str = "website",
    robots: str = "",
    not_yet: bool = False,
    topic: int | None = None,
) -> dict[str, Any]:
    """Return the context of ``cms/base.html`` for anything that has an address.

    :param path: where it stands, without the host.
    :param crumbs: the way to it, itself last.
    :param addresses: where it stands in each language, by code of ``LANGUAGES``.
    :param thing: schema.org's description of it; its language and address are added.
    :param not_yet: whether its addresses in other languages say that it is not there yet.
    :param topic: the number of the topic whose colour the picture beside links has.
    """
    canonical = request.build_absolute_uri(path)
    language = language_tag(get_language() or settings.LANGUAGE_CODE)
    main = {"@type": "WebPage", "name": str(title), **(thing or {})}
    main = {**main, "inLanguage": language, "url": canonical}
    if description and "description" not in main:
        main["description"] = description
    graph = [main]
    if crumbs:
        graph.append(breadcrumb_data(crumbs, request, canonical))
    return {
        "breadcrumbs": list(crumbs),
        "language_links": language_links(request, dict(addresses or {}), not_yet=not_yet),
        "metadata": {
            "title": title,
            "description": description,
            "canonical": canonical,
            "image": {
                "url": request.build_absolute_uri(static(share_image(topic))),
                "width": SHARE_SIZE[0],
                "height": SHARE_SIZE[1],
                "alt": _("The sign of ClusterPoliSEE: six points joined to a centre"),
            },
            "kind": kind,
            "robots": robots,
            "alternates": alternates(addresses or {}, request),
            "feeds": list(feeds),
            "json_ld": {"@context": "https://schema.org", "@graph": graph},
        },
    }


def page_context(
    page: Any, request: HttpRequest, *, description: str = "", query: str = "", **more: Any
) -> dict[str, Any]:
    """Return the same for a page, published or in preview.

    :param query: what belongs to the canonical address after the path, as ``?page=2``.
    :param more: as for :func:`view_context`.
    """
    addresses = page_addresses(page, request)
    crumbs = page_crumbs(page, request)
    title = page.seo_title or page.title
    if len(crumbs) > 2 and not page.seo_title:
        # Deeper pages say in which section one is.
        title = f"{title} – {crumbs[-2]['title']}"
    path = (page.get_url(request) or request.path) + query
    if getattr(request, "is_preview", False):
        more["robots"] = "noindex"
    return view_context(
        request,
        title=title,
        path=path,
        description=describe(page.search_description, description),
        crumbs=crumbs,
        addresses=addresses,
        not_yet=True,
        **more,
    )
