"""Atom feeds of what is new: everything, one topic, one type; in the reader's language."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.navigation import content_language
from cms.templatetags.ui import language_tag
from policies.cards import TYPES, type_label
from policies.models import Publication, TopicPage
from policies.querysets import readable
from policies.structure_pages import library_url

#: How many publications a feed names.
FEED_LENGTH = 30


class LibraryFeed(Feed):
    """Everything new."""

    feed_type = Atom1Feed

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        """Say the language as HTML does; Serbian names its script."""
        self.language = language_tag(get_language())
        self.request = request
        return super().get_feed(obj, request)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Keep the library's address: the feed's own page."""
        self.library = library_url(request) or reverse("recommendations")
        return super().get_object(request, *args, **kwargs)

    def title(self, obj: Any) -> str:
        """Name the feed."""
        return _("ClusterPoliSEE: publications")

    def subtitle(self, obj: Any) -> str:
        """Say what it holds."""
        return _("Policy papers, pilot action guidelines and working group reports")

    def link(self, obj: Any) -> str:
        """Lead to the page that shows the same."""
        return str(self.library)

    def items(self, obj: Any) -> Any:
        """Return the newest publications."""
        return self.publications(obj).for_cards().newest()[:FEED_LENGTH]

    def publications(self, obj: Any) -> Any:
        """Return what the feed is about."""
        return Publication.objects.readable().current().in_language(content_language())

    def item_title(self, item: Any) -> str:
        """Name the publication with its type."""
        return f"{item.title} ({type_label(item)})"

    def item_description(self, item: Any) -> str:
        """Return the abstract."""
        return str(item.abstract)

    def item_link(self, item: Any) -> str:
        """Return its address."""
        return str(item.get_url(self.request))

    def item_guid(self, item: Any) -> str:
        """Return what stays the same when an address changes."""
        return f"urn:uuid:{item.translation_key}#{item.locale.language_code}"

    def item_pubdate(self, item: Any) -> datetime:
        """Return when it was published."""
        if item.publication_date:
            return timezone.make_aware(datetime.combine(item.publication_date, time(12)))
        return item.first_published_at or timezone.now()

    def item_updateddate(self, item: Any) -> datetime:
        """Return when its public text last changed."""
        return item.last_published_at or self.item_pubdate(item)

    def item_author_name(self, item: Any) -> str:
        """Return the platform: feeds want an author for each entry."""
        return "ClusterPoliSEE"

    def item_categories(self, item: Any) -> list[str]:
        """Return the topic."""
        return [item.topic.title] if item.topic is not None else []


class TopicFeed(LibraryFeed):
    """What is new on a topic."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the topic by its number.

        :raises Http404: when this language has none of that number.
        """
        super().get_object(request)
        topic = readable(
            TopicPage.objects.filter(
                number=kwargs["number"], locale__language_code=content_language()
            )
        ).first()
        if topic is None:
            raise Http404
        self.library = topic.get_url(request)
        return topic

    def title(self, obj: Any) -> str:
        """Name the feed by its topic."""
        return f"ClusterPoliSEE: {obj.title}"

    def publications(self, obj: Any) -> Any:
        """Keep the topic's."""
        return super().publications(obj).on_topic(obj)


class TypeFeed(LibraryFeed):
    """What is new of a type."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the type by its name in addresses.

        :raises Http404: when there is no such type.
        """
        super().get_object(request)
        model = TYPES.get(kwargs["slug"])
        if model is None:
            raise Http404
        self.library = library_url(request, f"?type={kwargs['slug']}") or self.library
        return model

    def title(self, obj: Any) -> str:
        """Name the feed by its type."""
        return f"ClusterPoliSEE: {obj._meta.verbose_name_plural!s}"

    def publications(self, obj: Any) -> Any:
        """Keep those of the type."""
        return super().publications(obj).filter(pk__in=obj.objects.values("pk"))
