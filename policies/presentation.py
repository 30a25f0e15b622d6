"""What the page of a publication shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.metadata import page_context
from cms.review.models import PublishedVersion
from cms.templatetags.ui import language_name
from policies.cards import (
    countries_of,
    country_names,
    recommendation_aspects,
    recommendation_url,
    topic_link,
    topic_of,
    type_label,
)
from policies.enums import Licence
from policies.models import (
    PilotActionGuideline,
    Publication,
    Recommendation,
    Reference,
    WorkingGroupReport,
)
from policies.notes import Expanded, NoteNumbers
from policies.parts import guideline_opening, guideline_parts, own_sources, report_parts
from policies.related import related_publications, with_related_pages
from policies.rendering import anchor_of, body_sources, render_body, rich_texts

LICENCE_ADDRESSES = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


def country_url(code: str) -> str:
    """Return the address of a country's page."""
    return reverse("country", args=[code.lower()])


def author_lines(publication: Publication, request: HttpRequest) -> list[dict[str, Any]]:
    """Return what ``authors.html`` needs."""
    lines = []
    for author in publication.authors.select_related("organisation"):
        partner = author.organisation
        organisation = partner.title if partner else author.organisation_name
        url = partner.get_url(request) if partner is not None and partner.live else ""
        if author.name:
            line = {"name": author.name, "organisation": organisation, "organisation_url": url}
        else:
            name = format_html('<a href="{}">{}</a>', url, organisation) if url else organisation
            line = {"name": name, "organisation": "", "organisation_url": ""}
        lines.append({**line, "cited": author.name or organisation, "person": bool(author.name)})
    return lines


def recommendation_part(
    item: Recommendation, number: int, notes: NoteNumbers, expanded: Expanded
) -> dict[str, Any]:
    """Return what ``recommendation.html`` needs."""
    rationale, evidence = rich_texts([item.rationale, item.evidence], notes.number, expanded)
    return {
        "number": number,
        "anchor": item.anchor,
        "url": recommendation_url(item),
        "statement": item.statement,
        "rationale": rationale,
        "evidence": evidence,
        **recommendation_aspects(item),
    }


def with_year(text: SafeString, year: int | None) -> SafeString:
    """Return a reference with its year, unless its text says it."""
    return text if not year or str(year) in text else format_html("{} ({})", text, year)


def reference_lines(references: Sequence[Reference], expanded: Expanded) -> list[dict[str, Any]]:
    """Return what ``references.html`` needs."""
    texts = rich_texts([reference.text for reference in references], expanded=expanded)
    return [
        {"text": with_year(text, reference.year), "year": reference.year, "url": reference.url}
        for reference, text in zip(references, texts, strict=True)
    ]


def annex_lines(publication: Publication) -> list[dict[str, Any]]:
    """Return what ``annexes.html`` needs; the files leave only through the serve view."""
    annexes = publication.annexes.select_related("document")
    return [
        {
            "title": annex.title or annex.document.title,
            "url": annex.document.url,
            "extension": annex.document.file_extension,
            "size": annex.document.file_size or 0,
        }
        for annex in annexes
    ]


def version_lines(publication: Publication, request: HttpRequest) -> list[dict[str, Any]]:
    """Return what ``timeline.html`` needs, newest first, each with the way to what it changed."""
    if publication.pk is None or getattr(request, "is_preview", False):
        return []
    rows = list(
        PublishedVersion.objects.filter(page_id=publication.pk)
        .order_by("-number")
        .values_list("number", "published_at")
    )
    address = (publication.get_url(request) or "") + "versions/"
    return [
        {
            "date": timezone.localtime(published_at).date(),
            "title": _("Version %d") % number,
            "number": number,
            "current": position == 0,
            "url": f"{address}?from={rows[position + 1][0]}&to={number}"
            if position + 1 < len(rows)
            else "",
        }
        for position, (number, published_at) in enumerate(rows)
    ]


def citation_of(
    publication: Publication, authors: Sequence[dict[str, Any]], url: str, version: int | None
) -> str:
    """Return how to cite: authors (year): title. Type, number, version. Platform. Address."""
    names = ", ".join(str(author["cited"]) for author in authors if author["cited"])
    if not names and publication.working_group is not None:
        names = publication.working_group.title
    year = publication.publication_date.year if publication.publication_date else _("n.d.")
    what = [type_label(publication), publication.reference_number]
    if version and version > 1:
        what.append(_("version %d") % version)
    return _("%(names)s (%(year)s): %(title)s. %(what)s. ClusterPoliSEE. %(url)s") % {
        "names": names or "ClusterPoliSEE",
        "year": year,
        "title": publication.title,
        "what": ", ".join(part for part in what if part),
        "url": url,
    }


