"""Search equals what is public, after any editing: nothing hidden is found, nothing public missing.

The judge reads rows of pages and restrictions as they are and knows nothing of search documents.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from cms.review.doors import archive, publish_installed, take_out_of_archive, withdraw
from policies.models import Publication, Recommendation
from search import api
from search.engines import get_engine
from search.models import SearchDocument
from search.projection import filter_switched_off_for_a_test
from search.suggestions import titles
from tests.factories import REASON, World, body_of, fresh, make_paper
from tests.search.support import search

pytestmark = pytest.mark.django_db

ACTIONS = (
    "write", "write", "change", "publish", "publish", "archive", "take out", "withdraw", "restrict",
    "restrict all", "lift", "expire", "go offline", "move", "delete",
)  # fmt: skip
WHY = "Random editing in a test"


@dataclass
class Desk:
    """Random editing on a few papers; each text has a word of its own."""

    world: World
    papers: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def word(self) -> str:
        # Letters only, and no word is the beginning of another or a form of it.
        number = next(self.numbers)
        self.words.append("zq" + "".join("bcdfghjklm"[int(d)] for d in f"{number:03d}") + "xw")
        return self.words[-1]

    def take(self, action: str, which: int, place: int) -> None:
        if action == "write" or not self.papers:
            self.write(place)
            return
        page = Page.objects.filter(pk=self.papers[which % len(self.papers)]).first()
        if page is not None:
            getattr(self, action.replace(" ", "_"))(page.specific, place)

    def write(self, place: int) -> None:
        paper = make_paper(self.world, title=f"Paper {len(self.papers)}", recommendations=0)
        self.papers.append(paper.pk)
        self.change(paper, place)

    def change(self, page: Any, place: int) -> None:
        draft = page.get_latest_revision_as_object()
        word = self.word()
        if place == 0:
            draft.title = f"Paper {word}"
        elif place == 1:
            draft.abstract = f"About {word} and more"
        elif place == 2:
            draft.body = body_of(f"Some {word} text")
        else:
            draft.recommendations = [Recommendation(statement=f"Do {word} now")]
        draft.save_revision(user=self.world.editor)

    def publish(self, page: Any, place: int) -> None:
        publish_installed(page.get_latest_revision_as_object(), REASON)

    def archive(self, page: Any, place: int) -> None:
        if page.live:
            archive(page, user=self.world.publisher, reason=WHY)

    def take_out(self, page: Any, place: int) -> None:
        state = page.kept_state
        if state is not None and state.archived_at:
            take_out_of_archive(page, user=self.world.publisher, reason=WHY)

    def withdraw(self, page: Any, place: int) -> None:
        if page.live:
            withdraw(page, user=self.world.administrator, reason=WHY)

    def restrict(self, page: Any, place: int) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    def restrict_all(self, page: Any, place: int) -> None:
        PageViewRestriction.objects.create(page=self.world.library, restriction_type="login")

    def lift(self, page: Any, place: int) -> None:
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()

    def expire(self, page: Any, place: int) -> None:
        if not page.live:
            return
        draft = page.get_latest_revision_as_object()
        draft.expire_at = timezone.now() + timedelta(seconds=-5 if place < 2 else 500)
        publish_installed(draft, REASON)

    def go_offline(self, page: Any, place: int) -> None:
        if page.live:
            Page.objects.get(pk=page.pk).unpublish()

    def move(self, page: Any, place: int) -> None:
        page.move(fresh(self.world.library), pos="first-child")

    def delete(self, page: Any, place: int) -> None:
        if not page.live and page.kept_state is None:
            page.delete()


def public_texts(*, archived: bool) -> str:
    """Return what readers may read of all papers, read from the rows of the pages alone."""
    closed = [r.page.path for r in PageViewRestriction.objects.select_related("page")]
    texts = []
    for page in Publication.objects.filter(live=True):
        if any(page.path.startswith(path) for path in closed):
            continue
        if page.expire_at is not None and page.expire_at <= timezone.now():
            continue
        if page.kept_state.archived_at is not None and not archived:
            continue
        statements = Recommendation.objects.filter(page_id=page.pk)
        texts += [page.title, page.abstract, str(page.body)]
        texts += statements.values_list("statement", flat=True)
    return " ".join(texts)


def compare(words: list[str], client: Client) -> None:
    """Compare every answer of the search with the judge's.

    :raises AssertionError: when they differ.
    """
    cache.clear()  # how often one sender may ask is the subject of another test
    current, everything = public_texts(archived=False), public_texts(archived=True)
    request = RequestFactory().get("/en/search/")
    exported = client.get("/en/search/export.csv", {"kind": ["policy-paper", "recommendation"]})
    listed = exported.content.decode()
    for word in words:
        assert bool(search(f"q={word}").total) == (word in current), word
        assert bool(search(f"q={word[:-1]}*").total) == (word in current), word
        assert bool(search(f"q={word}&archived=1").total) == (word in everything), word
        offered = " ".join(line["title"] for line in titles(word, "en", request))
        assert word in current or word not in offered, word
        assert word in current or word not in listed, word
    for word in words[-3:]:
        answer = client.get("/api/search/", {"q": word}).json()
        assert bool(answer["total"]) == bool(answer["hits"]) == (word in current), word
        page = client.get("/en/search/", {"q": word}).content.decode()
        assert ('class="card card-publication hit"' in page) == (word in current), word
    unknown = SearchDocument.objects.filter(page__live=False)
    assert not unknown.exists()


def play(world: World, actions: list[tuple[str, int, int]], client: Client) -> None:
    """Edit at random and compare at the end; everything is rolled back."""
    with transaction.atomic():
        desk = Desk(world)
        for action, which, place in actions:
            desk.take(action, which, place)
        compare(desk.words, client)
        assert get_engine().check() == []
        transaction.set_rollback(True)


STEPS = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 3)),
    min_size=3,
    max_size=14,
)


@given(STEPS)
@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_search_equals_what_is_public(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, actions: list[Any]
) -> None:
    monkeypatch.setattr(api, "MOST_REQUESTS", 10**6)
    monkeypatch.setattr("search.views.too_many", lambda *_args, **_more: 0)
    play(world, actions, client)


PRIVATE = [("write", 0, 0), ("publish", 0, 0), ("restrict", 0, 0)]
ABOVE = [("write", 0, 2), ("publish", 0, 0), ("restrict all", 0, 0)]
EXPIRED = [("write", 0, 1), ("publish", 0, 0), ("expire", 0, 0)]


@pytest.mark.parametrize("actions", [PRIVATE, ABOVE], ids=["private", "below private"])
def test_the_comparison_fails_with_the_filter_off(
    world: World, client: Client, actions: list[Any]
) -> None:
    play(world, actions, client)
    with filter_switched_off_for_a_test(), pytest.raises(AssertionError):
        play(world, actions, client)


@pytest.mark.parametrize("actions", [EXPIRED, [*PRIVATE, ("lift", 0, 0)]])
def test_single_stories(world: World, client: Client, actions: list[Any]) -> None:
    play(world, actions, client)
