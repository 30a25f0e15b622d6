"""Readers get an answer whatever the search server does, and hardly wait for it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from search import engines
from search.engines import database_engine
from search.engines.base import EngineAway, EngineBehind, Found
from search.engines.breaker import Breaker
from search.engines.resilient import ResilientEngine
from search.parsing import parse
from tests.factories import World
from tests.search.support import publish


class Clock:
    """Seconds that go on when they are told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Server:
    """A search server that answers as it is told."""

    name = "server"

    def __init__(self) -> None:
        self.problem: Exception | None = None
        self.asked = 0
        self.answer: Any = Found(total=7)

    def find(self, *args: Any, **kwargs: Any) -> Any:
        self.asked += 1
        if self.problem is not None:
            raise self.problem
        return self.answer

    def suggest(self, *args: Any) -> Any:
        self.find()
        return [4711]

    def near_words(self, *args: Any) -> Any:
        self.find()
        return ["near"]


class Database(Server):
    name = "database"

    def __init__(self) -> None:
        super().__init__()
        self.answer = Found(total=6)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def engine(server: Server, clock: Clock) -> ResilientEngine:
    breaker = Breaker(failures=2, pauses=(5.0, 30.0), clock=clock)
    database: Any = Database()
    asked: Any = server
    return ResilientEngine(asked, lambda: database, breaker)


QUESTION = parse("word", "en")


def total(engine: ResilientEngine) -> int:
    found = engine.find(QUESTION, {})
    assert found.from_database == (found.total == 6)
    return found.total


def test_the_server_answers_while_it_can(engine: ResilientEngine) -> None:
    assert total(engine) == 7
    assert engine.suggest(QUESTION, 5) == [4711]
    assert engine.near_words("word", 5) == ["near"]


def test_the_database_answers_when_it_cannot_and_soon_nobody_asks_it_any_more(
    engine: ResilientEngine, server: Server
) -> None:
    server.problem = EngineAway("refused")
    assert [total(engine) for _ in range(10)] == [6] * 10
    assert server.asked == 2


def test_without_the_breaker_everybody_would_wait_for_it(
    engine: ResilientEngine, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.breaker, "lets_through", lambda: True)
    server.problem = EngineAway("too late")
    assert [total(engine) for _ in range(10)] == [6] * 10
    assert server.asked == 10


def test_one_failure_among_answers_changes_nothing(engine: ResilientEngine, server: Server) -> None:
    for _ in range(5):
        server.problem = EngineAway("a hiccup")
        assert total(engine) == 6
        server.problem = None
        assert total(engine) == 7


def test_it_is_tried_again_by_one_and_pauses_grow(
    engine: ResilientEngine, server: Server, clock: Clock
) -> None:
    server.problem = EngineAway("refused")
    for _ in range(4):
        total(engine)
    clock.now += 5.1
    assert [total(engine) for _ in range(3)] == [6] * 3
    assert server.asked == 3
    clock.now += 5.1
    total(engine)
    assert server.asked == 3
    clock.now += 30.1
    server.problem = None
    assert total(engine) == 7
    assert total(engine) == 7


def test_while_one_tries_the_others_do_not_wait(server: Server, clock: Clock) -> None:
    breaker = Breaker(failures=1, pauses=(5.0,), clock=clock)
    breaker.failed()
    clock.now += 5.1
    assert breaker.lets_through()
    assert [breaker.lets_through() for _ in range(5)] == [False] * 5
    # The one who tried was killed: somebody else may after another pause.
    clock.now += 5.1
    assert breaker.lets_through()


def test_searches_do_not_wait_for_each_other(engine: ResilientEngine, server: Server) -> None:
    """No lock is held while the server is asked: all of these meet in it."""
    meeting = threading.Barrier(4, timeout=20)

    def find(*args: Any, **kwargs: Any) -> Found:
        meeting.wait()
        return Found(total=7)

    server.find = find  # type: ignore[method-assign]
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(total(engine))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [7] * 4


def test_failures_of_those_who_asked_before_it_opened_do_not_prolong_the_pause(
    clock: Clock,
) -> None:
    breaker = Breaker(failures=2, pauses=(5.0, 30.0), clock=clock)
    for _ in range(10):
        breaker.failed()
    clock.now += 5.1
    assert breaker.lets_through()


def test_a_server_that_is_behind_is_asked_again_at_once(
    engine: ResilientEngine, server: Server
) -> None:
    server.problem = EngineBehind("It lacks something")
    assert [total(engine) for _ in range(5)] == [6] * 5
    server.problem = None
    assert total(engine) == 7


def test_other_errors_are_not_hidden(engine: ResilientEngine, server: Server) -> None:
    server.problem = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        engine.find(QUESTION, {})


# --- What a reader sees ----------------------------------------------------------------------


@pytest.fixture
def away(server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A search server that is away, in front of the database's own engine."""
    server.problem = EngineAway("refused")
    asked: Any = server
    engine = ResilientEngine(asked, database_engine)
    settings.SEARCH_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(engines, "_with_server", lambda: engine)
    cache.clear()
    return server


NOTICE = "The search runs on its reserve at the moment"


@pytest.mark.django_db
def test_the_page_says_that_the_database_answered(
    client: Client, world: World, away: Server
) -> None:
    publish(world, "Vouchers")
    page = client.get("/en/search/", {"q": "vouchers"}).content.decode()
    assert "Vouchers" in page.replace("<mark>", "").replace("</mark>", "")
    assert NOTICE in page
    assert NOTICE in client.get("/en/search/", {"q": "nowhere at all"}).content.decode()


@pytest.mark.django_db
def test_the_api_says_it_too(client: Client, world: World, away: Server) -> None:
    publish(world, "Vouchers")
    answer = client.get("/api/search/", {"q": "voucher"}).json()
    assert (answer["total"], answer["from_database"]) == (1, True)
    description = client.get("/api/search/openapi.json").json()
    assert "from_database" in description["components"]["schemas"]["AnswerOut"]["properties"]


@pytest.mark.django_db
def test_without_a_search_server_nothing_is_said(client: Client, world: World) -> None:
    publish(world, "Vouchers")
    assert NOTICE not in client.get("/en/search/", {"q": "vouchers"}).content.decode()
    cache.clear()
    assert client.get("/api/search/", {"q": "voucher"}).json()["from_database"] is False