def page_fact(label: str, title: str, page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a fact that leads to a page, while that is public."""
    url = page.get_url(request) if page.live else ""
    if not url:
        return {"label": label, "value": title}
    return {"label": label, "links": [{"title": title, "url": url}]}


def fact_lines(publication: Publication, request: HttpRequest) -> list[dict[str, Any]]:
    """Return what ``facts.html`` needs."""
    topic, group = topic_of(publication, request), publication.working_group
    facts: list[dict[str, Any]] = [
        {"label": _("Type"), "value": type_label(publication)},
        {"label": _("Reference number"), "value": publication.reference_number},
    ]
    if topic is not None:
        facts.append(page_fact(_("Topic"), topic.title, topic, request))
    if group is not None:
        title = f"{group.number}. {group.title}" if group.number else group.title
        facts.append(page_fact(_("Working group"), title, group, request))
    if publication.policy_level:
        facts.append({"label": _("Policy level"), "value": publication.get_policy_level_display()})
    if publication.countries:
        links = [{"title": c.name, "url": country_url(c.code)} for c in countries_of(publication)]
        facts.append({"label": _("Countries"), "links": links})
    for label, day in (
        (_("Published"), publication.publication_date),
        (_("Review by"), publication.review_by),
    ):
        if day:
            facts.append({"label": label, "value": date_format(day)})
    address = LICENCE_ADDRESSES.get(Licence(publication.licence)) if publication.licence else None
    licence = publication.get_licence_display()
    facts.append(
        {"label": _("Licence"), "links": [{"title": licence, "url": address}]}
        if address
        else {"label": _("Licence"), "value": licence}
    )
    return [fact for fact in facts if fact.get("value") or fact.get("links")]


def language_fact(addresses: Sequence[Any]) -> dict[str, Any] | None:
    """Return the fact that lists the languages a publication can be read in."""
    links = [
        {"title": language_name(link.code), "url": link.url, "lang": link.code}
        for link in addresses
        if link.available and not link.current
    ]
    return {"label": _("Also in"), "links": links} if links else None


def banners_of(
    publication: Publication, context: dict[str, Any], request: HttpRequest
) -> list[Any]:
    """Return what ``banner.html`` must say about the whole page."""
    banners: list[dict[str, Any]] = []
    if getattr(request, "is_preview", False):
        return [{"kind": "draft"}]
    archived = context.get("archived")
    if archived is not None:
        day = timezone.localtime(archived.archived_at).date()
        # A translation is archived with its source, for the reason given there, in its language.
        own = publication.locale.language_code == settings.LANGUAGE_CODE
        banners.append(
            {
                "kind": "archived",
                "date": day,
                "reason": archived.archive_reason,
                "lang": "" if own else settings.LANGUAGE_CODE,
            }
        )
    successor = successor_of(publication)
    if successor is not None:
        own = successor.locale_id == publication.locale_id
        banners.append(
            {
                "kind": "superseded",
                "link": successor.get_url(request),
                "link_title": successor.title,
                "lang": "" if own else successor.locale.language_code,
            }
        )
    due = publication.review_by
    if not banners and due is not None and due < timezone.localdate():
        banners.append({"kind": "review_due", "date": due})
    return banners


def successor_of(publication: Publication) -> Any | None:
    """Return the public page that has taken a publication's place, in its language if there is one.

    A translation names the successor of its source, which is in the source's language.
    """
    successor = publication.superseded_by
    if successor is None:
        return None
    if successor.locale_id != publication.locale_id:
        own = successor.get_translation_or_none(publication.locale)
        successor = own if own is not None and own.live else successor
    return successor if successor.live else None


def body_contents(publication: Publication) -> list[dict[str, Any]]:
    """Return the contents of the body: sections with their subsections."""
    entries: list[dict[str, Any]] = []
    for position, block in enumerate(publication.body or [], start=1):
        if block.block_type != "heading":
            continue
        level = int(block.value["level"] or 2)
        entry = {"title": block.value["text"], "anchor": anchor_of(block, position)}
        if level == 2 or not entries:
            entries.append({**entry, "children": []})
        elif level == 3:
            entries[-1]["children"].append(entry)
    return entries


def report_data(
    publication: Publication,
    authors: Sequence[dict[str, Any]],
    request: HttpRequest,
    version: int | None,
) -> dict[str, Any]:
    """Return schema.org's ``Report``."""
    topic = topic_of(publication, request)
    data: dict[str, Any] = {
        "@type": "Report",
        "name": publication.title,
        "headline": publication.title,
        "abstract": publication.abstract,
        "reportNumber": publication.reference_number,
        "identifier": publication.reference_number,
        "datePublished": publication.publication_date or publication.first_published_at,
        "dateModified": publication.last_published_at,
        "version": version,
        "license": LICENCE_ADDRESSES.get(Licence(publication.licence)),
        "author": [
            {"@type": "Person" if author["person"] else "Organization", "name": author["cited"]}
            for author in authors
        ],
        "publisher": {"@type": "Organization", "name": "ClusterPoliSEE"},
        "about": topic.title if topic is not None else None,
        "spatialCoverage": country_names(publication),
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def publication_context(
    publication: Any, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """Return everything that ``policies/publication.html`` shows.

    :param publication: of its specific type; in preview it may have no row yet.
    :param context: what ``BasePage.get_context`` returned.
    """
    with_related_pages(publication)
    notes = NoteNumbers(publication.footnotes.all())
    items = list(publication.recommendations.all())
    references = list(publication.references.all())
    steps = list(publication.steps.all()) if hasattr(publication, "steps") else []
    expanded = Expanded(
        [
            *body_sources(publication.body),
            *own_sources(publication, steps),
            *(text for item in items for text in (item.rationale, item.evidence)),
            *(note.text for note in notes.notes.values()),
            *(reference.text for reference in references),
        ]
    )
    # In reading order: the notes are numbered as their marks appear.
    opening = guideline = report = None
    if isinstance(publication, PilotActionGuideline):
        opening = guideline_opening(publication, notes.number, expanded)
    body = render_body(publication.body, notes.number, expanded)
    if isinstance(publication, PilotActionGuideline):
        guideline = guideline_parts(publication, steps, notes.number, expanded)
    if isinstance(publication, WorkingGroupReport):
        report = report_parts(publication, notes.number, expanded)
    recommendations = [
        recommendation_part(item, number, notes, expanded)
        for number, item in enumerate(items, start=1)
    ]
    authors = author_lines(publication, request)
    versions = version_lines(publication, request)
    number = versions[0]["number"] if versions else None
    url = request.build_absolute_uri(publication.get_url(request) or request.path)
    shell = page_context(
        publication,
        request,
        description=publication.abstract,
        kind="article",
        topic=publication.topic.number if publication.topic else None,
        thing=report_data(publication, authors, request, number),
    )
    facts = fact_lines(publication, request)
    languages = language_fact(shell["language_links"])
    footnotes = notes.listed(expanded)
    annexes = annex_lines(publication)
    key_messages = list(publication.key_messages.all())
    contents = [
        *([entry("key-messages", _("Key messages"))] if key_messages else []),
        *(opening["contents"] if opening else []),
        *body_contents(publication),
        *(guideline["contents"] if guideline else []),
        *(report["contents"] if report else []),
        *([entry("recommendations", _("Recommendations"))] if recommendations else []),
        *([entry("footnotes", _("Notes"))] if footnotes else []),
        *([entry("references", _("References"))] if references else []),
        *([entry("annexes", _("Annexes"))] if annexes else []),
        entry("about", _("About this publication")),
    ]
    return {
        **shell,
        "banners": [*banners_of(publication, context, request), *context.get("banners", [])],
        "kind": type_label(publication),
        "topic": topic_link(topic_of(publication, request), request),
        "countries": country_names(publication),
        "key_messages": key_messages,
        "contents": contents,
        "body": body,
        "opening": opening,
        "guideline": guideline,
        "report": report,
        "recommendations": recommendations,
        "footnotes": footnotes,
        "references": reference_lines(references, expanded),
        "annexes": annexes,
        "authors": authors,
        "facts": [*facts, languages] if languages else facts,
        "versions": versions,
        "citation": citation_of(publication, authors, url, number),
        "related": related_publications(publication, request),
    }


def entry(anchor: str, title: str) -> dict[str, Any]:
    """Return one line of the contents."""
    return {"title": title, "anchor": anchor, "children": []}
