"""The body of a publication and its other rich texts as HTML, with a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString, mark_safe

from policies.notes import Expanded

Numbering = Callable[[str], SafeString]


def as_is(html: str) -> SafeString:
    """Mark expanded rich text as safe: the numbering of a text without footnotes."""
    return mark_safe(html)  # noqa: S308 expanded rich text


def rich_texts(
    sources: Sequence[str], number: Numbering = as_is, expanded: Expanded | None = None
) -> list[SafeString]:
    """Return stored rich texts as HTML, in order; empty ones stay empty.

    :param expanded: where a page has expanded its texts already.
    """
    html = expanded or Expanded(sources)
    return [number(html[source]) for source in sources]


def body_sources(body: Any) -> list[str]:
    """Return the stored rich texts of a body, in order."""
    return [source for block in body or [] for source in _sources(block)]


def _sources(block: Any) -> list[str]:
    """Return the stored rich texts of a block, in order."""
    if block.block_type == "text":
        return [block.value.source]
    if block.block_type == "definitions":
        return [item["definition"].source for item in block.value["items"]]
    return []


def _value(block: Any, texts: list[SafeString]) -> Any:
    """Return the value that the block's template gets, its rich texts expanded."""
    if block.block_type == "text":
        return texts[0]
    if block.block_type == "definitions":
        items = zip(block.value["items"], texts, strict=True)
        return {"items": [{"term": item["term"], "definition": text} for item, text in items]}
    return block.value


def prefetch_renditions(body: Any) -> None:
    """Fetch the sizes of all figures at once."""
    images = [b.value["image"] for b in body if b.block_type == "figure" and b.value["image"]]
    prefetch_related_objects(images, "renditions")


def anchor_of(block: Any, position: int) -> str:
    """Return the id of a block on its page: its own, or its place where it has none yet."""
    return str(block.id or f"block-{position}")


def render_body(
    body: Any, number: Numbering = as_is, expanded: Expanded | None = None
) -> list[SafeString]:
    """Return each block of a ``StreamField`` as HTML, with its own id as anchor.

    :param number: rewrites footnote marks; called in reading order.
    :param expanded: where a page has expanded its texts already.
    """
    if not body:
        return []
    prefetch_renditions(body)
    known = expanded or Expanded(body_sources(body))
    html = []
    for position, block in enumerate(body, start=1):
        texts = [number(known[source]) for source in _sources(block)]
        context = {"block_id": anchor_of(block, position)}
        html.append(mark_safe(block.block.render(_value(block, texts), context)))  # noqa: S308
    return html
