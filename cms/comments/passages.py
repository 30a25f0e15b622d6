"""The passages of a page that a comment can stand at, each with the identity that survives edits.

================================ =================================================
anchor                           what it names
================================ =================================================
``field:title``                  a field of the page
``block:body:UUID``              a block of a stream field, by the block's own key
``child:recommendations:UUID``   a child, by its translation key
``part:about``                   what a room shows together, such as the facts
================================ =================================================

A page is read in the form that its room registers; the texts are taken from the page alone, so that
a comment finds its passage without anything being rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from cms.review.fingerprint import BOOKKEEPING_FIELDS

#: Fields that readers do not see as text.
_NOT_READ = BOOKKEEPING_FIELDS | {"slug", "seo_title", "search_description", "reference_number"}


@dataclass(frozen=True)
class Passage:
    """A passage and what it says.

    :param anchor: its identity within the page.
    :param label: what people call it: "Recommendation 2".
    :param text: its words, white space folded.
    """

    anchor: str
    label: str
    text: str

    @property
    def group(self) -> str:
        """What it stands among: the blocks of one field, the children of one kind."""
        return self.anchor.rpartition(":")[0]

    @property
    def element_id(self) -> str:
        """The id of its element on the page where it is read."""
        return "passage-" + self.anchor.replace(":", "-")


@dataclass(frozen=True)
class Part:
    """A part of a page in reading form.

    :param html: as readers will see it, safe.
    :param anchor: the passage it shows; empty for a heading between passages.
    """

    html: SafeString
    anchor: str = ""


Reading = Callable[[Any, HttpRequest], Sequence[Part]]
Together = Sequence[tuple[str, str | Promise]]

_readings: dict[type, tuple[Reading, Together]] = {}


def register_reading(page_class: type, reading: Reading, together: Together = ()) -> None:
    """Say how pages of ``page_class`` and its subclasses are read, passage by passage.

    :param together: anchor and label of what the reading shows together, as one passage that is
        always there: facts that are choices and links.
    """
    _readings[page_class] = (reading, together)


def _registered(page: Any) -> tuple[Reading, Together]:
    found = (_readings[cls] for cls in type(page).__mro__ if cls in _readings)
    return next(found, (_plain_reading, ()))


def folded(text: str) -> str:
    """Return ``text`` with white space folded: anchors do not depend on line breaks."""
    return " ".join(text.split())


def _plain(html: str) -> str:
    # A tag between two words separates them: "<p>one</p><p>two</p>".
    return folded(strip_tags(html.replace("<", " <")))


def block_text(block: Any, value: Any) -> str:
    """Return the words of a block's value; choices, images and links say none."""
    if isinstance(value, RichText):
        return _plain(value.source)
    if isinstance(value, blocks.StreamValue):
        return folded(" ".join(block_text(child.block, child.value) for child in value))
    if isinstance(value, blocks.StructValue):
        children = block.child_blocks
        return folded(" ".join(block_text(children[name], value[name]) for name in children))
    if isinstance(value, blocks.list_block.ListValue):
        return folded(" ".join(block_text(block.child_block, item) for item in value))
    if isinstance(value, dict):
        rows = value.get("data") or []
        return folded(" ".join(str(cell) for row in rows for cell in row if cell is not None))
    if isinstance(value, str | Promise) and isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return folded(str(value))
    return ""


def _says_text(field: models.Field[Any, Any]) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.URLField)
        and not field.choices
        and type(field).__module__.split(".")[0] in {"django", "wagtail"}
    )


def _field_text(instance: Any, field: Any) -> str:
    value = str(field.value_from_object(instance) or "")
    return _plain(value) if isinstance(field, RichTextField) else folded(value)


def text_fields(model: type[models.Model]) -> list[Any]:
    """Return the fields of a page type whose words readers see, title first."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in _NOT_READ and _says_text(field) and not isinstance(field, StreamField)
    ]


def _children(page: Any, accessor: str) -> Iterator[tuple[str, Any]]:
    for number, child in enumerate(getattr(page, accessor).all(), start=1):
        label = str(child._meta.verbose_name)
        yield f"{label[:1].upper()}{label[1:]} {number}", child


def _stream_passages(page: Any, field: StreamField) -> Iterator[Passage]:
    for block in getattr(page, field.name) or []:
        text = block_text(block.block, block.value)
        label = str(block.block.label)
        if text:
            label = _("%(kind)s: %(words)s") % {
                "kind": label,
                "words": Truncator(text).chars(50),
            }
        yield Passage(f"block:{field.name}:{block.id}", label, text)


def passages_of(page: Any) -> list[Passage]:
    """Return the passages of a specific page, saved or not, in the order of its fields."""
    found = [
        Passage(f"field:{field.name}", capfirst(str(field.verbose_name)), text)
        for field in text_fields(type(page))
        if (text := _field_text(page, field))
    ]
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            found += _stream_passages(page, field)
    for relation in get_all_child_relations(type(page)):
        accessor = relation.get_accessor_name()
        if not hasattr(relation.related_model, "translation_key"):
            continue
        fields = [f for f in relation.related_model._meta.concrete_fields if _says_text(f)]
        for label, child in _children(page, accessor):
            text = folded(" ".join(_field_text(child, field) for field in fields))
            found.append(Passage(f"child:{accessor}:{child.translation_key}", label, text))
    _reading, together = _registered(page)
    return found + [Passage(anchor, str(label), "") for anchor, label in together]


def _plain_reading(page: Any, request: HttpRequest) -> list[Part]:
    """Read a page whose room registered nothing: its words in order."""
    parts = []
    for passage in passages_of(page):
        tag = "h1" if passage.anchor == "field:title" else "p"
        parts.append(Part(mark_safe(f"<{tag}>{escape(passage.text)}</{tag}>"), passage.anchor))  # noqa: S308
    return parts


def reading_of(page: Any, request: HttpRequest) -> list[Part]:
    """Return the page in reading form, as its room registered it for its type.

    A passage that the room's form leaves out comes at the end: every comment has its place.
    """
    reading, _together = _registered(page)
    parts = list(reading(page, request))
    shown = {part.anchor for part in parts}
    parts += [
        Part(mark_safe(f"<p>{escape(passage.text)}</p>"), passage.anchor)  # noqa: S308
        for passage in passages_of(page)
        if passage.anchor not in shown
    ]
    return parts
