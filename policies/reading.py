"""A publication in reading form: the parts of its page one by one, each with its identity.

The same templates as on the public page, so that a draft is commented as readers will see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.comments.passages import Part
from policies.presentation import publication_context


def _component(name: str, **context: Any) -> Any:
    return render_to_string(name, context)


def _heading(title: str) -> Part:
    return Part(format_html("<h2>{}</h2>", title))


def _children(page: Any, relation: str, shown: Iterable[Any]) -> Iterator[Part]:
    """Pair the children of a relation with their HTML, both in reading order."""
    children = getattr(page, relation).all()
    for child, html in zip(children, shown, strict=True):
        yield Part(html, f"child:{relation}:{child.translation_key}")


def _rich(page: Any, name: str, title: str, html: Any) -> Iterator[Part]:
    if html:
        yield _heading(title)
        yield Part(format_html('<div class="rich-text">{}</div>', html), f"field:{name}")


def publication_reading(page: Any, request: HttpRequest) -> list[Part]:
    """Return the parts of a publication in the order of its page."""
    context = publication_context(page, request, {})
    return [
        *_opening(page, context),
        *_body(page, context),
        *_guideline(page, context["guideline"]),
        *_report(page, context["report"]),
        *_recommendations(page, context),
        *_sources(page, context),
        _heading(_("About this publication")),
        Part(_component("cms/components/facts.html", facts=context["facts"]), "part:about"),
    ]


def _opening(page: Any, context: dict[str, Any]) -> Iterator[Part]:
    yield Part(format_html("<h1>{}</h1>", page.title), "field:title")
    if page.abstract:
        yield Part(format_html('<p class="lead">{}</p>', page.abstract), "field:abstract")
    authors = (
        _component("cms/components/authors.html", authors=[author]) for author in context["authors"]
    )
    yield from _children(page, "authors", authors)
    if context["key_messages"]:
        yield _heading(_("Key messages"))
    messages = (
        _component("blocks/key_message.html", value={"text": message.text})
        for message in context["key_messages"]
    )
    yield from _children(page, "key_messages", messages)


def _body(page: Any, context: dict[str, Any]) -> Iterator[Part]:
    opening = context["opening"]
    if opening:
        yield from _rich(page, "objectives", _("Objectives"), opening["objectives"])
        yield from _rich(page, "preconditions", _("Preconditions"), opening["preconditions"])
    for block, html in zip(page.body or [], context["body"], strict=True):
        yield Part(html, f"block:body:{block.id}")


def _guideline(page: Any, guideline: dict[str, Any] | None) -> Iterator[Part]:
    if guideline is None:
        return
    if guideline["steps"]:
        yield _heading(_("Steps"))
    steps = (
        _component("policies/parts/guideline_step.html", step=step) for step in guideline["steps"]
    )
    yield from _children(page, "steps", steps)
    yield from _rich(page, "resources", _("Resources"), guideline["resources"])
    for name, title in (("risks", _("Risks")), ("indicators", _("Indicators"))):
        if guideline[name]:
            yield _heading(title)
            yield from _children(page, name, _rows(guideline[name], name))


def _rows(table: dict[str, Any], name: str) -> Iterator[Any]:
    """Return each row of a table as a table of its own, under the same head."""
    head, *rows = table["data"]
    for number, row in enumerate(rows, start=1):
        one = {**table, "data": [head, row]}
        yield _component("cms/components/table.html", table=one, block_id=f"{name}-{number}")


def _report(page: Any, report: dict[str, Any] | None) -> Iterator[Part]:
    if report is None:
        return
    for name in ("period", "place"):
        value = getattr(page, name)
        if value:
            label = page._meta.get_field(name).verbose_name
            facts = [{"label": capfirst(str(label)), "value": value}]
            yield Part(_component("cms/components/facts.html", facts=facts), f"field:{name}")
    yield from _rich(page, "conclusions", _("Conclusions"), report["conclusions"])
    if report["participants"]:
        yield _heading(_("Participants"))
    people = (
        _component("cms/components/authors.html", authors=[person])
        for person in report["participants"]
    )
    yield from _children(page, "participants", people)


def _recommendations(page: Any, context: dict[str, Any]) -> Iterator[Part]:
    if context["recommendations"]:
        yield _heading(_("Recommendations"))
    shown = (
        # Its own page is public only when the publication is.
        _component("cms/components/recommendation.html", recommendation={**item, "url": ""})
        for item in context["recommendations"]
    )
    yield from _children(page, "recommendations", shown)


def _sources(page: Any, context: dict[str, Any]) -> Iterator[Part]:
    if context["footnotes"]:
        yield _heading(_("Notes"))
    for note in context["footnotes"]:
        number = "" if note.get("unmarked") else f"{note['number']}. "
        html = format_html(
            '<div id="footnote-{}">{}{}</div>', note["identifier"], number, note["text"]
        )
        yield Part(html, f"child:footnotes:{note['identifier']}")
    if context["references"]:
        yield _heading(_("References"))
    references = (format_html("<div>{}</div>", line["text"]) for line in context["references"])
    yield from _children(page, "references", references)
    if context["annexes"]:
        yield _heading(_("Annexes"))
    annexes = (
        _component("cms/components/annexes.html", annexes=[line]) for line in context["annexes"]
    )
    yield from _children(page, "annexes", annexes)
