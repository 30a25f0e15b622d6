"""A test for each transition: what happens to a source, and how its translation stands then."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation

from cms.review import doors
from policies.models import Recommendation
from tests.factories import REASON, World, fresh, publish_installed
from tests.translations.stale_words import (
    LINKED,
    TABLE,
    block,
    body,
    draft_with,
    judge_draft,
    republish,
    standing,
    state,
    translate,
    with_block,
)
from tests.translations.words import approve, begin, fill, send_back, submit, write
from tests.workflows import publish_through_review
from translations import editing, following, submission
from translations.enums import ChangeKind, State
from translations.models import SourceVersion, Standing
from translations.pairs import pairs_of

PARAGRAPH = "<p>Clusters share all costs in the region.</p><p>They meet every year.</p>"


@pytest.fixture
def people(prepared: dict[str, Any], world: World) -> dict[str, Any]:
    accounts = type(world.editor).objects
    return {role: accounts.get(pk=user.pk) for role, user in prepared["people"].items()}


@pytest.fixture
def bulgarian(prepared: dict[str, Any], people: dict[str, Any]) -> Any:
    return Translation.objects.get(pk=prepared["translation"])


def changes_of(translation: Any, source: Any) -> list[Any]:
    return following.open_changes(Standing.objects.get(pk=translation.pk))


def identities(source: Any) -> list[Any]:
    rows = Recommendation.objects.filter(page_id=source.pk).order_by("sort_order")
    return list(rows.values_list("statement", "translation_key"))


def test_the_way_to_up_to_date(other: Any, people: dict[str, Any]) -> None:
    translation = begin(other)
    assert state(translation) == State.WRITING
    assert standing(translation).percent == 0
    write(translation, 0, "Общи разходи", people["translator"])
    row = standing(translation)
    assert (row.done, row.missing) == (1, row.total - 1)
    fill(translation, people["translator"])
    assert standing(translation).percent == 100
    submit(translation, people["translator"])
    assert state(translation) == State.REVIEW
    send_back(translation, people["reviewer"])
    assert state(translation) == State.SENT_BACK
    submit(translation, people["translator"])
    submission.take_back(translation, people["translator"])
    assert state(translation) == State.WRITING
    submit(translation, people["translator"])
    approve(translation, people["reviewer"])
    row = standing(translation)
    assert (row.state, row.public, row.changed) == (State.CURRENT, True, 0)


def test_a_source_republished_is_stale_at_once(world: World, source: Any, bulgarian: Any) -> None:
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert state(bulgarian) == State.STALE
    (change,) = changes_of(bulgarian, source)
    assert change.kind == ChangeKind.CHANGED
    assert '<ins class="word-ins">' in change.marked
    assert "<del" not in change.marked
    # The segments follow by themselves, and what did not change keeps its translation.
    missing = [pair.source for pair in pairs_of(bulgarian) if pair.state == "missing"]
    assert missing == ["Clusters share all costs in the region."]


def test_a_draft_makes_nothing_stale(world: World, source: Any, bulgarian: Any) -> None:
    draft_with(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert state(bulgarian) == State.CURRENT


def test_wording_only_keeps_it_valid(world: World, source: Any, bulgarian: Any) -> None:
    draft_with(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert judge_draft(source, world.editor) == (0, 1)
    assert state(bulgarian) == State.CURRENT
    publish_through_review(source, world)
    assert state(bulgarian) == State.CURRENT
    # The translation stands for the new words: nothing is missing when it is next submitted.
    assert standing(bulgarian).percent == 100


def test_what_was_judged_is_another_text_than_what_is_public(
    world: World, source: Any, bulgarian: Any
) -> None:
    draft_with(source, world, body=with_block(body(), 2, PARAGRAPH))
    judge_draft(source, world.editor)
    draft_with(source, world, body=with_block(body(), 2, "<p>Nothing of it holds.</p>"))
    publish_through_review(source, world)
    assert state(bulgarian) == State.STALE


def test_one_change_in_meaning_among_several(world: World, source: Any, bulgarian: Any) -> None:
    changed = with_block(with_block(body(), 2, PARAGRAPH), 3, "<p>Firms find no partners.</p>")
    draft_with(source, world, body=changed)
    assert judge_draft(source, world.editor, wording=lambda c: "share" in c.after) == (1, 1)
    publish_through_review(source, world)
    assert [c.after for c in changes_of(bulgarian, source)] == ["Firms find no partners."]
    assert standing(bulgarian).changed == 1


def test_wording_only_in_two_steps_is_wording_only(
    world: World, source: Any, bulgarian: Any
) -> None:
    for words in (PARAGRAPH, PARAGRAPH.replace("region", "whole region")):
        draft_with(source, world, body=with_block(body(), 2, words))
        judge_draft(source, world.editor)
        publish_through_review(source, world)
    assert state(bulgarian) == State.CURRENT
    republish(
        source, world, body=with_block(body(), 2, "<p>Other.</p><p>They meet every year.</p>")
    )
    assert state(bulgarian) == State.STALE


def test_judged_wrongly_it_can_be_said_afterwards(
    world: World, source: Any, bulgarian: Any
) -> None:
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert state(bulgarian) == State.STALE
    judge_draft(source, world.editor)
    assert state(bulgarian) == State.CURRENT
    judge_draft(source, world.editor, wording=lambda c: False)
    assert state(bulgarian) == State.STALE


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("added", [ChangeKind.ADDED]),
        ("removed", [ChangeKind.REMOVED]),
        ("moved", [ChangeKind.MOVED]),
        ("cell", [ChangeKind.CHANGED]),
        ("paragraph added", [ChangeKind.ADDED]),
        ("link", [ChangeKind.DETAILS]),
    ],
)
def test_a_block_changed(
    world: World, source: Any, bulgarian: Any, name: str, kinds: list[ChangeKind]
) -> None:
    raw = body()
    table = copy.deepcopy(TABLE)
    table["data"][1][1] = "Few firms"
    bodies = {
        "added": [*raw, block(9, "key_message", {"text": "Remember"})],
        "removed": [part for part in raw if part["id"] != block(3, "", "")["id"]],
        "moved": [raw[2], raw[0], raw[1], raw[3]],
        "cell": with_block(raw, 4, {"caption": "Numbers", "table": table}),
        "paragraph added": with_block(raw, 3, f"<p>{LINKED}</p><p>More.</p>"),
        "link": with_block(raw, 3, f"<p>{LINKED.replace('.org/a', '.org/b')}</p>"),
    }
    republish(source, world, body=bodies[name])
    assert state(bulgarian) == State.STALE
    assert [c.kind for c in changes_of(bulgarian, source)] == kinds
    draft_with(source, world, body=raw)
    publish_through_review(source, world)
    assert state(bulgarian) == State.CURRENT


def test_a_recommendation_edited_added_and_reordered(
    world: World, source: Any, bulgarian: Any
) -> None:
    (one, first), (two, second) = identities(source)
    republish(source, world, recommendations=[("Do another thing number 0.", first), (two, second)])
    (change,) = changes_of(bulgarian, source)
    assert (change.kind, change.before) == (ChangeKind.CHANGED, one)
    republish(source, world, recommendations=[(two, second), (one, first)])
    assert [c.kind for c in changes_of(bulgarian, source)] == [ChangeKind.MOVED]
    republish(source, world, recommendations=[(one, first), (two, second), ("A third.", None)])
    assert [c.kind for c in changes_of(bulgarian, source)] == [ChangeKind.ADDED]
    republish(source, world, recommendations=[(one, first), (two, second)])
    assert state(bulgarian) == State.CURRENT


def test_what_stands_beside_the_text(world: World, source: Any, bulgarian: Any) -> None:
    republish(source, world, countries=["AT"])
    (change,) = changes_of(bulgarian, source)
    assert (change.kind, change.path) == (ChangeKind.DETAILS, "countries")


def test_a_shared_topic_label_changed(
    world: World, people: dict[str, Any], source: Any, bulgarian: Any
) -> None:
    topics = fresh(world.topic).get_parent().specific
    publish_installed(topics.copy_for_translation(Locale.objects.get(language_code="bg")), REASON)
    topic = translate(world.topic, people)
    assert state(topic) == State.CURRENT
    draft = fresh(world.topic).get_latest_revision_as_object()
    draft.title = "Working together"
    draft.save_revision(user=world.editor)
    doors.publish_in_emergency(
        fresh(world.topic), user=world.administrator, reason="For this test only"
    )
    # The label is translated once, where it stands; papers that show it are not touched.
    assert state(topic) == State.STALE
    assert state(bulgarian) == State.CURRENT


def test_reverted_to_the_old_text_it_is_valid_again(
    world: World, source: Any, bulgarian: Any
) -> None:
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert state(bulgarian) == State.STALE
    republish(source, world, body=body())
    row = standing(bulgarian)
    assert (row.state, row.percent) == (State.CURRENT, 100)


def test_translated_anew_it_follows_the_new_source(
    world: World, people: dict[str, Any], source: Any, bulgarian: Any
) -> None:
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    fill(bulgarian, people["translator"])
    assert state(bulgarian) == State.STALE
    submit(bulgarian, people["translator"])
    assert state(bulgarian) == State.REVIEW
    assert standing(bulgarian).changed == 1, "readers still read the earlier text"
    approve(bulgarian, people["reviewer"])
    assert state(bulgarian) == State.CURRENT
    republish(source, world, body=body())
    assert state(bulgarian) == State.STALE


def test_approved_against_an_earlier_source_it_is_stale_when_it_lands(
    world: World, people: dict[str, Any], other: Any
) -> None:
    translation = begin(other)
    fill(translation, people["translator"])
    submit(translation, people["translator"])
    republish(other, world, abstract="In other words.")
    assert state(translation) == State.REVIEW
    approve(translation, people["reviewer"])
    assert state(translation) == State.STALE


def test_archived_and_withdrawn_with_its_source(
    client: Client, world: World, source: Any, bulgarian: Any
) -> None:
    page = submission.target_of(bulgarian)
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    kinds = [banner["kind"] for banner in client.get(page.url).context["banners"]]
    assert kinds == ["stale"]
    doors.archive(fresh(source), user=world.publisher, reason="Ten years old by now")
    assert state(bulgarian) == State.STALE
    kinds = [banner["kind"] for banner in client.get(page.url).context["banners"]]
    assert kinds == ["archived"], "that is all that has to be said"
    doors.take_out_of_archive(fresh(source), user=world.publisher, reason="Needed by many again")
    doors.withdraw(fresh(source), user=world.administrator, reason="The numbers were wrong")
    assert state(bulgarian) == State.WRITING
    assert not standing(bulgarian).public


def test_written_by_machine_and_confirmed(
    other: Any, people: dict[str, Any], settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    translation = begin(other)
    editing.fill_by_machine(translation)
    assert state(translation) == State.MACHINE
    for pair in pairs_of(translation):
        editing.confirm(translation, pair.pk, people["translator"])
    assert (state(translation), standing(translation).percent) == (State.WRITING, 100)


def test_approved_for_a_later_date(world: World, people: dict[str, Any]) -> None:
    from tests.translations.test_main_path import scheduled_translation

    paper, _page, _later = scheduled_translation(world, people)
    translation = begin(paper)
    assert state(translation) == State.APPROVED


def test_a_failure_is_seen_and_made_good(
    world: World, source: Any, bulgarian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(page: Any) -> Any:
        raise RuntimeError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(following, "take_over", broken)
        page = republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert page.live
    assert "share all costs" in str(page.body)
    assert "no room" in SourceVersion.objects.get(source=bulgarian.source).trouble
    assert following.follow_again(timezone.now()) == 1
    assert SourceVersion.objects.get(source=bulgarian.source).trouble == ""
    assert state(bulgarian) == State.STALE


def test_without_following_the_tests_above_would_fail(
    world: World, source: Any, bulgarian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translations.signal_handlers.follow_source", lambda page: None)
    republish(source, world, body=with_block(body(), 2, PARAGRAPH))
    assert state(bulgarian) == State.CURRENT, "the guard is elsewhere than thought"


def test_a_baseline_of_before_is_found(source: Any, bulgarian: Any) -> None:
    Standing.objects.filter(pk=bulgarian.pk).update(baseline=None)
    bulgarian.source.kept_contents.all().delete()
    assert following.follow_again(timezone.now()) == 1
    assert state(bulgarian) == State.CURRENT
