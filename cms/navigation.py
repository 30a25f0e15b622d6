"""The pages that every page's shell links to: home pages, menu, footer; one query a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale, Page, Site

from cms.templatetags.ui import LanguageLink

HOME_DEPTH = 2
# The paths of the upper levels of the tree, from one to the next by the index of paths. There is
# no index of depths: asked for by depth alone, every page would be looked at (8 ms among 20,000).
_UPPER_PAGES = """
    WITH RECURSIVE upper_pages(path) AS (
        SELECT min(path) FROM wagtailcore_page
        UNION ALL
        SELECT (
            SELECT min(page.path) FROM wagtailcore_page page
            WHERE page.path > CASE WHEN length(upper_pages.path) < %s
                THEN upper_pages.path ELSE upper_pages.path || 'ZZZZ' END
        )
        FROM upper_pages WHERE upper_pages.path IS NOT NULL
    )
    SELECT path FROM upper_pages
"""
# What the shell needs of the pages at these paths, and of those with a translation key. Written
# out because putting the statement together took two thirds of its time, on every page.
_SHELL_PAGES = """
    SELECT page.id, page.title, page.slug, page.path, page.depth, page.url_path,
        page.show_in_menus, page.translation_key, page.content_type_id, page.locale_id,
        locale.language_code AS language
    FROM wagtailcore_page page JOIN wagtailcore_locale locale ON locale.id = page.locale_id
    WHERE page.live AND (page.path IN ({paths}) OR page.translation_key = %s)
        AND (
            page.depth = %s OR page.translation_key = %s
            OR (page.depth = %s AND locale.language_code IN (%s, %s))
        )
        AND page.id NOT IN (SELECT page_id FROM wagtailcore_pageviewrestriction)
    ORDER BY page.path
"""


def content_language() -> str:
    """Return the language that content is shown in: ``sr`` for a reader of ``sr-latn``."""
    try:
        return str(get_supported_content_language_variant(get_language() or ""))
    except LookupError:
        return settings.LANGUAGE_CODE


@dataclass(frozen=True)
class SiteChrome:
    """Home pages by language code, and the pages right below the home page shown."""

    homes: dict[str, Any]
    language: str
    sections: list[Any]
    #: Translations of the page shown, when it was named.
    translations: list[Any]

    def home_url(self, request: HttpRequest) -> str:
        """Return the address of the home page in the reader's language, or the nearest there is."""
        home = self.homes.get(self.language)
        return home.get_url(request) if home is not None else f"/{settings.LANGUAGE_CODE}/"

    def section_of(self, page: Any) -> list[Any]:
        """Return the home page and the section that stand above ``page``, outermost first."""
        above = [*self.homes.values(), *self.sections]
        return [
            item for item in above if page.path != item.path and page.path.startswith(item.path)
        ]


def chrome_of(request: HttpRequest, page: Any = None) -> SiteChrome:
    """Return the shell's pages for the language in force, asked once and kept on the request.

    :param page: the page shown, whose translations come with the same query.
    """
    language = content_language()
    kept: dict[Any, SiteChrome] = request.__dict__.setdefault("_site_chrome", {})
    if page is not None and (language, page.translation_key) not in kept:
        kept[language] = kept[language, page.translation_key] = _load(
            language, page.translation_key
        )
    if language not in kept:
        _remember_site(request)
        kept[language] = _load(language)
    return kept[language]


def _remember_site(request: HttpRequest) -> None:
    """Tell Wagtail the site of a request where there is only one.

    Wagtail compares host and port of all sites by a statement that takes longer to put together
    than all addresses of a page; it keeps the site on the request, and so does this.
    """
    if hasattr(request, "_wagtail_site"):
        return
    sites = list(Site.objects.raw("SELECT * FROM wagtailcore_site LIMIT 2"))
    if len(sites) == 1 and sites[0].is_default_site:
        request.__dict__["_wagtail_site"] = sites[0]


def _upper_paths() -> list[str]:
    """Return the paths of the root, the home pages and the pages right below them."""
    with connection.cursor() as cursor:
        cursor.execute(_UPPER_PAGES, [(HOME_DEPTH + 1) * Page.steplen])
        return [path for (path,) in cursor.fetchall() if path]


def _load(language: str, translation_key: Any = None) -> SiteChrome:
    source = settings.LANGUAGE_CODE
    paths = _upper_paths() or [""]
    key = Page._meta.get_field("translation_key").get_db_prep_value(translation_key, connection)
    found = list(
        Page.objects.raw(
            _SHELL_PAGES.format(paths=", ".join(["%s"] * len(paths))),
            [*paths, key, HOME_DEPTH, key, HOME_DEPTH + 1, language, source],
        )
    )
    for page in found:
        page.locale = Locale(pk=page.locale_id, language_code=page.language)
    homes = {p.locale.language_code: p for p in found if p.depth == HOME_DEPTH}
    shown = language if language in homes else source
    return SiteChrome(
        homes,
        shown,
        [p for p in found if p.depth == HOME_DEPTH + 1 and p.locale.language_code == shown],
        [p for p in found if p.translation_key == translation_key],
    )


def _link(page: Any, request: HttpRequest) -> dict[str, Any]:
    url = page.get_url(request) or ""
    return {
        "title": page.title,
        "url": url,
        "current": bool(url) and request.path.startswith(url),
    }


def main_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu: the sections that an editor put there."""
    return [_link(p, request) for p in chrome_of(request).sections if p.show_in_menus]


def footer_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the footer's groups: the menu again, and what is not in it."""
    rest = [_link(p, request) for p in chrome_of(request).sections if not p.show_in_menus]
    groups = [
        {"title": _("The platform"), "links": main_navigation(request)},
        {"title": _("About"), "links": rest},
    ]
    return [group for group in groups if group["links"]]


def content_code(code: str) -> str:
    """Return the content language behind a code of ``LANGUAGES``."""
    return code.split("-")[0] if code not in dict(settings.WAGTAIL_CONTENT_LANGUAGES) else code


def address_in(code: str, address: str) -> str:
    """Return the address that a thing would have in a language where it does not exist yet.

    The answer there says so and names the languages that have it (``translations.missing``).
    """
    _empty, _language, rest = address.split("/", 2)
    return f"/{code}/{rest}"


def language_links(
    request: HttpRequest, addresses: dict[str, str] | None = None, *, not_yet: bool = False
) -> list[LanguageLink]:
    """Return the switcher's lines: the same thing where it exists; elsewhere the address that
    says that it does not yet, or the home page.

    :param addresses: where the thing shown stands, by code of ``LANGUAGES``.
    :param not_yet: whether its address in other languages says that it is not there yet.
    """
    addresses = addresses or {}
    homes = chrome_of(request).homes
    current = get_language()
    own = addresses.get(current or "", "") if not_yet else ""
    # The address of another site begins with its host: what is missing there is not known.
    own = own if own.startswith("/") else ""

    def link(code: str) -> LanguageLink:
        if code in addresses:
            return LanguageLink(code, addresses[code], code == current)
        if own:
            return LanguageLink(code, address_in(code, own), False, available=False, not_yet=True)
        return LanguageLink(code, f"/{code}/", code == current, available=False)

    return [
        link(code)
        for code, _name in settings.LANGUAGES
        if code in addresses or content_code(code) in homes or code == current
    ]
