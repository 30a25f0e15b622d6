"""What the pages of topics, working groups, partners and countries show."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_countries import countries as all_countries

from cms.metadata import page_context, view_context
from cms.navigation import chrome_of, content_code, content_language
from policies.cards import (
    first_sentence,
    publication_cards,
    publications_counted,
    readable_recommendations,
    recommendation_cards,
    topic_cards,
    topic_link,
    topic_of,
)
from policies.enums import MemberRole
from policies.models import PartnerIndexPage, PartnerPage, Publication, WorkingGroupPage
from policies.querysets import readable
from policies.rendering import rich_texts

#: How many publications and recommendations a page shows before it leads to the whole list.
SHOWN = 6


def recommendations_url(topic: Any = None) -> str:
    """Return the address of the list of recommendations, of one topic where it is given."""
    url = reverse("recommendations")
    return f"{url}?topic={topic.number}" if topic is not None and topic.number else url


def library_url(request: HttpRequest, query: str = "") -> str:
    """Return the address of the library in the reader's language; "" where there is none."""
    for section in chrome_of(request).sections:
        if section.cached_content_type.model == "publicationindexpage":
            return (section.get_url(request) or "") + query
    return ""


def feed_of_topic(topic: Any) -> dict[str, str]:
    """Return title and address of a topic's feed."""
    return {"title": topic.title, "url": reverse("feed-topic", args=[topic.number or 0])}


def topic_index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the list of topics shows."""
    shell = page_context(
        page, request, description=page.introduction, thing={"@type": "CollectionPage"}
    )
    return {**shell, "topics": topic_cards(page.locale.language_code, request)}


def topic_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a topic shows: its group, publications and recommendations."""
    language = page.locale.language_code
    papers = Publication.objects.readable().current().in_language(language).on_topic(page)
    counted = papers.count()
    recommendations = readable_recommendations(language).filter(
        page__topic__translation_key=page.translation_key
    )
    groups = groups_in(page).filter(topic__translation_key=page.translation_key)
    feeds = [feed_of_topic(page)] if page.number is not None else []
    shell = page_context(
        page,
        request,
        description=page.introduction,
        feeds=feeds,
        topic=page.number,
        thing={"@type": "CollectionPage"},
    )
    return {
        **shell,
        "introduction": rich_texts([page.introduction])[0],
        "topic": {"number": page.number},
        "groups": group_lines(groups, request),
        "publications": publication_cards(papers.for_cards().newest()[:SHOWN], request),
        "publications_counted": publications_counted(counted),
        "publications_url": library_url(request, f"?topic={page.number}"),
        "more_publications": counted > SHOWN,
        "recommendations": recommendation_cards(recommendations[:SHOWN], request),
        "recommendations_url": recommendations_url(page),
    }


def groups_in(page: Any) -> Any:
    """Return the readable working groups in the language of a page."""
    groups = readable(WorkingGroupPage.objects.filter(locale_id=page.locale_id))
    return groups.select_related("leader", "topic").order_by("number")


