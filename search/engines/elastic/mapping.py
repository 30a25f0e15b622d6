"""What Elasticsearch stores of a document: the words as our analysis made them, and small facts.

Texts are cut at spaces and nowhere else. They are not stored as they are: passages come from the
database. ``position`` and ``layout`` are those of the one document that is never a hit.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b
from typing import Any

from django.conf import settings

from search.engines.base import FACETS

#: Columns of ``SearchText`` that are searched, exact ones and terms.
EXACT = ("title_exact", "lead_exact", "body_exact")
TERMS = ("title_terms", "lead_terms", "topic_terms", "body_terms")
#: What tells which deliveries are in an index.
POSITION = "position"
#: Between the values of one text and between the facets of one.
SEPARATOR, BETWEEN = ",", "|"
#: Facets but for the language, in the order of the field ``facts``.
IN_FACTS = tuple(name for name in FACETS if name != "language")
#: Longer beginnings of words are looked for among the words, where few are left that have them.
LONGEST_PREFIX = 8

_KEYWORD = {"type": "keyword"}
_TERMS = {"type": "text", "analyzer": "whitespace"}
_EXACT = {
    **_TERMS,
    "index_prefixes": {"min_chars": 2, "max_chars": LONGEST_PREFIX},
}

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"enabled": False},
    "properties": {
        **{name: dict(_EXACT) for name in EXACT},
        **{name: dict(_TERMS) for name in TERMS},
        **{name: dict(_KEYWORD) for name in FACETS},
        # All facets but the language in one text: things in several languages are counted by it.
        "facts": dict(_KEYWORD),
        "identity": {"type": "keyword", "eager_global_ordinals": True},
        "key": {"type": "long"},
        "day": {"type": "integer"},
        "archived": {"type": "boolean"},
        "expire_at": {"type": "date", "format": "epoch_millis"},
        POSITION: {"type": "long"},
        "layout": dict(_KEYWORD),
    },
}

COLUMNS = (
    "document_id",
    "document__identity",
    "document__day",
    "document__archived",
    "document__expire_at",
    *(f"document__{column}" for column in FACETS.values()),
    *EXACT,
    *TERMS,
)
_FIRST_FACET, _FIRST_TEXT = 5, 5 + len(FACETS)
_NAMES = tuple(FACETS)
_TEXTS = EXACT + TERMS


def index_settings() -> dict[str, Any]:
    """Return the settings of a new index."""
    return {
        "number_of_shards": settings.SEARCH_SHARDS,
        "number_of_replicas": settings.SEARCH_REPLICAS,
        # What is written is seen when it is delivered, all at once.
        "refresh_interval": -1,
        # Versions of deleted documents are remembered as long as an older write may arrive.
        "gc_deletes": "1h",
    }


@cache
def layout() -> str:
    """Return what changes when the fields of an index change: 8 hexadecimal digits."""
    source = json.dumps([MAPPINGS, IN_FACTS], sort_keys=True)
    return blake2b(source.encode(), digest_size=4).hexdigest()


def source_of(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return what is stored of a row of ``COLUMNS``; empty fields are left out."""
    key, identity, day, archived, expire_at = row[:_FIRST_FACET]
    facets = dict(zip(_NAMES, row[_FIRST_FACET:_FIRST_TEXT], strict=True))
    source: dict[str, Any] = {
        "key": key,
        "identity": identity.hex,
        "day": day,
        "archived": archived,
        "facts": BETWEEN.join([facets[name] for name in IN_FACTS]),
    }
    if expire_at is not None:
        source["expire_at"] = int(expire_at.timestamp() * 1000)
    for name, value in facets.items():
        if value:
            source[name] = value.split(SEPARATOR) if name == "country" else value
    for name, value in zip(_TEXTS, row[_FIRST_TEXT:], strict=True):
        if value:
            source[name] = value
    return source


def position_source(value: int) -> dict[str, Any]:
    """Return the document that says which deliveries are in."""
    return {POSITION: value, "layout": layout()}
