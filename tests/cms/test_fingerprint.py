"""The fingerprint changes with everything a reader sees and with nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from cms.review.fingerprint import combined, content_fingerprint, content_parts
from policies.models import Recommendation
from tests.factories import World, body_of, fresh, make_paper

SEEN = {
    "title": "Another title",
    "slug": "another-slug",
    "abstract": "Another abstract",
    "policy_level": "national",
    "countries": ["BG", "GR"],
    "publication_date": dt.date(2026, 1, 2),
    "licence": "CC0 1.0",
    "review_by": dt.date(2030, 1, 1),
    "seo_title": "Another",
    "search_description": "Another",
    "show_in_menus": True,
}
KEPT = {
    "live": True,
    "locked": True,
    "go_live_at": timezone.now(),
    "expire_at": timezone.now(),
    "draft_title": "Another",
    "has_unpublished_changes": True,
    "first_published_at": timezone.now(),
    "last_published_at": timezone.now(),
}


@pytest.mark.parametrize("field", sorted(SEEN))
def test_what_readers_see_counts(paper: Any, field: str) -> None:
    before = content_fingerprint(paper)
    setattr(paper, field, SEEN[field])
    assert content_fingerprint(paper) != before


@pytest.mark.parametrize("field", sorted(KEPT))
def test_book_keeping_does_not_count(paper: Any, field: str) -> None:
    before = content_fingerprint(paper)
    setattr(paper, field, KEPT[field])
    assert content_fingerprint(paper) == before


def test_children_count_in_their_order(world: World) -> None:
    paper = make_paper(world, recommendations=2)
    before = content_fingerprint(paper)
    first, second = paper.recommendations.all()
    first.sort_order, second.sort_order = 1, 0
    paper.recommendations = [second, first]
    assert content_fingerprint(paper) != before


def test_a_changed_child_counts(paper: Any) -> None:
    before = content_fingerprint(paper)
    child = paper.recommendations.first()
    child.statement = "Do something else."
    paper.recommendations = [child]
    assert content_fingerprint(paper) != before


def test_the_way_through_a_revision_does_not_count(world: World) -> None:
    paper = make_paper(world, recommendations=3, countries=["BG", "RO"])
    before = content_fingerprint(paper)
    again = paper.save_revision(user=world.editor).as_object()
    assert content_fingerprint(again) == before
    assert content_fingerprint(fresh(paper)) == before


def test_block_keys_of_the_editor_do_not_count(paper: Any) -> None:
    key = str(uuid.uuid4())
    paper.body = [{"type": "text", "value": "<p>Words</p>", "id": key}]
    before = content_fingerprint(paper)
    paper.body = [{"type": "text", "value": '<p data-block-key="ab12c">Words</p>', "id": key}]
    assert content_fingerprint(paper) == before


@pytest.mark.parametrize("wrapped", [True, False])
def test_unpacking_a_list_does_not_count(paper: Any, wrapped: bool) -> None:
    value: dict[str, Any] = {"term": "Cluster", "definition": "<p>A group.</p>"}
    item = {"type": "item", "value": value, "id": str(uuid.uuid4())} if wrapped else value
    paper.body = [{"type": "definitions", "value": {"items": [item]}, "id": str(uuid.uuid4())}]
    before = content_fingerprint(paper)
    assert paper.body[0].value["items"][0]["term"] == "Cluster"
    assert content_fingerprint(paper) == before


def test_known_parts_stand_in_for_children_that_are_not_in_memory(world: World) -> None:
    paper = make_paper(world, recommendations=2)
    whole = content_parts(fresh(paper))
    assert combined(content_parts(fresh(paper), whole)) == combined(whole)
    changed = fresh(paper)
    changed.recommendations = [Recommendation(statement="Only this one.")]
    assert combined(content_parts(changed, whole)) != combined(whole)


def test_the_words_of_the_body_count(paper: Any) -> None:
    before = content_fingerprint(paper)
    paper.body = body_of("Other words.")
    assert content_fingerprint(paper) != before
