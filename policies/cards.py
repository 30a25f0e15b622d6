"""What cards and lists show of publications, recommendations, topics and meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import ngettext

from cms.metadata import describe
from policies.models import (
    PilotActionGuideline,
    PolicyPaper,
    Publication,
    Recommendation,
    TopicPage,
    WorkingGroupReport,
)
from policies.querysets import readable

#: The types as filters, feeds and addresses name them.
TYPES: dict[str, type[Publication]] = {
    "policy-paper": PolicyPaper,
    "pilot-action-guideline": PilotActionGuideline,
    "working-group-report": WorkingGroupReport,
}


def report_of(publication: Publication) -> WorkingGroupReport | None:
    """Return the report behind a publication, if it is one and was fetched with it."""
    if isinstance(publication, WorkingGroupReport):
        return publication
    return getattr(publication, "workinggroupreport", None)


def type_label(publication: Publication) -> str:
    """Return what a publication is: its type, for reports their kind."""
    model = publication.specific_class or type(publication)
    if issubclass(model, WorkingGroupReport):
        report = report_of(publication)
        if report is not None and report.kind:
            return str(report.get_kind_display())
    # Not capitalize(): it would write the nouns of a German name small.
    return capfirst(str(model._meta.verbose_name))


def state_of(publication: Publication) -> str:
    """Return "archived", "superseded" or ""."""
    state = getattr(publication, "public_state", None)
    if state is not None and state.archived_at:
        return "archived"
    return "superseded" if publication.superseded_by_id else ""


def countries_of(publication: Publication) -> list[Any]:
    """Return the countries covered, as django-countries' ``Country``: code and name."""
    return list(publication.countries)


def country_names(publication: Publication) -> str:
    """Return the countries covered, as one line."""
    return ", ".join(str(country.name) for country in countries_of(publication))


def topic_of(owner: Any, request: HttpRequest) -> TopicPage | None:
    """Return the topic of a publication, report or group in its own language, where it exists.

    A translation may have been made before its topic had one, and names the topic of the source.
    The topics of a language are asked once a request, and only when one is needed.
    """
    topic: TopicPage | None = owner.topic
    if topic is None or topic.locale_id == owner.locale_id:
        return topic
    kept: dict[int, dict[Any, TopicPage]] = request.__dict__.setdefault("_topics", {})
    if owner.locale_id not in kept:
        found = readable(TopicPage.objects.filter(locale_id=owner.locale_id))
        kept[owner.locale_id] = {item.translation_key: item for item in found}
    return kept[owner.locale_id].get(topic.translation_key, topic)


def topic_link(topic: TopicPage | None, request: HttpRequest) -> dict[str, Any]:
    """Return title, address and number of a topic; the address only while it is public."""
    if topic is None:
        return {}
    return {
        "title": topic.title,
        "number": topic.number,
        "url": topic.get_url(request) if topic.live else "",
    }


def publication_card(publication: Publication, request: HttpRequest) -> dict[str, Any]:
    """Return what ``card_publication.html`` needs."""
    return {
        "title": publication.title,
        "url": publication.get_url(request),
        "kind": type_label(publication),
        "summary": publication.abstract,
        "date": publication.publication_date,
        "countries": country_names(publication),
        "reference_number": publication.reference_number,
        "topic": topic_link(topic_of(publication, request), request),
        "state": state_of(publication),
    }


def publication_cards(publications: Iterable[Any], request: HttpRequest) -> list[dict[str, Any]]:
    """Return cards of publications fetched with ``for_cards()``."""
    return [publication_card(publication, request) for publication in publications]


def recommendation_aspects(recommendation: Recommendation) -> dict[str, str]:
    """Return addressee, instrument and time frame in words."""
    return {
        "addressee": str(recommendation.get_addressee_display()),
        "instrument": str(recommendation.get_instrument_display()),
        "time_frame": str(recommendation.get_time_frame_display()),
    }


def recommendation_url(recommendation: Recommendation) -> str:
    """Return the address of the page of a recommendation."""
    return reverse("recommendation-about", args=[recommendation.identifier])


def recommendation_cards(
    recommendations: Iterable[Recommendation], request: HttpRequest
) -> list[dict[str, Any]]:
    """Return what ``card_recommendation.html`` needs; the numbers cost one query for all.

    :param recommendations: fetched with ``page`` and ``page__topic``.
    """
    items = list(recommendations)
    positions: dict[int, int] = {}
    counted: Counter[int] = Counter()
    pages = {item.page_id for item in items}
    order = Recommendation.objects.filter(page__in=pages).order_by("page", "sort_order", "pk")
    for key, page_id in order.values_list("pk", "page"):
        counted[page_id] += 1
        positions[key] = counted[page_id]
    return [
        {
            "number": positions[item.pk],
            "statement": item.statement,
            "url": recommendation_url(item),
            "publication": {"title": item.page.title, "url": item.page.get_url(request)},
            "topic": topic_link(topic_of(item.page, request), request),
            **recommendation_aspects(item),
        }
        for item in items
    ]


def readable_recommendations(language: str) -> Any:
    """Return the recommendations of current, readable publications in a language."""
    papers = Publication.objects.readable().current().in_language(language)
    return (
        Recommendation.objects.filter(page__in=papers.values("pk"))
        .select_related("page__topic", "page__locale")
        .defer("page__body", "rationale", "evidence")
        .order_by("-page__publication_date", "page", "sort_order", "pk")
    )


def topic_cards(language: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the topics of a language with the number of their publications; two queries."""
    topics = readable(TopicPage.objects.filter(locale__language_code=language))
    counts = dict(
        Publication.objects.readable()
        .current()
        .in_language(language)
        .order_by()
        .values_list("topic__translation_key")
        .annotate(Count("pk"))
    )
    return [
        {
            "title": topic.title,
            "url": topic.get_url(request),
            "number": topic.number,
            "summary": describe(topic.search_description, first_sentence(topic.introduction)),
            "counts": publications_counted(counts.get(topic.translation_key, 0)),
        }
        for topic in topics.order_by("number", "path")
    ]


def first_sentence(html: str) -> str:
    """Return the first sentence of a rich text, without markup."""
    text = describe(html.replace("</p>", " </p>"))
    end = text.find(". ")
    return text if end == -1 else text[: end + 1]


def publications_counted(number: int) -> str:
    """Return "1 publication", "12 publications"."""
    return ngettext("%d publication", "%d publications", number) % number


def recommendations_counted(number: int) -> str:
    """Return "1 recommendation", "12 recommendations"."""
    return ngettext("%d recommendation", "%d recommendations", number) % number


def meeting_line(report: WorkingGroupReport, request: HttpRequest) -> dict[str, Any]:
    """Return what ``meeting.html`` needs."""
    group = report.working_group
    return {
        "title": report.title,
        "url": report.get_url(request),
        "date": report.meeting_date,
        "place": report.place,
        "is_online": report.is_online,
        "group": group.title if group is not None else "",
        "topic": topic_link(topic_of(report, request), request),
    }
