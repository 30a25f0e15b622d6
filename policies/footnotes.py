"""Footnote marks in the editor: an entity of Draftail, ``<a linktype="footnote">`` when stored."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry

ENTITY = "FOOTNOTE"


class FootnoteMarkHandler(InlineEntityElementHandler):
    """Reads a stored mark into an entity that knows the identifier of its footnote."""

    mutability = "IMMUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        """Return the identifier."""
        return {"id": attrs.get("id", "")}


def footnote_entity(props: dict[str, Any]) -> Any:
    """Write the mark as it is stored."""
    return DOM.create_element(
        "a", {"linktype": "footnote", "id": props.get("id")}, props["children"]
    )


def register_footnotes(features: FeatureRegistry) -> None:
    """Register the editor plugin and its conversion rule."""
    features.register_editor_plugin(
        "draftail",
        "footnote",
        EntityFeature(
            {
                "type": ENTITY,
                "icon": "superscript",
                "description": _("Footnote mark"),
                "labels": {
                    "choose": _("Which footnote?"),
                    "none": _("Add the footnote at the end of this tab first."),
                    "insert": _("Insert"),
                    "cancel": _("Cancel"),
                },
            },
            js=["policies/js/footnote.js"],
        ),
    )
    features.register_converter_rule(
        "contentstate",
        "footnote",
        {
            "from_database_format": {"a[linktype='footnote']": FootnoteMarkHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: footnote_entity}},
        },
    )
