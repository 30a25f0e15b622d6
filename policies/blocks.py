"""Blocks that the body of a publication is made of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

INLINE_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]
#: The same in all languages, because it stands in the field's definition (see the migrations).
TEXT_PREVIEW = "<p>Lorem ipsum dolor sit amet, <b>consectetur</b> adipisici elit.</p>"
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul", "document-link", "code", "footnote"]


class TranslatableTableBlock(TableBlock):
    """Wagtail's table, whose cells can be translated (the stock block offers none of them)."""

    def get_translatable_segments(self, value: dict[str, Any] | None) -> list[Any]:
        """Return one segment for each cell with text; the path is ``row.column``."""
        rows = (value or {}).get("data") or []
        return [
            StringSegmentValue(f"{row}.{column}", str(cell), order=row * 1000 + column)
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
            if cell not in (None, "") and not str(cell).isspace()
        ]

    def restore_translated_segments(
        self, value: dict[str, Any], segments: list[Any]
    ) -> dict[str, Any]:
        """Put translated cells back at their place; anything else stays as in the source."""
        data = [list(cells) for cells in value["data"]]
        for segment in segments:
            row, column = (int(part) for part in segment.path.split("."))
            data[row][column] = segment.render_text()
        return {**value, "data": data}


class HeadingBlock(blocks.StructBlock):
    """A section heading; the outline of the page is made of these."""

    text = blocks.CharBlock(label=_("Text"), max_length=250)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Section")), ("3", _("Subsection")), ("4", _("Paragraph heading"))],
        default="2",
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Opens a section. It appears in the contents and can be linked to.")
        template = "blocks/heading.html"
        preview_value = {"text": _("Why clusters cooperate across borders"), "level": "2"}
        group = _("Text")


class TableSectionBlock(blocks.StructBlock):
    """A table with its caption."""

    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)
    table = TranslatableTableBlock(
        label=_("Table"), table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3}
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with a header. On a phone it scrolls by itself.")
        template = "blocks/table.html"
        preview_value = {
            "caption": _("Members of two clusters"),
            "table": {
                "data": [["Cluster", "2024", "2025"], ["A", "41", "48"], ["B", "27", "35"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "table_header_choice": "row",
                "table_caption": "",
                "cell": [],
                "mergeCells": [],
            },
        }
        group = _("Material")


class FigureBlock(blocks.StructBlock):
    """An image that says something, with the words for those who do not see it."""

    image = ImageChooserBlock(label=_("Image"))
    alternative_text = blocks.CharBlock(
        label=_("Alternative text"),
        max_length=500,
        help_text=_("What the figure says, for readers who do not see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Figure")
        description = _("An image with caption, credit and alternative text.")
        template = "blocks/figure.html"
        preview_value = {
            "image": None,
            "alternative_text": _("Two lines that rise together"),
            "caption": _("How a figure looks, with its caption"),
            "credit": _("Drawn for the platform"),
        }
        # Shows a drawing of its own: a new site has no image yet.
        preview_template = "policies/blocks/figure_preview.html"
        group = _("Material")


class KeyMessageBlock(blocks.StructBlock):
    """One sentence that must not be missed."""

    text = blocks.TextBlock(label=_("Text"), max_length=600)

    class Meta:
        icon = "pick"
        label = _("Key message")
        description = _("One sentence set apart from the text around it.")
        template = "blocks/key_message.html"
        preview_value = {"text": _("Small countries gain most from cooperation.")}
        group = _("Text")


class QuotationBlock(blocks.StructBlock):
    """Somebody else's words with their source, marked with their language."""

    text = blocks.TextBlock(label=_("Text"))
    # Word files often quote without naming a source; the editor adds it, or leaves it out.
    source = blocks.CharBlock(label=_("Source"), max_length=250, required=False)
    language = blocks.ChoiceBlock(
        label=_("Language of the quotation"),
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
        required=False,
        help_text=_("Only when it is not the language of the page."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words of others, with their source.")
        template = "blocks/quotation.html"
        preview_value = {
            "text": _("A cluster is worth what its members do together."),
            "source": _("Manager of a cluster organisation"),
            "language": "",
        }
        group = _("Text")


class DefinitionBlock(blocks.StructBlock):
    """A term and what it means here."""

    term = blocks.CharBlock(label=_("Term"), max_length=250)
    definition = blocks.RichTextBlock(label=_("Definition"), features=INLINE_FEATURES)

    class Meta:
        icon = "tag"
        label = _("Definition")


class DefinitionsBlock(blocks.StructBlock):
    """A list of terms."""

    items = blocks.ListBlock(DefinitionBlock(), label=_("Definitions"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Definitions")
        description = _("Terms and what they mean in this publication.")
        template = "blocks/definitions.html"
        preview_value = {
            "items": [
                {
                    "term": _("Cluster"),
                    "definition": _("Firms and institutions of one field, close to each other."),
                }
            ]
        }
        group = _("Text")


class BodyBlock(blocks.StreamBlock):
    """Everything a body may contain."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label=_("Text"),
        icon="pilcrow",
        group=_("Text"),
        description=_("Paragraphs, lists, links and footnote marks."),
        preview_value=TEXT_PREVIEW,
        template="blocks/text.html",
    )
    table = TableSectionBlock()
    figure = FigureBlock()
    key_message = KeyMessageBlock()
    quotation = QuotationBlock()
    definitions = DefinitionsBlock()

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}


def outline(stream_value: Any) -> list[tuple[int, str, str]]:
    """Return ``(level, text, block key)`` for each heading of a body, in order."""
    return [
        (int(block.value["level"]), block.value["text"], block.id)
        for block in stream_value
        if block.block_type == "heading"
    ]


def check_outline(stream_value: Any) -> None:
    """Refuse a body whose headings skip a level.

    :raises ValidationError: naming the first heading that does.
    """
    depth = 1
    for level, text, _key in outline(stream_value):
        if level > depth + 1:
            raise ValidationError(_("The heading “%(text)s” skips a level."), params={"text": text})
        depth = level
