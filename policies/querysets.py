"""Named questions about publications."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet


def readable(pages: Any) -> Any:
    """Keep the pages that anybody may read: public, and under no restriction.

    Wagtail's ``public()`` asks once more for each call; this is part of the one query.
    """
    restricted = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return pages.live().exclude(Exists(restricted))


class PublicationQuerySet(PageQuerySet):
    """Publications by what readers ask for."""

    def readable(self) -> Any:
        """Keep what anybody may read."""
        return readable(self)

    def current(self) -> Any:
        """Leave out what is archived."""
        return self.filter(public_state__archived_at__isnull=True)

    def newest(self) -> Any:
        """Order by publication date, newest first."""
        return self.order_by("-publication_date", "-first_published_at", "pk")

    def on_topic(self, topic: Any) -> Any:
        """Return those of a topic, in whichever language the topic is given."""
        return self.filter(topic__translation_key=topic.translation_key)

    def covering(self, country: str) -> Any:
        """Return those that cover a country, given by its code of two letters."""
        return self.filter(countries__contains=country)

    def in_language(self, code: str) -> Any:
        """Return those written in a content language."""
        return self.filter(locale__language_code=code)

    def for_cards(self) -> Any:
        """Fetch with each publication what its card shows."""
        return self.select_related("topic", "public_state", "workinggroupreport", "locale").defer(
            "body"
        )


PublicationManager = PageManager.from_queryset(PublicationQuerySet)
