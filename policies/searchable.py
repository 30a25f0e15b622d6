"""What the page types of this room offer to a search."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cms.searchable import Passage, Searchable, plain_text, register_kind
from policies.rendering import anchor_of


def register_kinds() -> None:
    """Make this room's kinds of hit known, in the order in which readers see them."""
    register_kind("policy-paper", _("Policy papers"), 10, one=_("policy paper"))
    register_kind(
        "pilot-action-guideline", _("Pilot action guidelines"), 20, one=_("pilot action guideline")
    )
    register_kind(
        "working-group-report", _("Working group reports"), 30, one=_("working group report")
    )
    register_kind("recommendation", _("Recommendations"), 40, one=_("recommendation"))
    register_kind("attachment", _("Attachments"), 50, one=_("annex"))
    register_kind("topic", _("Topics"), 60, one=_("topic"))
    register_kind("working-group", _("Working groups"), 70, one=_("working group"))
    register_kind("partner", _("Partners"), 80, one=_("partner"))


def body_passages(body: Any) -> Iterator[Passage]:
    """Yield the text of each block of a body, with the block's anchor."""
    for position, block in enumerate(body or [], start=1):
        text = _block_text(block.block_type, block.value)
        if text:
            yield Passage(text, anchor_of(block, position))


def _block_text(kind: str, value: Any) -> str:
    if kind == "text":
        return plain_text(value.source)
    if kind in {"heading", "key_message"}:
        return str(value["text"])
    if kind == "quotation":
        return f"{value['text']} {value['source'] or ''}".strip()
    if kind == "figure":
        return _joined((value["alternative_text"], value["caption"]))
    if kind == "definitions":
        items = value["items"]
        return _joined(f"{i['term']}: {plain_text(i['definition'].source)}" for i in items)
    if kind == "table":
        rows = (value["table"] or {}).get("data") or []
        cells = [_joined(str(cell) for cell in row if cell) for row in rows]
        return _joined((value["caption"], *cells))
    return ""


def _joined(texts: Iterable[str | None]) -> str:
    return " – ".join(text for text in texts if text)


def _parts(publication: Any, name: str) -> list[Any]:
    """Return the children of a publication; from the lists that came with many pages, if any."""
    fetched: dict[str, list[Any]] = getattr(publication, "search_parts", {})
    return fetched[name] if name in fetched else list(getattr(publication, name).all())


def _facts(publication: Any) -> dict[str, Any]:
    topic, group = publication.topic, publication.working_group
    return {
        "topic": _number(topic),
        "topic_title": _topic_title(topic, publication.locale_id),
        "countries": tuple(country.code for country in publication.countries),
        "level": publication.policy_level,
        "group": _number(group),
        "day": publication.publication_date,
    }


def _number(page: Any) -> str:
    return str(page.number) if page is not None and page.number is not None else ""


def _topic_title(topic: Any, locale_id: int) -> str:
    """Return the public title of a topic in the language of the text, else as it is linked."""
    if topic is None:
        return ""
    if topic.locale_id == locale_id:
        return str(topic.title) if topic.live else ""
    same = type(topic).objects.filter(translation_key=topic.translation_key, live=True)
    titles = dict(same.values_list("locale_id", "title"))
    return titles.get(locale_id) or titles.get(topic.locale_id, "")


def _type_name(publication: Any) -> str:
    from policies.cards import TYPES

    model = publication.specific_class or type(publication)
    return next((name for name, kind in TYPES.items() if issubclass(model, kind)), "policy-paper")


def publication_content(publication: Any) -> list[Searchable]:
    """Return a publication, its recommendations and the passages of its attachments."""
    facts = _facts(publication)
    whole = Searchable(
        kind=_type_name(publication),
        identity=publication.translation_key,
        title=publication.title,
        lead=publication.abstract,
        passages=tuple(_publication_passages(publication)),
        **facts,
    )
    stated = [
        Searchable(
            kind="recommendation",
            identity=item.identifier,
            title=item.statement,
            passages=tuple(
                Passage(text, item.anchor)
                for text in (plain_text(item.rationale), plain_text(item.evidence))
                if text
            ),
            anchor=item.anchor,
            addressee=item.addressee,
            instrument=item.instrument,
            **facts,
        )
        for item in _parts(publication, "recommendations")
    ]
    return [whole, *stated, *_attachments(publication, whole)]


def _publication_passages(publication: Any) -> Iterator[Passage]:
    for message in _parts(publication, "key_messages"):
        yield Passage(message.text, "key-messages")
    yield from body_passages(publication.body)
    for name in ("objectives", "preconditions", "resources", "conclusions"):
        text = plain_text(getattr(publication, name, "") or "")
        if text:
            yield Passage(text, name)
    if hasattr(publication, "steps"):
        yield from _guideline_passages(publication)
    for item in _parts(publication, "recommendations"):
        yield Passage(item.statement, item.anchor)
    for note in _parts(publication, "footnotes"):
        yield Passage(plain_text(note.text), f"footnote-{note.identifier}")
    for reference in _parts(publication, "references"):
        yield Passage(plain_text(reference.text), "references")
    names = _joined(str(author.name) for author in _parts(publication, "authors"))
    yield Passage(_joined((publication.reference_number, names)), "about")


def _guideline_passages(publication: Any) -> Iterator[Passage]:
    for step in _parts(publication, "steps"):
        text = _joined((step.title, plain_text(step.description), step.who, step.output))
        yield Passage(text, "steps")
    for risk in _parts(publication, "risks"):
        yield Passage(_joined((risk.risk, risk.mitigation)), "risks")
    for indicator in _parts(publication, "indicators"):
        yield Passage(_joined((indicator.name, indicator.target)), "indicators")


def _attachments(publication: Any, whole: Searchable) -> Iterator[Searchable]:
    """Yield the passages of the attachments, where their text has been extracted."""
    model = apps.get_model("policies", "AnnexPassage")
    annexes = {annex.document_id: annex for annex in _parts(publication, "annexes")}
    if not annexes:
        return
    for number, row in enumerate(model._default_manager.filter(document__in=annexes), start=1):
        annex = annexes[row.document_id]
        yield replace(
            whole,
            kind="attachment",
            identity=uuid.uuid5(annex.identifier, str(number)),
            title=annex.title,
            lead="",
            passages=(Passage(row.text, "annexes"),),
            anchor="annexes",
            document=row.document_id,
            file_page=row.page_number or 0,
        )


def topic_content(topic: Any) -> list[Searchable]:
    """Return a topic."""
    return [_prose(topic, "topic", topic.introduction, topic=_number(topic))]


def group_content(group: Any) -> list[Searchable]:
    """Return a working group."""
    topic = _number(group.topic)
    return [
        _prose(group, "working-group", group.mandate, topic=topic, group=_number(group)),
    ]


def partner_content(partner: Any) -> list[Searchable]:
    """Return a partner."""
    code = partner.country.code
    return [
        _prose(partner, "partner", partner.introduction, countries=(code,) if code else ()),
    ]


def _prose(page: Any, kind: str, rich: str, **facts: Any) -> Searchable:
    text = plain_text(rich)
    return Searchable(
        kind=kind,
        identity=page.translation_key,
        title=page.title,
        passages=(Passage(text),) if text else (),
        **facts,
    )