def group_lines(groups: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return title, address, topic, leader and mandate in a sentence, for each group."""
    return [
        {
            "title": group.title,
            "url": group.get_url(request),
            "number": group.number,
            "topic": topic_link(topic_of(group, request), request),
            "summary": first_sentence(group.mandate),
            "leader": partner_link(group.leader, request),
        }
        for group in groups
    ]


def partner_link(partner: Any, request: HttpRequest) -> dict[str, Any]:
    """Return title, country and, while it is public, address of a partner."""
    if partner is None:
        return {}
    return {
        "title": partner.title,
        "country": partner.country.name,
        "url": partner.get_url(request) if partner.live else "",
    }


def group_index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the list of working groups shows."""
    groups = groups_in(page).child_of(page)
    shell = page_context(
        page, request, description=page.introduction, thing={"@type": "CollectionPage"}
    )
    return {**shell, "groups": group_lines(groups, request)}


def group_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a working group shows: mandate, members by role, publications."""
    papers = (
        Publication.objects.readable()
        .current()
        .filter(working_group__translation_key=page.translation_key)
    )
    shell = page_context(
        page, request, description=page.mandate, thing={"@type": "ProfilePage", "about": page.title}
    )
    return {
        **shell,
        "mandate": rich_texts([page.mandate])[0],
        "topic": topic_link(topic_of(page, request), request),
        "leader": partner_link(page.leader, request),
        "roles": members_by_role(page, request),
        "publications": publication_cards(
            papers.in_language(page.locale.language_code).for_cards().newest(), request
        ),
    }


def members_by_role(page: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the members of a group by role; one query for all organisations."""
    members = list(page.members.all())
    keys = {member.organisation_id for member in members if member.organisation_id}
    partners = PartnerPage.objects.in_bulk(keys) if keys else {}
    roles = []
    for role in MemberRole:
        lines = []
        for member in members:
            if member.role == role:
                link = partner_link(partners.get(member.organisation_id), request)
                lines.append(
                    {
                        "name": member.name,
                        "organisation": link.get("title", ""),
                        "organisation_url": link.get("url", ""),
                    }
                )
        if lines:
            roles.append({"label": role.label, "members": lines})
    return roles


def partner_index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the list of partners shows: partners by country, countries by name."""
    partners = readable(PartnerPage.objects.child_of(page)).order_by("path")
    named = sorted(partners, key=lambda p: (str(p.country.name), p.title))
    countries = [
        {
            "name": name,
            "url": reverse("country", args=[code.lower()]),
            "partners": [partner_link(partner, request) for partner in group],
        }
        for (name, code), group in groupby(
            named, key=lambda p: (str(p.country.name), p.country.code)
        )
    ]
    shell = page_context(
        page, request, description=page.introduction, thing={"@type": "CollectionPage"}
    )
    return {
        **shell,
        "countries": countries,
        "counted": ngettext("%d partner", "%d partners", len(named)) % len(named),
    }


def partner_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what a partner shows: its words, the groups it leads, what it wrote."""
    papers = (
        Publication.objects.readable()
        .current()
        .filter(authors__organisation__translation_key=page.translation_key)
        .in_language(page.locale.language_code)
        .distinct()
    )
    groups = groups_in(page).filter(leader__translation_key=page.translation_key)
    country = {
        "name": str(page.country.name),
        "url": reverse("country", args=[page.country.code.lower()]) if page.country.code else "",
    }
    thing = {
        "@type": "ProfilePage",
        "mainEntity": {
            "@type": "Organization",
            "name": page.title,
            "address": {"@type": "PostalAddress", "addressCountry": page.country.code},
            **({"sameAs": page.website} if page.website else {}),
        },
    }
    shell = page_context(page, request, description=page.introduction, thing=thing)
    return {
        **shell,
        "introduction": rich_texts([page.introduction])[0],
        "country": country,
        "groups": group_lines(groups, request),
        "publications": publication_cards(papers.for_cards().newest(), request),
    }


def country_context(code: str, request: HttpRequest) -> dict[str, Any]:
    """Return what a country shows: its partners and what covers it.

    :param code: two letters, in either case.
    :raises Http404: for no country, or one that nothing here is about.
    """
    code = code.upper()
    name = str(all_countries.name(code))
    if not name:
        raise Http404
    language = content_language()
    partners = readable(PartnerPage.objects.filter(locale__language_code=language, country=code))
    papers = Publication.objects.readable().current().in_language(language).covering(code)
    cards = publication_cards(papers.for_cards().newest(), request)
    lines = [partner_link(partner, request) for partner in partners.order_by("title")]
    if not cards and not lines:
        raise Http404
    recommendations = readable_recommendations(language).filter(page__countries__contains=code)
    index = readable(PartnerIndexPage.objects.filter(locale__language_code=language)).first()
    crumbs = [{"title": _("Home"), "url": chrome_of(request).home_url(request)}]
    if index is not None:
        crumbs.append({"title": index.title, "url": index.get_url(request)})
    crumbs.append({"title": name, "url": ""})
    shell = view_context(
        request,
        title=_("%s – Countries") % name,
        path=reverse("country", args=[code.lower()]),
        description=_("Partners in %s, and publications and recommendations that cover it.") % name,
        crumbs=crumbs,
        addresses=country_addresses(code, request),
        thing={"@type": "CollectionPage", "about": {"@type": "Country", "name": name}},
    )
    return {
        **shell,
        "name": name,
        "partners": lines,
        "publications": cards,
        "publications_url": library_url(request, f"?country={code}"),
        "recommendations": recommendation_cards(recommendations[:SHOWN], request),
    }


def country_addresses(code: str, request: HttpRequest) -> dict[str, str]:
    """Return a country's address in each language where something is about it; two queries."""
    languages = {
        *readable(PartnerPage.objects.filter(country=code)).values_list(
            "locale__language_code", flat=True
        ),
        *Publication.objects.readable()
        .current()
        .covering(code)
        .order_by()
        .values_list("locale__language_code", flat=True),
    }
    return addresses_of("country", [code.lower()], languages)


def addresses_of(view: str, arguments: list[Any], languages: Any) -> dict[str, str]:
    """Return the address of a view by code of ``LANGUAGES``, for content languages given."""
    addresses = {}
    for code, _name in settings.LANGUAGES:
        if content_code(code) in languages:
            with override(code):
                addresses[code] = reverse(view, args=arguments)
    return addresses
