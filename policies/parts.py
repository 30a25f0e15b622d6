"""The parts of a page that only guidelines or only reports have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies.models import GuidelineStep, PilotActionGuideline, WorkingGroupReport
from policies.notes import Expanded
from policies.rendering import Numbering, rich_texts


def own_sources(publication: Any, steps: Sequence[GuidelineStep] = ()) -> list[str]:
    """Return the stored rich texts that only this type of publication has, in reading order.

    :param steps: the steps of a guideline.
    """
    if isinstance(publication, PilotActionGuideline):
        return [
            publication.objectives,
            publication.preconditions,
            *(step.description for step in steps),
            publication.resources,
        ]
    return [publication.conclusions] if isinstance(publication, WorkingGroupReport) else []


def guideline_opening(
    guideline: PilotActionGuideline, number: Numbering, expanded: Expanded
) -> dict[str, Any]:
    """Return what stands before a guideline's body: objectives and preconditions."""
    texts = rich_texts(own_sources(guideline)[:2], number, expanded)
    parts: dict[str, Any] = {"objectives": texts[0], "preconditions": texts[1]}
    titles = {"objectives": _("Objectives"), "preconditions": _("Preconditions")}
    return {**parts, "contents": contents_of(parts, titles)}


def guideline_parts(
    guideline: PilotActionGuideline,
    steps: Sequence[GuidelineStep],
    number: Numbering,
    expanded: Expanded,
) -> dict[str, Any]:
    """Return what follows a guideline's body: steps, resources, risks and indicators."""
    texts = rich_texts(own_sources(guideline, steps)[2:], number, expanded)
    parts: dict[str, Any] = {
        "steps": [
            {
                "number": position,
                "title": step.title,
                "description": text,
                "who": step.who,
                "duration": step.duration,
                "output": step.output,
            }
            for position, (step, text) in enumerate(zip(steps, texts[:-1], strict=True), start=1)
        ],
        "resources": texts[-1],
        "risks": table_of(
            [_("Risk"), _("What helps")],
            [[risk.risk, risk.mitigation] for risk in guideline.risks.all()],
        ),
        "indicators": table_of(
            [_("Indicator"), _("Target"), _("Means of verification")],
            [[i.name, i.target, i.means_of_verification] for i in guideline.indicators.all()],
        ),
    }
    titles = {
        "steps": _("Steps"),
        "resources": _("Resources"),
        "risks": _("Risks"),
        "indicators": _("Indicators"),
    }
    return {**parts, "contents": contents_of(parts, titles)}


def contents_of(parts: Mapping[str, Any], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the lines of the contents for the parts that say something."""
    return [
        {"title": title, "anchor": name, "children": []}
        for name, title in titles.items()
        if parts[name]
    ]


def table_of(head: list[str], rows: list[list[str]]) -> dict[str, Any] | None:
    """Return rows as a table block's value, or None when there are none."""
    if not rows:
        return None
    return {
        "data": [head, *rows],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }


def report_parts(
    report: WorkingGroupReport, number: Numbering, expanded: Expanded
) -> dict[str, Any]:
    """Return a report's facts, participants and conclusions as shown."""
    place = report.place
    if report.is_online:
        place = f"{place} ({_('online')})" if place else _("Online")
    facts = [
        {"label": _("Kind"), "value": report.get_kind_display()},
        {"label": _("Period"), "value": report.period},
        {
            "label": _("Meeting date"),
            "value": date_format(report.meeting_date) if report.meeting_date else "",
        },
        {"label": _("Place"), "value": place},
    ]
    participants = [
        {"name": person.name or person.organisation, "organisation": person.organisation}
        for person in report.participants.all()
    ]
    for person in participants:
        if person["name"] == person["organisation"]:
            person["organisation"] = ""
    conclusions = rich_texts(own_sources(report), number, expanded)[0]
    contents = []
    if conclusions:
        contents.append({"title": _("Conclusions"), "anchor": "conclusions", "children": []})
    if participants:
        contents.append({"title": _("Participants"), "anchor": "participants", "children": []})
    return {
        "facts": [fact for fact in facts if fact["value"]],
        "participants": participants,
        "conclusions": conclusions,
        "contents": contents,
    }
