"""Named questions about publications."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class PublicationQuerySet(PageQuerySet):
    """Publications by what readers ask for."""

    def current(self) -> Any:
        """Leave out what is archived."""
        return self.filter(public_state__archived_at__isnull=True)

    def newest(self) -> Any:
        """Order by publication date, newest first."""
        return self.order_by("-publication_date", "-first_published_at", "pk")

    def on_topic(self, topic: Any) -> Any:
        """Return those of a topic, in whichever language the topic is given."""
        return self.filter(topic__translation_key=topic.translation_key)


PublicationManager = PageManager.from_queryset(PublicationQuerySet)
