"""A real search server that fails in every way: nobody is stopped, and nothing is lost.

Each test does what ``python -m tests.bench.bench_faults`` measures, with shorter waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import delivery, engines
from search.engines import breaker
from search.engines.elastic import client, indices
from search.models import SearchDocument, Undelivered
from search.tasks import bring_up_to_date
from tests.elastic import Node, ready_or_skip, running_cluster
from tests.factories import World
from tests.search import faults
from tests.search.faults import Reader, Seen, begin
from tests.search.support import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[Node]:
    """A server of these tests' own, which they may do anything to."""
    ready_or_skip()
    with running_cluster() as cluster:
        yield cluster.node


@pytest.fixture
def node(
    server: Node, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Node]:
    """The server, up to date with the world of the test; everybody is in a hurry."""
    # The machine of the tests may be busy: only what hangs is waited for briefly.
    settings.SEARCH_TIMEOUT_MS = 20_000
    settings.SEARCH_INDEX = "faults"
    settings.SEARCH_URL = server.url
    monkeypatch.setattr(client, "LOOKING_TIMEOUT", 60.0)
    monkeypatch.setattr(faults, "WAITS", (0.3, 0.5, 0.5))
    monkeypatch.setattr(delivery, "LATE", timedelta(seconds=1.5))
    monkeypatch.setattr(faults, "ROUND", 0.1)
    monkeypatch.setattr(breaker, "PAUSES", (0.5, 1.0))
    begin(server.url)
    yield server
    engines._with_server.cache_clear()


def check(seen: Seen) -> None:
    """Nothing failed, nothing was lost, and the server answers again."""
    assert seen.failed == 0
    assert seen.lost == 0
    assert Undelivered.objects.count() == 0


def test_killed_and_then_back_with_the_data_of_before(node: Node, world: World) -> None:
    publish(world, "Kept")
    bring_up_to_date()
    kept = node.keep_data()
    seen = faults.suffer_from_now("killed", world, node.restart)
    check(seen)
    assert seen.notices == faults.ASKED
    seen = faults.back_with_old(node, world, kept)
    check(seen)
    assert seen.notices == faults.ASKED


def test_paused(node: Node, world: World) -> None:
    seen = faults.paused(node, world)
    check(seen)
    assert seen.notices == faults.ASKED


def test_refusing_writes(node: Node, world: World) -> None:
    check(faults.full(node, world))


def test_answering_after_ten_seconds(node: Node, world: World) -> None:
    seen = faults.slow(node, world)
    check(seen)
    assert seen.notices == faults.ASKED


def test_without_its_index(node: Node, world: World) -> None:
    seen = faults.back_empty(node, world)
    check(seen)
    assert seen.notices == faults.ASKED


def test_an_old_index_would_be_served_if_its_position_did_not_count(
    node: Node, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = indices.live_index()
    assert live is not None
    publish(world, "Forgotten")
    delivery.deliver()
    lost = SearchDocument.objects.order_by("-pk").first()
    assert lost is not None
    # As if it had come back from a copy: neither the document nor the delivery is in it.
    node.ask(f"/{live}/_doc/{lost.pk}?refresh=true", method="DELETE")
    indices.write_position([live], 1)
    assert Reader().finds("Forgotten") == (True, True)
    monkeypatch.setattr(delivery, "_is_known", lambda index, known: True)
    bring_up_to_date()
    engine = engines._with_server().primary  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "_expected", lambda: 0)
    assert Reader().finds("Forgotten") == (False, False)


# --- Commands --------------------------------------------------------------------------------


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_status_rebuild_and_sync_know_the_server(node: Node, world: World) -> None:
    publish(world, "Paper", statements=["Fund it."])
    out = run("search_status")
    assert "Changes to deliver: 2, the oldest since" in out
    assert "Search server: up to date, index faults-" in out
    before = indices.live_index()
    assert "documents in the search server" in run("search_rebuild")
    assert indices.live_index() != before
    assert "says what is published" in run("search_sync")
    live = indices.live_index()
    key = SearchDocument.objects.values_list("pk", flat=True)[0]
    node.ask(f"/{live}/_doc/{key}?refresh=true", method="DELETE")
    with pytest.raises(CommandError, match=r"Differences found$"):
        run("search_sync", "--check")
    with pytest.raises(CommandError, match="mended"):
        run("search_sync")
    assert "says what is published" in run("search_sync")


def test_commands_say_when_the_server_is_away(world: World, settings: Any) -> None:
    settings.SEARCH_URL = "http://127.0.0.1:9"
    engines._with_server.cache_clear()
    assert "The search server does not answer" in run("search_status")
    with pytest.raises(CommandError, match="does not take a new index"):
        run("search_rebuild")
    with pytest.raises(CommandError, match="does not answer"):
        run("search_sync")
    engines._with_server.cache_clear()
