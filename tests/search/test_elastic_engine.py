"""What only Elasticsearch has to prove: one request a page, exact counts, writes in any order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from elastic_transport import Transport

from search.engines import database_engine
from search.engines.base import EngineAway, EngineBehind, Order
from search.engines.elastic import asking, client, indices, mapping
from search.engines.elastic.engine import ElasticEngine
from search.models import SearchDocument, SearchText
from search.parsing import parse
from tests.elastic import Cluster
from tests.factories import World
from tests.search.elastic_support import InStep, asked_by_everybody, fill_anew
from tests.search.support import publish, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(elasticsearch: Cluster, settings: Any) -> Iterator[InStep]:
    """Elasticsearch in step with the database, asked by everybody."""
    with asked_by_everybody(settings, elasticsearch.url) as one:
        yield one


def document(page: int, language: str = "en", identity: uuid.UUID | None = None) -> int:
    """Store a document that says "common"; return its key."""
    thing = identity or uuid.uuid4()
    row = SearchDocument.objects.create(
        page_id=page, kind=language, identity=thing, language=language, digest="x"
    )
    SearchText.objects.create(document=row, title="x", body_exact="common", body_terms="common")
    return row.pk


def total(engine: ElasticEngine) -> int:
    return ElasticEngine.find(engine, parse("common", "en"), {}).total


def take_another_index(engine: InStep) -> None:
    """Put a new, empty index in the place of the live one."""
    engine.index, engine.known = indices.create_index(), set()
    indices.write_position([engine.index], 0)
    indices.swap(engine.index)


# --- Asking ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["q=common", "q=common&level=eu&country=BG", "kind=policy-paper"]
)
def test_a_page_of_hits_is_one_http_request(world: World, engine: InStep, address: str) -> None:
    publish(world, "A", "common", policy_level="eu", countries=["BG"])
    engine.catch_up()
    send = Transport.perform_request
    with mock.patch.object(Transport, "perform_request", autospec=True, side_effect=send) as sent:
        assert search(address).total == 1
    assert sent.call_count == 1


@pytest.mark.parametrize("shards", [1, 3])
def test_counts_are_exact_with_thousands_of_things_in_several_languages(
    world: World, engine: InStep, settings: Any, shards: int
) -> None:
    settings.SEARCH_SHARDS = shards
    take_another_index(engine)
    things, languages = 2000, ("en", "bg", "hr")
    rows = []
    for number in range(things):
        identity = uuid.UUID(int=number)
        for place, language in enumerate(languages[: 1 + number % 3]):
            rows.append(
                SearchDocument(
                    page_id=world.home.pk,
                    kind=f"kind {place}",
                    identity=identity,
                    language=language,
                    countries=("BG,RO", "BG", "")[(number + place) % 3],
                    level=("eu", "national")[number % 2],
                    year=str(2000 + number % 27),
                    digest="x",
                )
            )
    stored = SearchDocument.objects.bulk_create(rows, batch_size=500)
    texts = [SearchText(document=row, body_exact="common", body_terms="common") for row in stored]
    SearchText.objects.bulk_create(texts, batch_size=500)
    for chosen in ({}, {"country": frozenset({"RO"}), "language": frozenset({"bg", "hr"})}):
        asked = (parse("common", "en"), chosen)
        expected, found = database_engine().find(*asked), engine.find(*asked)
        assert found.total == expected.total > 500
        assert {n: +c for n, c in found.facets.items()} == {
            n: +c for n, c in expected.facets.items()
        }


def test_rather_no_answer_than_counts_that_are_not_right(world: World, engine: InStep) -> None:
    for _thing in range(3):
        identity = uuid.uuid4()
        for language in ("en", "bg"):
            document(world.home.pk, language, identity)
    assert engine.find(parse("common", "en"), {}).total == 3
    with (
        mock.patch.object(asking, "MOST_SEVERAL", 2),
        pytest.raises(EngineAway, match="2 things or more"),
    ):
        engine.find(parse("common", "en"), {})


def test_a_long_beginning_of_a_phrase_is_found(world: World, engine: InStep) -> None:
    publish(world, "A", "regional internationalisation counts")
    publish(world, "B", "internationalisation, regional")
    assert search('q="regional+internationali*"').total == 0
    for text in ("regional-internationali*", "regional-in*"):
        assert search(f"q=-x+OR+y+OR+{text}").total == 1


def test_an_index_that_is_behind_or_of_another_layout_gives_no_answer(
    world: World, engine: InStep
) -> None:
    engine.find(parse("common", "en"), {})
    indices.write_position([engine.index], 7)
    ElasticEngine(lambda: 7).find(parse("common", "en"), {})
    with pytest.raises(EngineBehind, match="is at 7, it should be at 8"):
        ElasticEngine(lambda: 8).find(parse("common", "en"), {})
    with pytest.raises(EngineBehind):
        ElasticEngine(lambda: 8).suggest(parse("common", "en"), 3)
    with mock.patch.object(asking, "layout", return_value="00000000"), pytest.raises(EngineBehind):
        ElasticEngine().find(parse("common", "en"), {})


def test_no_index_and_no_server_are_the_same_to_who_asks(
    world: World, engine: InStep, settings: Any
) -> None:
    indices.drop(engine.index)
    assert indices.live_index() is None
    assert engine.check() == ["Elasticsearch has no index, or one of another layout"]
    for url in ("http://127.0.0.1:9", settings.SEARCH_URL):
        settings.SEARCH_URL = url
        for ask in (engine.near_words, lambda word, size: total(engine)):
            with pytest.raises(EngineAway):
                ask("common", 3)


def test_what_has_expired_is_not_found_any_more(world: World, engine: InStep) -> None:
    page = publish(world, "A", "common")
    engine.catch_up()
    moment = "search.engines.elastic.asking.timezone.now"
    assert total(engine) == 1
    take_another_index(engine)
    later = page.first_published_at + page.first_published_at.resolution * 10**7
    SearchDocument.objects.filter(page_id=page.pk).update(expire_at=later)
    engine.catch_up()
    assert total(engine) == 1
    with mock.patch(moment, return_value=later):
        assert total(engine) == 0


# --- Writing ---------------------------------------------------------------------------------


def test_writes_may_come_in_any_order_and_twice(world: World, engine: InStep) -> None:
    key = document(world.home.pk)
    before = indices._rows().filter(pk=key)[0]
    assert indices.put([engine.index], [key, key, 987_654]) == 1
    SearchDocument.objects.get(pk=key).delete()
    assert indices.put([engine.index], [key]) == 1
    assert indices.put([engine.index], [key]) == 0
    # Somebody who read the row while it was there is late.
    late = indices._action(engine.index, key, before)
    assert indices._send(iter([late]), lambda done: None) == 0
    indices.refresh([engine.index])
    assert list(indices.stored_keys(engine.index)) == []
    # Without versions it would be back.
    del late["version"], late["version_type"]
    assert indices._send(iter([late]), lambda done: None) == 1
    indices.refresh([engine.index])
    assert list(indices.stored_keys(engine.index)) == [key]


def test_a_write_makes_no_index_by_itself(
    world: World, engine: InStep, elasticsearch: Cluster
) -> None:
    key = document(world.home.pk)
    gone = indices.create_index()
    indices.drop(gone)
    for write in (
        lambda: indices.put([gone], [key]),
        lambda: indices.put([gone], [987_654]),
        lambda: indices.write_position([gone], 1),
    ):
        with pytest.raises(EngineAway):
            write()
    assert list(elasticsearch.ask("/_all")) == [engine.index]


def test_swapping_deletes_our_old_indices_and_no_others(
    world: World, engine: InStep, elasticsearch: Cluster
) -> None:
    other = f"{indices.alias()}-test-{mapping.layout()}-202611241200000a0a0a0a"
    elasticsearch.ask(f"/{other}", {})
    try:
        document(world.home.pk)
        new = indices.create_index()
        assert indices.live_index() == engine.index
        indices.write_position([new], 5)
        told: list[tuple[int, int]] = []
        rows = SearchText.objects.count()
        assert indices.fill(new, lambda done, there: told.append((done, there))) == rows
        assert told[-1] == (rows, rows)
        indices.refresh([new])
        indices.swap(new)
        assert indices.live_index() == new
        assert indices.read_position(new) == 5
        assert set(elasticsearch.ask("/_all")) == {new, other}
        assert total(engine) == 1
        assert engine.check() == []
        SearchDocument.objects.all().delete()
        assert engine.check() == [f"Elasticsearch has {rows} documents too many"]
        engine.index = new
    finally:
        elasticsearch.ask(f"/{other}", method="DELETE")


def test_a_rebuild_is_what_the_database_has(world: World, engine: InStep) -> None:
    document(world.home.pk)
    assert total(engine) == 0
    rows = SearchDocument.objects.count()
    assert engine.check() == [f"Elasticsearch lacks {rows} documents"]
    engine.index = fill_anew()
    assert total(engine) == 1
    assert engine.check() == []


def test_a_document_that_is_refused_is_told(world: World, engine: InStep) -> None:
    key = document(world.home.pk)
    with (
        mock.patch.object(indices, "source_of", return_value={"unknown": 1}),
        pytest.raises(EngineAway, match="refused a document"),
    ):
        indices.put([engine.index], [key])


def test_one_client_a_process_with_what_the_settings_say(settings: Any) -> None:
    settings.SEARCH_URL = "https://one:9200, https://two:9200"
    settings.SEARCH_API_KEY, settings.SEARCH_TIMEOUT_MS = "key", 700
    first = client.client()
    assert client.client() is first
    # The client shuffles them, so that not all processes ask the same one first.
    assert sorted(node.host for node in first.transport.node_pool.all()) == ["one", "two"]
    assert first._headers["authorization"] == "ApiKey key"
    assert first._request_timeout == 0.7
    assert first._max_retries == 1
    assert first._retry_on_timeout is False


def test_by_date_the_database_gives_the_same_order(world: World, engine: InStep) -> None:
    for number in range(12):
        publish(world, f"Paper {number}", "common", publication_date=f"20{10 + number % 4}-05-01")
    asked = parse("common", "en")
    expected = database_engine().find(asked, {}, order=Order.DATE, start=3, size=5)
    assert engine.find(asked, {}, order=Order.DATE, start=3, size=5).hits == expected.hits
    assert connection.vendor == database_engine().name
