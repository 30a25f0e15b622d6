"""What the home page and standard pages show."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.metadata import page_context
from cms.navigation import chrome_of
from policies.cards import meeting_line, publication_cards, topic_cards
from policies.enums import ReportKind
from policies.models import PartnerPage, Publication, Recommendation, WorkingGroupReport
from policies.presentation import body_contents
from policies.querysets import readable
from policies.rendering import render_body, rich_texts
from policies.structure_pages import library_url

#: How much of what is new the home page shows.
NEWEST = 6
#: How many meetings to come it names.
MEETINGS = 4
#: A standard page with fewer sections than this needs no contents.
FEWEST_SECTIONS = 3


def next_meetings(language: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the meetings to come, the next one first."""
    meetings = (
        readable(WorkingGroupReport.objects.filter(locale__language_code=language))
        .current()
        .filter(kind=ReportKind.MEETING, meeting_date__gte=timezone.localdate())
        .select_related("working_group", "topic")
        .order_by("meeting_date", "pk")
    )
    return [meeting_line(report, request) for report in meetings[:MEETINGS]]


def section_urls(request: HttpRequest) -> dict[str, str]:
    """Return the addresses of the sections by the name of their type."""
    return {
        section.cached_content_type.model: section.get_url(request) or ""
        for section in chrome_of(request).sections
    }


def statistics(language: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the platform holds in numbers, each with the way to it; four queries."""
    urls = section_urls(request)
    papers = Publication.objects.readable().current()
    per_language = dict(
        papers.order_by().values_list("locale__language_code").annotate(Count("pk"))
    )
    recommendations = Recommendation.objects.filter(
        page__in=papers.in_language(language).values("pk")
    ).count()
    countries = list(
        readable(PartnerPage.objects.filter(locale__language_code=language)).values_list(
            "country", flat=True
        )
    )
    partner_url = urls.get("partnerindexpage", "")
    numbers = [
        (
            per_language.get(language, 0),
            _("Publications"),
            urls.get("publicationindexpage", ""),
        ),
        (recommendations, _("Recommendations"), reverse("recommendations")),
        (len(countries), _("Partners"), partner_url),
        (len(set(countries)), _("Countries"), partner_url),
        (len(per_language), _("Languages"), ""),
    ]
    return [{"value": value, "label": label, "url": url} for value, label, url in numbers if value]


def home_context(home: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the home page shows."""
    language = home.locale.language_code
    newest = Publication.objects.readable().current().in_language(language).for_cards().newest()
    search = reverse("search")
    thing: dict[str, Any] = {
        "@type": "WebSite",
        "name": "ClusterPoliSEE",
        "potentialAction": {
            "@type": "SearchAction",
            "target": request.build_absolute_uri(search) + "?q={search_term_string}",
            "query-input": "required name=search_term_string",
        },
    }
    shell = page_context(
        home,
        request,
        description=home.lead or home.introduction,
        thing=thing,
        feeds=[{"title": _("All publications"), "url": reverse("feed-all")}],
    )
    return {
        **shell,
        "introduction": rich_texts([home.introduction])[0],
        "search_action": search,
        "search_in_page": True,
        "suggest_url": reverse("search-suggest"),
        "library_url": library_url(request),
        "topics_url": section_urls(request).get("topicindexpage", ""),
        "newest": publication_cards(newest[:NEWEST], request),
        "topics": topic_cards(language, request),
        "statistics": statistics(language, request),
        "meetings": next_meetings(language, request),
    }


def standard_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a standard page shows; contents where it is long."""
    entries = body_contents(page)
    shell = page_context(page, request, description=page.introduction or text_of(page.body))
    return {
        **shell,
        "contents": entries if len(entries) >= FEWEST_SECTIONS else [],
        "body": render_body(page.body),
    }


def text_of(body: Any) -> str:
    """Return the first text of a body."""
    for block in body or []:
        if block.block_type == "text":
            return str(block.value.source)
    return ""
