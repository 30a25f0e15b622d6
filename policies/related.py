"""What stands around a publication: the pages it names, and the others near to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from policies.cards import TYPES, countries_of, publication_cards
from policies.models import Publication

#: How many related publications a page offers.
MOST_RELATED = 3
#: Among how many of the newest related ones are looked for.
RELATED_POOL = 100
#: The pages a publication names, and its language.
AROUND = ("topic", "working_group", "superseded_by", "locale")


def with_related_pages(publication: Publication) -> None:
    """Fetch topic, group, successor, language and public state with one query, once."""
    if publication.pk is None or getattr(publication, "_has_related_pages", False):
        return
    rows = Publication.objects.filter(pk=publication.pk).defer("body")
    stored = rows.select_related(*AROUND, "public_state").first()
    if stored is not None:
        _attach(publication, stored)


def find_in_library(library: Any, slug: str) -> Publication | None:
    """Return a publication of the library as its specific type, with the same around it.

    One query where Wagtail's routing and the page itself would ask three times.
    """
    children = [model._meta.model_name for model in TYPES.values()]
    rows = Publication.objects.child_of(library).filter(slug=slug)
    stored = rows.select_related(*children, *AROUND, "public_state").first()
    if stored is None or stored.specific_class is None:
        return stored
    name = str(stored.specific_class._meta.model_name)
    publication: Publication = getattr(stored, name) if name in children else stored
    if publication is not stored:
        _attach(publication, stored)
    return publication


def _attach(publication: Any, stored: Publication) -> None:
    publication._has_related_pages = True
    publication._kept_state = getattr(stored, "public_state", None)
    for name in AROUND:
        # A draft in preview may name other pages than the row does.
        if getattr(stored, f"{name}_id") == getattr(publication, f"{name}_id"):
            setattr(publication, name, getattr(stored, name))


def related_publications(publication: Publication, request: HttpRequest) -> list[dict[str, Any]]:
    """Return cards of the nearest others: the same topic counts two, each shared country one."""
    pool = (
        Publication.objects.readable()
        .current()
        .filter(locale_id=publication.locale_id, superseded_by__isnull=True)
        .exclude(pk=publication.pk)
        .for_cards()
        .newest()[:RELATED_POOL]
    )
    own = {country.code for country in countries_of(publication)}

    def nearness(other: Publication) -> int:
        same_topic = bool(publication.topic_id) and other.topic_id == publication.topic_id
        return 2 * same_topic + len(own & {country.code for country in countries_of(other)})

    near = sorted((o for o in pool if nearness(o)), key=nearness, reverse=True)
    return publication_cards(near[:MOST_RELATED], request)
