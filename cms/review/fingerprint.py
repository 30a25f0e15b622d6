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
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    get_field_value,
    get_serializable_data_for_fields,
)
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
        if value.get("type") == "item" and value.keys() <= {"type", "value", "id"}:
            # Items are wrapped, and given a key, when a list is first unpacked: not content.
            return _clean(value.get("value"))
        return {key: _clean(item) for key, item in value.items()}
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


def _child_relations(page: Any) -> dict[str, str]:
    """Return accessor name and name of the parental key of each child relation of a page."""
    return {
        relation.get_accessor_name(): relation.field.name
        for relation in get_all_child_relations(type(page))
        if relation.get_accessor_name() not in BOOKKEEPING_FIELDS
    }


def _own_fields(page: Any) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for field in page._meta.fields:
        name = field.name
        if not field.serialize or name in BOOKKEEPING_FIELDS or name.endswith("_ptr"):
            continue
        if field.primary_key:
            continue
        value = get_field_value(field, page)
        if isinstance(field, StreamField) and isinstance(value, str):
            value = json.loads(value)
        content[name] = _clean(value)
    for field in get_all_child_m2m_relations(type(page)):
        content[field.name] = sorted(item.pk for item in getattr(page, field.name).all())
    return content


def _children(page: Any, accessor: str, parent_field: str) -> list[dict[str, Any]]:
    rows = [
        child.serializable_data()
        if hasattr(child, "serializable_data")
        else get_serializable_data_for_fields(child)
        for child in getattr(page, accessor).all()
    ]
    return _clean_children(rows, parent_field)


def page_content(page: Any) -> dict[str, Any]:
    """Return what readers can see of ``page`` as plain data, children in their order.

    :param page: a specific page instance; children held in memory count, saved or not.
    """
    content = _own_fields(page)
    for accessor, parent_field in _child_relations(page).items():
        content[accessor] = _children(page, accessor, parent_field)
    return content


def _hash(data: Any) -> str:
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def content_parts(page: Any, known: dict[str, str] | None = None) -> dict[str, str]:
    """Return one hash for the page's own fields and one for each child relation.

    :param known: hashes of relations as they are stored. One is taken over where the instance
        holds no children in memory: saving it leaves those rows as they are.
    """
    held = page.__dict__.get("_cluster_related_objects", {})
    parts = {"": _hash(_own_fields(page))}
    for accessor, parent_field in _child_relations(page).items():
        if known and accessor in known and accessor not in held:
            parts[accessor] = known[accessor]
        else:
            parts[accessor] = _hash(_children(page, accessor, parent_field))
    return parts


def combined(parts: dict[str, str]) -> str:
    """Return the fingerprint that these parts make up, as 64 hexadecimal digits."""
    return _hash(parts)


def content_fingerprint(page: Any) -> str:
    """Return the SHA-256 over all parts of what readers can see of ``page``."""
    return combined(content_parts(page))
