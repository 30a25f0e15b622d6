"""The content fingerprint: one hash for everything a reader can see of a page.

Approvals are given to fingerprints, never to revision ids: autosave overwrites a revision in
place, and a revision that was approved may hold other content a second later.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

#: Fields of a page row that say how it is kept, not what it says. Everything else is content.
BOOKKEEPING_FIELDS = frozenset(
    {
        "alias_of",
        "content_type",
        "depth",
        "draft_title",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "path",
        "pk",
        "url_path",
        COMMENTS_RELATION_NAME,
    }
)

# Draftail numbers paragraphs afresh when it meets one without a key; readers never see the keys.
_BLOCK_KEY = re.compile(r'\s?data-block-key="[^"]*"')


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _BLOCK_KEY.sub("", value) if "data-block-key" in value else value
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        # Keys of list items are given when a list is first unpacked: book-keeping, not content.
        drop = {"id"} if value.get("type") == "item" and "value" in value else set()
        return {key: _clean(item) for key, item in value.items() if key not in drop}
    return value


def _clean_children(rows: list[dict[str, Any]], parent_field: str) -> list[dict[str, Any]]:
    def order(numbered: tuple[int, dict[str, Any]]) -> tuple[bool, int, int]:
        position, row = numbered
        sort_order = row.get("sort_order")
        return (sort_order is None, sort_order or 0, position)

    # A child speaks its page's language; the field is only filled when the row is written.
    dropped = {"pk", parent_field, "sort_order", "locale"}
    return [
        {key: _clean(value) for key, value in row.items() if key not in dropped}
        for _, row in sorted(enumerate(rows), key=order)
    ]


def page_content(page: Any) -> dict[str, Any]:
    """Return what readers can see of ``page`` as plain data, children in their order.

    :param page: a specific page instance; children held in memory count, saved or not.
    """
    data: dict[str, Any] = page.serializable_data()
    streams = {f.name for f in page._meta.get_fields() if isinstance(f, StreamField)}
    children = {
        relation.get_accessor_name(): relation.field.name
        for relation in get_all_child_relations(type(page))
    }
    content: dict[str, Any] = {}
    for name, value in data.items():
        if name in BOOKKEEPING_FIELDS or name.endswith("_ptr"):
            continue
        if name in children:
            content[name] = _clean_children(value, children[name])
        elif name in streams and isinstance(value, str):
            content[name] = _clean(json.loads(value))
        else:
            content[name] = _clean(value)
    return content


def content_fingerprint(page: Any) -> str:
    """Return the SHA-256 of :func:`page_content`, as 64 hexadecimal digits."""
    text = json.dumps(page_content(page), cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
