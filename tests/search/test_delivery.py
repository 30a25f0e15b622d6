"""What is published arrives at the search server, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from search import delivery, drift, leases, projection
from search.engines.base import EngineAway
from search.models import EngineState, SearchDocument, SearchText, Undelivered
from search.projection import filter_switched_off_for_a_test
from search.tasks import bring_up_to_date
from tests.factories import World, make_paper
from tests.search.fake_place import CrashError, FakePlace, crash, marked, rows
from tests.search.support import publish

pytestmark = pytest.mark.django_db


# --- Marks -----------------------------------------------------------------------------------


def test_nothing_is_marked_where_there_is_no_search_server(world: World) -> None:
    publish(world, "Paper")
    assert marked() == 0


def test_what_is_published_and_what_a_deleted_page_takes_along_is_marked(
    place: FakePlace, world: World
) -> None:
    with filter_switched_off_for_a_test():
        draft = make_paper(world, title="Draft")
        projection.bring_up_to_date([draft.pk])
    came = marked()
    assert came > 1
    bring_up_to_date()
    assert place.there() == rows()
    # What was public cannot be deleted; a draft can, and takes its rows along.
    draft.delete()
    assert marked() == came
    bring_up_to_date()
    assert place.there() == rows()


def test_rows_that_a_statement_takes_away_are_marked(place: FakePlace, world: World) -> None:
    publish(world, "Paper", statements=["Fund it."])
    bring_up_to_date()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchtext")
        cursor.execute("DELETE FROM search_searchdocument")
    bring_up_to_date()
    assert place.there() == set()


def test_missing_triggers_are_told_because_changes_are_lost_without_them(
    place: FakePlace, world: World
) -> None:
    assert drift.problems() == []
    table = " ON search_searchdocument" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER search_document_came{table}")
    publish(world, "Paper")
    assert marked() == 0
    assert any("triggers" in problem for problem in drift.problems())
    assert "The search server lacks 1 documents" in drift.problems()


def test_a_transaction_that_is_rolled_back_marks_nothing(place: FakePlace, world: World) -> None:
    class StopError(Exception):
        pass

    with pytest.raises(StopError), transaction.atomic():  # noqa: PT012 the error comes last
        publish(world, "Vanishing")
        assert marked()
        raise StopError
    assert marked() == 0


# --- Deliveries ------------------------------------------------------------------------------


def test_a_delivery_brings_what_came_and_takes_away_what_went(
    place: FakePlace, world: World
) -> None:
    paper = publish(world, "Paper")
    assert place.there() != rows()
    assert delivery.deliver() == marked() + 1
    assert place.there() == rows()
    SearchDocument.objects.filter(page_id=paper.pk).delete()
    delivery.deliver()
    assert place.there() == rows()
    assert marked() == 0


def test_many_changes_go_out_in_several_deliveries(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    publish(world, "Paper", statements=["One.", "Two.", "Three.", "Four."])
    before = place.calls["put"]
    assert delivery.deliver() == 5
    assert place.calls["put"] - before == 3
    assert place.there() == rows()


def test_a_server_that_is_away_keeps_nothing_from_being_published_and_gets_it_later(
    place: FakePlace, world: World
) -> None:
    place.away = True
    publish(world, "Paper")
    with pytest.raises(EngineAway):
        bring_up_to_date()
    assert marked() == 1
    place.away = False
    bring_up_to_date()
    assert place.there() == rows()


def test_a_process_that_ends_between_writing_and_noting_leaves_the_marks(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    place.once("written", crash)
    with pytest.raises(CrashError):
        delivery.deliver()
    assert marked() == 1
    assert delivery.wrong() == ""
    assert delivery.deliver() == 1
    assert place.made == 1


def test_without_the_attempted_position_such_an_end_would_cost_a_new_index(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(world, "Paper")
    place.once("written", crash)
    with pytest.raises(CrashError):
        delivery.deliver()
    EngineState.objects.update(attempted=0)
    assert "not the one" in delivery.wrong()


def test_two_deliverers_at_once_deliver_once(place: FakePlace, world: World) -> None:
    publish(world, "Paper")
    second: list[int] = []
    place.once("put", lambda: second.append(delivery.deliver()))
    assert delivery.deliver() == 1
    assert second == [0]


def test_without_leases_they_would_deliver_twice_and_leave_an_unknown_index(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def always(name: str, length: timedelta) -> Iterator[Any]:
        class Lease(leases.Lease):
            def note(self, **values: object) -> bool:
                return not values or EngineState.objects.update(**values) == 1

        yield Lease(name, "", length)

    monkeypatch.setattr(delivery, "taken", always)
    publish(world, "Paper")
    second: list[int] = []
    place.once("put", lambda: second.append(delivery.deliver()))
    assert delivery.deliver() == 1
    assert second == [1]


def test_who_lost_the_lease_notes_nothing(place: FakePlace, world: World) -> None:
    publish(world, "Paper")

    def overtaken() -> None:
        EngineState.objects.update(deliverer_until=timezone.now() - timedelta(seconds=1))
        assert delivery.deliver() == 1
        publish(world, "Second")

    place.once("put", overtaken)
    assert delivery.deliver() == 0
    assert marked() == 1
    assert delivery.wrong() == ""
    bring_up_to_date()
    assert place.there() == rows()


def test_a_change_during_a_delivery_stays_marked(place: FakePlace, world: World) -> None:
    publish(world, "Paper")
    place.once("read", lambda: publish(world, "Second") and None)
    assert delivery.deliver() == 1
    assert marked() == 1
    delivery.deliver()
    assert place.there() == rows()


def _late_commit(world: World) -> None:
    """Commit a mark with a lower key than those that were committed before it."""
    publish(world, "Late")
    late = Undelivered.objects.order_by("-pk").first()
    assert late is not None
    Undelivered.objects.filter(pk=late.pk).delete()
    Undelivered.objects.create(pk=1_000, document=late.document)


def test_a_mark_that_is_committed_after_higher_ones_is_delivered(
    place: FakePlace, world: World
) -> None:
    publish(world, "Paper")
    Undelivered.objects.update(id=2_000)
    place.once("read", lambda: _late_commit(world))
    delivery.deliver()
    delivery.deliver()
    assert place.there() == rows()


def test_it_would_be_lost_if_marks_were_taken_away_up_to_a_key(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def up_to(keys: list[int]) -> None:
        Undelivered.objects.filter(pk__lte=max(keys)).delete()

    monkeypatch.setattr(delivery, "_take_away", up_to)
    publish(world, "Paper")
    Undelivered.objects.update(id=2_000)
    place.once("read", lambda: _late_commit(world))
    delivery.deliver()
    delivery.deliver()
    assert place.there() != rows()


# --- An index that is not the right one ------------------------------------------------------


def test_an_index_that_came_back_old_is_not_written_to_and_is_built_again(
    place: FakePlace, world: World
) -> None:
    old = place.kept()
    next(old)
    publish(world, "Paper")
    bring_up_to_date()
    next(old)
    publish(world, "Second")
    assert delivery.deliver() == 0
    assert marked() == 1
    bring_up_to_date()
    assert place.there() == rows()
    assert place.made == 2


def test_without_looking_at_its_position_it_would_stay_incomplete(
    place: FakePlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_is_known", lambda index, known: True)
    old = place.kept()
    next(old)
    publish(world, "Paper")
    bring_up_to_date()
    next(old)
    publish(world, "Second")
    bring_up_to_date()
    assert len(rows() - place.there()) == 1


def test_an_empty_index_is_filled(place: FakePlace, world: World) -> None:
    place.documents = {"empty": {}}
    place.positions, place.live = {}, "empty"
    bring_up_to_date()
    assert place.there() == rows()


def test_a_database_that_was_put_back_to_an_earlier_day_gets_a_new_index(
    place: FakePlace, world: World
) -> None:
    backup = EngineState.objects.values().get()
    publish(world, "Never was")
    bring_up_to_date()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchtext WHERE title = 'Never was'")
        cursor.execute(
            "DELETE FROM search_searchdocument WHERE NOT EXISTS "
            "(SELECT 1 FROM search_searchtext WHERE document_id = id)"
        )
    Undelivered.objects.all().delete()
    EngineState.objects.filter(pk=1).update(**backup)
    publish(world, "Published since")
    bring_up_to_date()
    assert place.there() == rows()
    assert place.made == 2


def test_documents_lost_on_the_server_are_found_and_mended(place: FakePlace, world: World) -> None:
    publish(world, "Paper")
    bring_up_to_date()
    assert place.live is not None
    place.documents[place.live].popitem()
    place.documents[place.live][987_654] = 1
    assert drift.problems() == [
        "The search server lacks 1 documents",
        "The search server has 1 documents too many",
    ]
    delivery.rebuild()
    assert drift.problems() == []


# --- What readers are served from ------------------------------------------------------------


def test_readers_are_served_from_an_index_that_has_what_is_expected(
    place: FakePlace, world: World
) -> None:
    assert place.live is not None
    assert delivery.expected() == place.positions[place.live]
    publish(world, "Paper")
    assert delivery.expected() == place.positions[place.live]
    Undelivered.objects.update(marked_at=timezone.now() - delivery.LATE - timedelta(seconds=1))
    assert delivery.expected() == delivery.NEVER
    assert drift.standing().problem == "Changes wait for too long"
    bring_up_to_date()
    assert delivery.expected() == place.positions[place.live]


def test_before_the_first_index_nothing_is_expected_of_any() -> None:
    assert delivery.expected() == delivery.NEVER
    delivery.state()
    assert delivery.expected() == delivery.NEVER


def test_texts_are_there_when_a_mark_is_seen(place: FakePlace, world: World) -> None:
    publish(world, "Paper", statements=["Fund it."])
    keys = Undelivered.objects.values("document")
    assert SearchText.objects.filter(pk__in=keys).count() == marked()
