"""A page that is not there yet in the reader's language, found by its address elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, reverse
from django.utils.translation import override
from wagtail.models import Page

from cms.metadata import codes_of
from cms.navigation import HOME_DEPTH, content_code
from cms.templatetags.ui import LanguageLink
from policies.querysets import readable
from policies.recommendation_pages import translations_of


def _named(rest: list[str]) -> list[Any]:
    """Return the readable pages whose address is ``rest`` below some language's home page."""
    homes = Page.objects.filter(depth=HOME_DEPTH).values_list("url_path", flat=True)
    paths = [home + "".join(f"{part}/" for part in rest) for home in homes]
    return list(readable(Page.objects.filter(url_path__in=paths)).select_related("locale"))


def _by_last_part(rest: list[str]) -> list[Any]:
    """Return the one readable publication or page that has the last part of the address.

    An address with the library's name in one language and the paper's in another leads to it.
    """
    pages = readable(Page.objects.filter(slug=rest[-1], depth__gt=HOME_DEPTH + 1))
    found = list(pages.select_related("locale")[:12])
    return found if len({page.translation_key for page in found}) == 1 else []


def links_of(page: Any, request: HttpRequest) -> list[LanguageLink]:
    """Return where a page may be read, in the order of the settings."""
    found = readable(Page.objects.filter(translation_key=page.translation_key))
    there = {item.locale.language_code: item for item in found.select_related("locale")}
    links = []
    for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if language in there:
            for code in codes_of(language):
                with override(code):
                    url = there[language].get_url(request)
                if url:
                    links.append(LanguageLink(code, url, False))
    return links


def _recommendation(match: ResolverMatch | None) -> tuple[str, str, list[LanguageLink]] | None:
    """Return what a recommendation says, in which language, and where its page may be read.

    It has no page in the tree: its address is the same in every language.
    """
    if match is None or match.url_name != "recommendation-about":
        return None
    identifier = match.kwargs["identifier"]
    there = translations_of(identifier)
    links = []
    for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        for code in codes_of(language) if language in there else []:
            with override(code):
                url = reverse("recommendation-about", args=[identifier])
            links.append(LanguageLink(code, url, False))
    if not links:
        return None
    language = content_code(links[0].code)
    return there[language].statement, language, links


def answer(request: HttpRequest, code: str) -> HttpResponse | None:
    """Return the page that says so with status 404, a redirect to the translation, or None.

    :param code: the language that the address begins with.
    """
    stated = _recommendation(request.resolver_match)
    if stated is not None:
        return _not_yet(request, code, *stated)
    rest = [part for part in request.path_info.split("/") if part][1:]
    if not rest:
        return None
    found = _named(rest) or _by_last_part(rest)
    if not found:
        return None
    page = found[0]
    links = links_of(page, request)
    for link in links:
        if link.code == code:
            # Only the address was in another language.
            return redirect(link.url)
    if not links or page.locale.language_code == content_code(code):
        return None
    return _not_yet(request, code, page.title, page.locale.language_code, links)


def _not_yet(
    request: HttpRequest, code: str, title: str, title_language: str, links: list[LanguageLink]
) -> HttpResponse:
    """Say, in the language of the address, that something is not there yet, and where it is."""
    context = {
        "title": title,
        "title_language": title_language,
        "links": links,
        "language_links": [*links, LanguageLink(code, request.path, True)],
        "metadata": {"title": title, "robots": "noindex"},
    }
    with override(code):
        response = TemplateResponse(request, "translations/not_yet.html", context, status=404)
        return response.render()
