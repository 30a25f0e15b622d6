"""What the page of a recommendation and the list of recommendations show."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.metadata import describe, view_context
from cms.navigation import chrome_of, content_language
from policies.cards import (
    publication_card,
    readable_recommendations,
    recommendation_cards,
    topic_link,
    topic_of,
)
from policies.enums import Addressee, Instrument, TimeFrame
from policies.library import Filter, in_order, list_context, topic_choices
from policies.models import Publication, Recommendation
from policies.notes import Expanded, NoteNumbers
from policies.presentation import recommendation_part
from policies.related import with_related_pages
from policies.structure_pages import addresses_of


def translations_of(identifier: uuid.UUID) -> dict[str, Recommendation]:
    """Return the readable recommendation of this identity by content language; one query."""
    readable = Publication.objects.readable().values("pk")
    found = Recommendation.objects.filter(translation_key=identifier, page__in=readable)
    return {
        item.page.locale.language_code: item
        for item in found.select_related("page__locale", "page__topic", "page__public_state")
    }


def recommendation_context(item: Recommendation, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of one recommendation shows."""
    paper = item.page
    with_related_pages(paper)
    siblings = list(paper.recommendations.all())
    position = next(n for n, other in enumerate(siblings, start=1) if other.pk == item.pk)
    notes = NoteNumbers(paper.footnotes.all())
    expanded = Expanded(
        [item.rationale, item.evidence, *(note.text for note in notes.notes.values())]
    )
    shown = recommendation_part(item, position, notes, expanded)
    paper_url = paper.get_url(request) or ""
    name = _("Recommendation %d") % position
    crumbs = [
        {"title": _("Home"), "url": chrome_of(request).home_url(request)},
        {"title": _("Recommendations"), "url": reverse("recommendations")},
        {"title": name, "url": ""},
    ]
    path = reverse("recommendation-about", args=[item.identifier])
    shell = view_context(
        request,
        title=f"{describe(item.statement)} – {name}",
        path=path,
        description=describe(item.rationale, item.statement),
        crumbs=crumbs,
        addresses=addresses_of(
            "recommendation-about", [item.identifier], translations_of(item.identifier)
        ),
        not_yet=True,
        topic=paper.topic.number if paper.topic else None,
        kind="article",
        thing={
            "@type": "CreativeWork",
            "name": item.statement,
            "isPartOf": {
                "@type": "Report",
                "name": paper.title,
                "url": request.build_absolute_uri(paper_url),
            },
        },
    )
    permanent = reverse("recommendation", args=[item.identifier])
    return {
        **shell,
        "recommendation": {**shown, "url": ""},
        "footnotes": [note for note in notes.listed(expanded) if not note["unmarked"]],
        "topic": topic_link(topic_of(paper, request), request),
        "paper": publication_card(paper, request),
        "place_url": f"{paper_url}#{item.anchor}",
        "permanent_url": request.build_absolute_uri(permanent),
        "others": [
            {**card, "publication": {}}
            for card in recommendation_cards(siblings, request)
            if card["number"] != position
        ],
    }


def recommendations_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of recommendations shows, filtered as the address says."""
    language = content_language()
    rows = {
        key: {
            "topic": frozenset([str(topic)] if topic is not None else []),
            "addressee": frozenset(filter(None, [addressee])),
            "instrument": frozenset(filter(None, [instrument])),
            "time": frozenset(filter(None, [time_frame])),
        }
        for key, topic, addressee, instrument, time_frame in readable_recommendations(
            language
        ).values_list("pk", "page__topic__number", "addressee", "instrument", "time_frame")
    }
    filters = [
        Filter("topic", _("Topic"), topic_choices(language)),
        Filter("addressee", _("Addressee"), words(Addressee.choices)),
        Filter("instrument", _("Instrument"), words(Instrument.choices)),
        Filter("time", _("Time frame"), words(TimeFrame.choices)),
    ]

    def fetch(keys: list[int]) -> list[Any]:
        found = readable_recommendations(language).in_bulk(keys)
        return recommendation_cards(in_order(found, keys), request)

    path = reverse("recommendations")
    listed = list_context(request, filters, rows, fetch, path)
    number = listed["page_obj"].number
    languages = set(
        Publication.objects.readable()
        .current()
        .order_by()
        .values_list("locale__language_code", flat=True)
    )
    shell = view_context(
        request,
        title=_("Recommendations"),
        path=path + (f"?page={number}" if number > 1 else ""),
        description=_("What the publications recommend, to whom and by which means."),
        crumbs=[
            {"title": _("Home"), "url": chrome_of(request).home_url(request)},
            {"title": _("Recommendations"), "url": ""},
        ],
        addresses=addresses_of("recommendations", [], languages | {language}),
        thing={"@type": "CollectionPage"},
        robots="noindex, follow" if listed["chips"] else "",
    )
    return {**shell, **listed, "query": "", "hidden": []}


def words(choices: Any) -> dict[str, str]:
    """Return a closed vocabulary by value, its labels in the language in force."""
    return {value: str(label) for value, label in choices}
