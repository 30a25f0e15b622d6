"""A new index is filled while people publish, and takes the place of the live one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from search import delivery, rebuilding
from search.engines.base import EngineAway
from search.models import EngineState, SearchDocument
from search.tasks import bring_up_to_date
from tests.factories import World
from tests.search.fake_place import CrashError, FakePlace, crash, marked, rows
from tests.search.support import publish

pytestmark = pytest.mark.django_db


def test_what_is_published_or_withdrawn_while_an_index_is_filled_is_right_in_it(
    place: FakePlace, world: World
) -> None:
    gone = SearchDocument.objects.order_by("pk").first()
    assert gone is not None

    def meanwhile() -> None:
        publish(world, "Meanwhile")
        SearchDocument.objects.filter(pk=gone.pk).delete()
        assert delivery.deliver() == 2

    place.once("chunk", meanwhile)
    delivery.rebuild()
    assert place.there() == rows()
    assert place.made == 2


def test_without_saying_what_is_built_another_delivery_would_miss_it(
    place: FakePlace, world: World
) -> None:
    gone = SearchDocument.objects.order_by("pk").first()
    assert gone is not None

    def meanwhile() -> None:
        EngineState.objects.update(building="")
        SearchDocument.objects.filter(pk=gone.pk).delete()
        delivery.deliver()

    place.once("chunk", meanwhile)
    delivery.rebuild()
    assert place.there() - rows() == {gone.pk}


def test_the_builder_delivers_meanwhile_so_that_readers_find_what_is_new(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MEANWHILE", 0.0)
    place.once("chunk", lambda: publish(world, "Meanwhile") and None)
    before = place.live
    seen: list[bool] = []
    delivery.rebuild(lambda done, total: seen.append(place.there(before) == rows()))
    assert seen[-1]
    assert place.there() == rows()


def test_readers_get_the_database_while_the_rows_themselves_are_made_again(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    seen: list[bool] = []

    def make_rows(keep: delivery.Keep) -> None:
        keep()
        seen.append(delivery.expected() > place.positions[place.live or ""])
        rebuilding.rebuild(lambda done, total: keep(), anew=True)
        assert delivery.deliver() == 0

    delivery.rebuild(rows=make_rows)
    assert seen == [True]
    assert delivery.expected() == place.positions[place.live or ""]
    assert place.there() == rows()
    assert marked() == 0


def test_marks_that_are_older_than_a_build_are_not_delivered_one_by_one(
    place: FakePlace, world: World
) -> None:
    place.live = None
    publish(world, "Paper", statements=["One.", "Two."])
    before = place.calls["put"]
    bring_up_to_date()
    assert place.there() == rows()
    assert place.calls["put"] == before + 1
    assert marked() == 0


def test_a_build_that_fails_leaves_the_live_index_and_the_marks(
    place: FakePlace, world: World
) -> None:
    live = place.live

    def fails() -> None:
        publish(world, "Meanwhile")
        raise EngineAway("It is full")

    place.once("chunk", fails)
    with pytest.raises(EngineAway):
        delivery.rebuild()
    assert list(place.documents) == [live]
    assert marked() == 1
    assert EngineState.objects.get().building == ""
    bring_up_to_date()
    assert place.there() == rows()


def test_what_a_builder_that_was_killed_left_behind_is_cleared_away(
    place: FakePlace, world: World
) -> None:
    left = place.create_index()
    past = timezone.now() - timedelta(seconds=1)
    EngineState.objects.update(building=left, builder="gone", builder_until=past)
    assert delivery.rebuild() is not None
    assert left not in place.documents
    assert place.there() == rows()


def test_a_builder_that_ends_right_after_the_swap_leaves_a_good_index(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    place.once("swapped", crash)
    with pytest.raises(CrashError):
        delivery.rebuild()
    assert place.live == "index-2"
    assert place.there() == rows()
    assert delivery.wrong() == ""
    # Killed outright, it would even leave its name behind.
    EngineState.objects.update(building="index-2")
    bring_up_to_date()
    assert place.there() == rows()
    assert delivery.rebuild() is not None
    assert place.there() == rows()


def test_one_process_builds_at_a_time(place: FakePlace) -> None:
    second: list[int | None] = []
    place.once("chunk", lambda: second.append(delivery.rebuild()))
    assert delivery.rebuild() is not None
    assert second == [None]
