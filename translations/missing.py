"""A page that is not there yet in the reader's language, found by its address elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import override
from wagtail.models import Page

from cms.metadata import codes_of
from cms.navigation import HOME_DEPTH, content_code
from cms.templatetags.ui import LanguageLink
from policies.querysets import readable


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


def answer(request: HttpRequest, code: str) -> HttpResponse | None:
    """Return the page that says so with status 404, a redirect to the translation, or None.

    :param code: the language that the address begins with.
    """
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
    context = {
        "title": page.title,
        "title_language": page.locale.language_code,
        "links": links,
        "language_links": [*links, LanguageLink(code, request.path, True)],
        "metadata": {"title": page.title, "robots": "noindex"},
    }
    with override(code):
        response = TemplateResponse(request, "translations/not_yet.html", context, status=404)
        return response.render()
