"""What the style guide page shows: every component and block in every state, with sample texts.

`style_guide_context` needs no database; a `TemplateView` of `cms/style_guide.html` calls it from
`get_context_data`. The texts are written for this page; the people and organisations in them are
placeholders by their names ("First Author").
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cms import style_guide_texts as texts

TOPICS = (
    _("Innovation"),
    _("Sustainability"),
    _("International cooperation"),
    _("Cluster financing"),
    _("Clusters and regional specialization"),
    _("New skills"),
)


class StyleGuideForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As it should stand in the list of members.")
    email = forms.EmailField(label="E-mail address")
    organisation = forms.CharField(label="Organisation", required=False)
    country = forms.ChoiceField(
        label="Country", choices=[("", "Choose"), ("BG", "Bulgaria"), ("GR", "Greece")]
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("manager", "Cluster manager"), ("authority", "Public authority")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[(str(n), t) for n, t in enumerate(TOPICS, start=1)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Any number.",
    )
    message = forms.CharField(label="Message", widget=forms.Textarea, required=False)
    consent = forms.BooleanField(label="The platform may answer me by e-mail.")


def _publication(number: int, title: str, **more: Any) -> dict[str, Any]:
    """Return what a publication card needs."""
    return {
        "title": title,
        "url": "#cards",
        "kind": _("Policy paper"),
        "summary": texts.SUMMARY,
        "date": date(2026, 3, 12),
        "countries": "Bulgaria, Greece, Serbia",
        "reference_number": f"CP-2026-{number:04}",
        "topic": {"title": TOPICS[number - 1], "number": number},
        **more,
    }


def _recommendation(number: int, **more: Any) -> dict[str, Any]:
    """Return what a recommendation needs."""
    return {
        "number": number,
        "anchor": f"recommendation-{number}",
        "url": "#recommendations",
        "statement": texts.STATEMENT,
        "rationale": texts.RATIONALE,
        "evidence": texts.EVIDENCE,
        "addressee": _("Regional authorities"),
        "instrument": _("Funding"),
        "time_frame": _("Short term"),
        **more,
    }


def _facets() -> list[dict[str, Any]]:
    """Return three filters: open with a choice made, open with one disabled, closed."""
    return [
        {
            "name": "topic",
            "label": _("Topic"),
            "open": True,
            "options": [
                {"value": n, "label": t, "count": 21 - 3 * n, "selected": n == 3}
                for n, t in enumerate(TOPICS, start=1)
            ],
        },
        {
            "name": "country",
            "label": _("Country"),
            "open": True,
            "options": [
                {"value": "BG", "label": "Bulgaria", "count": 4, "selected": False},
                {"value": "AL", "label": "Albania", "count": 0, "disabled": True},
            ],
        },
        {
            "name": "year",
            "label": _("Year"),
            "open": False,
            "options": [{"value": 2026, "label": "2026", "count": 9}],
        },
    ]


def _blocks() -> dict[str, Any]:
    """Return one value for each body block."""
    return {
        "heading_2": {"text": "Why clusters cooperate across borders", "level": "2"},
        "heading_3": {"text": "What small enterprises gain", "level": "3"},
        "heading_4": {"text": "A note on method", "level": "4"},
        "text": texts.RICH_TEXT,
        "plain": format_html("<p>{} {}</p>", texts.ENGLISH, texts.SUMMARY),
        "table": {"caption": "Instruments by level of government", "table": texts.TABLE},
        "wide_table": {"caption": "Support by country and year", "table": texts.WIDE_TABLE},
        "key_message": {"text": texts.KEY_MESSAGES[0]},
        "quotation": {"text": texts.STATEMENT, "source": "Report of a working group, 2026"},
        "foreign_quotation": {"text": texts.GREEK, "source": "Greek text", "language": "el"},
        "definitions": {
            "items": [
                {"term": term, "definition": definition} for term, definition in texts.DEFINITIONS
            ]
        },
    }


def style_guide_context() -> dict[str, Any]:
    """Return the whole context of `cms/style_guide.html`."""
    wrong = StyleGuideForm({"email": "nobody", "topics": ["9"]}, auto_id="wrong_%s")
    disabled = StyleGuideForm(auto_id="off_%s")
    disabled.fields["name"].disabled = True
    pages = Paginator(range(400), 20)
    return {
        "metadata": {"title": _("Style guide"), "robots": "noindex"},
        "topics": [
            {
                "number": number,
                "title": title,
                "url": "#topics",
                "summary": texts.SHORT,
                "counts": "12 publications",
            }
            for number, title in enumerate(TOPICS, start=1)
        ],
        "publications": [
            _publication(1, "Shared laboratories for small enterprises"),
            _publication(2, texts.GERMAN_TITLE, lang="de", summary=texts.GERMAN),
            _publication(3, texts.GREEK_TITLE, lang="el", summary=texts.GREEK),
            _publication(4, texts.BULGARIAN_TITLE, lang="bg", state="archived", summary=""),
            _publication(5, texts.SERBIAN_TITLE, lang="sr", state="superseded", summary=""),
            _publication(6, texts.SERBIAN_LATIN_TITLE, lang="sr-latn", summary=""),
        ],
        "recommendations": [
            _recommendation(1),
            _recommendation(12, evidence="", url="", time_frame=""),
        ],
        "recommendation_card": _recommendation(
            3,
            topic={"number": 3},
            publication={"title": "Shared laboratories for small enterprises", "url": "#"},
        ),
        "key_messages": [{"text": text} for text in texts.KEY_MESSAGES],
        "contents": texts.CONTENTS,
        "facts": [
            {"label": _("Reference number"), "value": "CP-2026-0001"},
            {"label": _("Policy level"), "value": _("Regional")},
            {
                "label": _("Languages"),
                "links": [
                    {"title": name, "url": "#", "lang": code}
                    for code, name in (("el", "Ελληνικά"), ("bg", "Български"), ("ro", "Română"))
                ],
            },
        ],
        "passages": texts.PASSAGES,
        "footnotes": [
            {"identifier": "1", "text": texts.FOOTNOTE},
            {"identifier": "2", "text": "The same, second part."},
        ],
        "references": [{"text": texts.REFERENCE, "url": "https://example.org/report"}],
        "statistics": [
            {"value": 48, "label": _("Recommendations"), "url": "#numbers"},
            {"value": 17, "label": _("Publications")},
            {"value": 12, "label": _("Languages")},
            {"value": 11, "label": _("Countries")},
        ],
        "versions": [
            {
                "date": date(2026, 5, 4),
                "title": _("Version 2"),
                "current": True,
                "changes": ["Recommendation 4 reworded", "A table added"],
                "url": "#versions",
            },
            {"date": date(2026, 3, 12), "title": _("Version 1")},
        ],
        "annexes": [
            {
                "title": "Questionnaire",
                "url": "#",
                "extension": "pdf",
                "size": 348_160,
                "pages": 12,
                "lang": "bg",
            },
            {"title": "Data of the survey", "url": "#", "extension": "xlsx", "size": 18_432},
        ],
        "authors": [
            {
                "name": "First Author",
                "organisation": "Example partner",
                "organisation_url": "#authors",
            },
            {"name": "Second Author", "organisation": "Another example partner"},
        ],
        "meetings": [
            {
                "title": "Third meeting of the working group",
                "url": "#meetings",
                "date": date(2026, 6, 18),
                "place": "Sofia",
                "group": TOPICS[2],
                "topic": {"number": 3},
            },
            {
                "title": "Open hearing on skills",
                "url": "#meetings",
                "date": date(2026, 11, 2),
                "is_online": True,
                "topic": {"number": 6},
            },
        ],
        "breadcrumbs": [
            {"title": _("Home"), "url": "/"},
            {"title": _("Library"), "url": "#"},
            {"title": _("Style guide")},
        ],
        "chips": [
            {"label": TOPICS[2], "remove_url": "?"},
            {"label": "Bulgaria", "remove_url": "?"},
        ],
        "facets": _facets(),
        "form": StyleGuideForm(auto_id="form_%s"),
        "wrong_form": wrong,
        "disabled_form": disabled,
        "pages": [pages.page(1), pages.page(9)],
        "tags": [{"label": "Funding", "url": "#tags"}, {"label": "Short term"}],
        "blocks": _blocks(),
        "figure": static("img/style-guide-figure.svg"),
        "day": date(2026, 3, 12),
    }
