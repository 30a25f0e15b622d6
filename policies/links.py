"""Links to pages inside rich text, for readers: all of a text with one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.html import format_html
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from cms.navigation import content_language


class ReaderPageLinkHandler(PageLinkHandler):
    """Leads to a linked page in the reader's language; a page that is not public has no address.

    Wagtail's own handler asks for the language and the translation of each link by itself.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags."""
        keys = {int(a["id"]) for a in attrs_list if str(a.get("id", "")).isdecimal()}
        linked = Page.objects.filter(pk__in=keys)
        found = (
            Page.objects.live()
            .filter(
                Q(pk__in=keys)
                | Q(
                    translation_key__in=linked.values("translation_key"),
                    locale__language_code=content_language(),
                )
            )
            .select_related("locale")
        )
        by_key: dict[str, Any] = {}
        localized: dict[Any, Any] = {}
        for page in found:
            by_key[str(page.pk)] = page
            if page.locale.language_code == content_language():
                localized[page.translation_key] = page
        tags = []
        for attrs in attrs_list:
            page = by_key.get(str(attrs.get("id")))
            shown = localized.get(page.translation_key, page) if page is not None else None
            url = shown.url if shown is not None else None
            tags.append(format_html('<a href="{}">', url) if url else "<a>")
        return tags


def register_page_links(features: FeatureRegistry) -> None:
    """Register the handler in the place of Wagtail's."""
    features.register_link_type(ReaderPageLinkHandler)
