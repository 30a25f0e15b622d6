"""How many questions a page asks of the database: few, and as many for a long text as a short."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.models import Author, Footnote, KeyMessage, PilotActionGuideline, Reference
from tests.factories import World, fresh, make_paper
from tests.workflows import publish_through_review

#: What the contract of the platform allows a published paper.
BUDGET = 25


def count(client: Client, url: str, *, warm: bool = True) -> int:
    """Queries of one request with an empty cache; content types are known, as in a worker."""
    if warm:
        assert client.get(url).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def full_paper(world: World, number: int, **fields: Any) -> Any:
    """A public paper with `number` of everything, links to pages in each rationale."""
    title = f"Paper with {number} of everything"
    paper = make_paper(
        world,
        title=title,
        recommendations=number,
        countries=["BG", "IT"],
        publication_date=datetime.date(2026, 1, 1),
        **fields,
    )
    draft = fresh(paper).get_latest_revision_as_object()
    link = f'<p>See <a linktype="page" id="{world.topic.pk}">this</a>.</p>'
    recommendations = list(draft.recommendations.all())
    for item in recommendations:
        item.rationale = item.evidence = link
    draft.recommendations = recommendations
    draft.body = [{"type": "text", "value": link, "id": str(uuid.uuid4())} for _ in range(number)]
    draft.key_messages = [KeyMessage(text="Yes.", sort_order=n) for n in range(number)]
    draft.footnotes = [Footnote(text=link, sort_order=n) for n in range(number)]
    draft.references = [Reference(text="A book.", sort_order=n) for n in range(number)]
    draft.authors = [Author(name=f"Author {n}", sort_order=n) for n in range(number)]
    draft.save_revision(user=world.editor, log_action=True)
    return publish_through_review(paper, world)


@pytest.mark.parametrize("model", [None, PilotActionGuideline])
def test_a_paper_asks_little_and_the_same_whatever_its_length(
    client: Client, world: World, model: Any
) -> None:
    more = {"model": model} if model else {}
    short = full_paper(world, 1, **more)
    long = full_paper(world, 40, **more)
    few, many = count(client, short.get_url()), count(client, long.get_url())
    assert few == many
    assert many <= BUDGET


def test_lists_ask_the_same_for_many_papers_as_for_one(client: Client, world: World) -> None:
    topic_url = world.topic.get_url()
    urls = ["/en/", "/en/library/", topic_url, "/en/recommendations/", "/en/feeds/"]
    urls += ["/en/topics/", "/en/groups/", "/en/countries/bg/", "/sitemap.xml"]
    full_paper(world, 1)
    before = {url: count(client, url) for url in urls}
    for _ in range(3):
        full_paper(world, 2)
    after = {url: count(client, url) for url in urls}
    assert after == before
    assert max(after.values()) <= BUDGET
