"""The doctor sees when the search is not what is published."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cms.doctor import Finding, State, examine
from search import delivery
from search.analysis import preparing
from search.engines.base import EngineAway
from search.models import EngineState, SearchDocument, SearchRun, Undelivered
from tests.factories import World, make_paper
from tests.search.support import lose_a_trigger

#: What takes a trigger away, by database.
DROPPED = {
    "sqlite": "DROP TRIGGER search_text_insert",
    "postgresql": "DROP TRIGGER search_text_changed ON search_searchtext",
}


def ask(key: str) -> Finding:
    """Return what the check of a key finds."""
    (answer,) = examine(frozenset({key}))
    return answer.finding


def test_a_public_page_that_no_search_finds_is_found(world: World) -> None:
    assert ask("search.rows").state is State.OK
    SearchDocument.objects.filter(page=world.topic).delete()
    finding = ask("search.rows")
    assert finding.state is State.BROKEN
    assert "1 public pages are not found" in finding.text
    assert "search_sync" in finding.action


def test_a_document_of_a_draft_is_found(world: World) -> None:
    draft = make_paper(world)
    SearchDocument.objects.create(page=draft, kind="paper", identity=uuid4(), digest="x")
    finding = ask("search.rows")
    assert finding.state is State.BROKEN
    assert "1 documents belong to pages that are not public" in finding.text


def test_an_interrupted_rebuild_is_told(world: World) -> None:
    SearchRun.objects.create()
    assert ask("search.rows").state is State.LOOK


def test_an_index_that_its_triggers_left_is_found(world: World) -> None:
    assert ask("search.index").state is State.OK
    lose_a_trigger()
    finding = ask("search.index")
    assert finding.state is State.BROKEN
    assert "triggers" in finding.text


class Server:
    """In place of a search server: answers what a test wants to hear."""

    def __init__(self, index: str | None, position: int) -> None:
        self.index, self.position = index, position

    def live_index(self) -> str | None:
        """Return the index, or be away."""
        if self.index == "away":
            raise EngineAway("connection refused")
        return self.index

    def read_position(self, index: str) -> int:
        """Return the position of the index."""
        return self.position


def test_a_search_server_that_is_away_or_strange_or_behind_is_found(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "none" in ask("search.server").text
    settings.SEARCH_URL = "http://127.0.0.1:9200"
    EngineState.objects.create(position=7, attempted=7)

    def found(index: str | None, position: int = 7) -> Finding:
        monkeypatch.setattr(delivery, "place", lambda: Server(index, position))
        return ask("search.server")

    assert found("current").state is State.OK
    for finding, words in (
        (found("away"), "does not answer: connection refused; the database answers readers"),
        (found(None), "There is no index"),
        (found("of last year", 3), "The index is not the one that was delivered to last"),
    ):
        assert finding.state is State.BROKEN
        assert words in finding.text
    Undelivered.objects.create(document=1)
    assert "1 changes wait since" in found("current").text
    Undelivered.objects.update(marked_at=timezone.now() - timedelta(minutes=5))
    assert found("current").state is State.BROKEN
    assert "Changes wait for too long" in found("current").text


def test_dictionaries_that_were_not_prepared_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask("search.dictionaries").state is State.OK
    place: Any = preparing._Place
    monkeypatch.setattr(place, "directory", tmp_path)
    finding = ask("search.dictionaries")
    assert finding.state is State.LOOK
    assert "python -m search.analysis" in finding.action
