"""The parts of a page that only guidelines or only reports have."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies.models import PilotActionGuideline, WorkingGroupReport
from policies.rendering import Numbering, rich_texts


def guideline_parts(guideline: PilotActionGuideline, number: Numbering) -> dict[str, Any]:
    """Return objectives, preconditions, steps, resources, risks and indicators as shown."""
    steps = list(guideline.steps.all())
    texts = rich_texts(
        [
            guideline.objectives,
            guideline.preconditions,
            *(step.description for step in steps),
            guideline.resources,
        ],
        number,
    )
    parts: dict[str, Any] = {
        "objectives": texts[0],
        "preconditions": texts[1],
        "steps": [
            {
                "number": position,
                "title": step.title,
                "description": text,
                "who": step.who,
                "duration": step.duration,
                "output": step.output,
            }
            for position, (step, text) in enumerate(zip(steps, texts[2:-1], strict=True), start=1)
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
        "objectives": _("Objectives"),
        "preconditions": _("Preconditions"),
        "steps": _("Steps"),
        "resources": _("Resources"),
        "risks": _("Risks"),
        "indicators": _("Indicators"),
    }
    parts["contents"] = [
        {"title": title, "anchor": name, "children": []}
        for name, title in titles.items()
        if parts[name]
    ]
    return parts


def table_of(head: list[str], rows: list[list[str]]) -> dict[str, Any] | None:
    """Return rows as a table block's value, or None when there are none."""
    if not rows:
        return None
    return {
        "data": [head, *rows],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }


def report_parts(report: WorkingGroupReport, number: Numbering) -> dict[str, Any]:
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
    conclusions = rich_texts([report.conclusions], number)[0]
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
