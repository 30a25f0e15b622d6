"""The rules for many pages at once say the same as those for one, for every role and state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, TaskState

from cms.desk import states
from cms.desk.models import Duty
from cms.desk.sections_of_pages import waiting_for
from cms.groups import REVIEWERS
from cms.review import sets
from cms.review.approvals import changers
from cms.review.models import StepTask
from cms.review.steps import Step, all_steps
from policies.models import GroupMember
from tests.factories import World, find_world, fresh, make_paper, make_user
from tests.translations.words import begin, fill
from tests.translations.words import submit as submit_translation
from tests.workflows import approve, edit, publish_through_review, send_back, submit, withdraw
from translations.groups import ensure_groups, reviewers_of, translators_of


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """The crowd's accounts by name, built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {name: user.pk for name, user in build(find_world()).items()}
        transaction.set_rollback(True)


@pytest.fixture
def crowd(built: dict[str, int], db: None) -> dict[str, Any]:
    """Pages in every state, and people of every role that a step knows."""
    return {name: get_user_model().objects.get(pk=pk) for name, pk in built.items()}


def build(world: World) -> dict[str, Any]:
    ensure_groups("bg")
    people = dict(world.users)
    people["translator"] = make_user("translator.bg", translators_of("bg"))
    people["language"] = make_user("language.bg", reviewers_of("bg"))
    people["gone"] = make_user("gone", REVIEWERS)
    GroupMember.objects.filter(user=world.editor).update(user=people["gone"])
    people["gone"].is_active = False
    people["gone"].save()
    people["nobody"] = make_user("nobody")

    make_paper(world, title="A draft")
    submit(make_paper(world, title="First step"), world.editor)
    submit(make_paper(world, title="Other topic", topic=world.other_topic), world.editor)
    second = make_paper(world, title="Second step")
    submit(second, world.editor)
    approve(second, world.reviewer)
    changed = make_paper(world, title="Changed by its reviewers")
    submit(changed, world.editor)
    edit(changed, world.reviewer, "New words.")
    returned = make_paper(world, title="Sent back")
    submit(returned, world.editor)
    send_back(returned, world.reviewer)
    taken_back = make_paper(world, title="Withdrawn from review")
    submit(taken_back, world.editor)
    withdraw(taken_back, world.editor)
    public = publish_through_review(make_paper(world, title="Public"), world)
    again = publish_through_review(make_paper(world, title="Public, in review again"), world)
    edit(again, world.publisher, "Other words.")
    submit(again, world.publisher)
    translation = begin(public)
    fill(translation, people["translator"])
    submit_translation(translation, people["translator"])
    return people


def pages() -> list[Any]:
    return [page.specific for page in Page.objects.filter(depth__gt=1)]


def keys(condition: Any) -> set[int]:
    return set(Page.objects.filter(condition, depth__gt=1).values_list("pk", flat=True))


def task_of(step: Step) -> StepTask:
    return StepTask.objects.get(step_key=step.key)


def test_may_take_is_the_same_for_all_pages_at_once(crowd: dict[str, Any]) -> None:
    some = 0
    for step in all_steps():
        for name, user in crowd.items():
            one_by_one = {page.pk for page in pages() if task_of(step).may_take(page, user)}
            assert keys(sets.may_take(step, user)) == one_by_one, (step.key, name)
            some += len(one_by_one)
    assert some > 20


def test_takers_of_a_page_are_those_who_may_take_it(crowd: dict[str, Any]) -> None:
    for step in all_steps():
        for page in pages():
            found = {user.username for user in sets.takers(step, page)}
            asked = {u.username for u in crowd.values() if task_of(step).may_take(page, u)}
            assert found == asked, (step.key, page)


def test_four_eyes_are_the_same_for_all_pages_at_once(crowd: dict[str, Any]) -> None:
    refused = 0
    for step in all_steps():
        for name, user in crowd.items():
            approvable = {
                page.pk
                for page in pages()
                if "approve" in [act[0] for act in task_of(step).get_actions(page, user)]
            }
            assert keys(sets.may_approve(step, user)) == approvable, (step.key, name)
            refused += len(keys(sets.may_take(step, user)) - approvable)
    # A reviewer who edited, and publishers and editors who did.
    assert refused >= 2
    for name, user in crowd.items():
        changed = {page.pk for page in pages() if user.pk in changers(page.pk)}
        assert keys(sets.changed_by(user)) == changed, name


def test_a_step_without_a_rule_for_sets_is_asked_page_by_page(crowd: dict[str, Any]) -> None:
    step = Step("plain", "Plain", lambda user, page: page.title == "A draft")
    found = Page.objects.filter(sets.may_take(step, crowd["editor"]))
    assert [page.title for page in found] == ["A draft"]
    taker_names = {user.username for user in sets.takers(step, found[0].specific)}
    assert "editor.bg" in taker_names
    assert "gone" not in taker_names


def test_what_waits_on_the_desk_is_what_can_be_approved(crowd: dict[str, Any]) -> None:
    for name, user in crowd.items():
        shown = set(
            Duty.objects.filter(waiting_for(user), closed_at=None).values_list("page_id", flat=True)
        )
        expected = {
            page.pk
            for page in pages()
            if (task := page.current_workflow_task) is not None
            and "approve" in [act[0] for act in task.get_actions(page, user)]
        }
        assert shown == expected, name


def test_what_wagtail_s_own_reports_list_is_what_may_be_taken(crowd: dict[str, Any]) -> None:
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    for name, user in crowd.items():
        asked = {
            state.pk
            for state in waiting
            if state.task.specific.may_take(state.workflow_state.content_object, user)
        }
        found = TaskState.objects.reviewable_by(user)
        assert set(found.values_list("pk", flat=True)) == asked, name


def test_every_page_is_in_exactly_one_state(crowd: dict[str, Any]) -> None:
    all_pages = keys(states.everything())
    seen: set[int] = set()
    for key in states.conditions():
        found = keys(states.condition(key))
        assert not found & seen, key
        seen |= found
    assert seen == all_pages
    titles = {
        key: {page.title for page in pages() if page.pk in keys(states.condition(key))}
        for key in states.conditions()
    }
    assert "First step" in titles["waiting:working_group"]
    assert titles["waiting:editorial"] == {"Second step"}
    assert titles["sent_back"] == {"Sent back"}
    assert {"A draft", "Withdrawn from review"} <= titles["draft"]
    assert "Public" in titles["public"]
    assert len(titles["waiting:language_review"]) == 1


def test_a_wrong_rule_for_sets_would_be_noticed(
    crowd: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "may_take", lambda step, user: states.everything())
    with pytest.raises(AssertionError):
        test_may_take_is_the_same_for_all_pages_at_once(crowd)


def test_scheduled_pages_are_found(world: World) -> None:
    paper = make_paper(world, title="Later")
    edit(paper, world.editor, go_live_at=timezone.now() + timedelta(days=3))
    publish_through_review(paper, world)
    assert fresh(paper).scheduled_revision is not None
    assert keys(sets.scheduled()) == {paper.pk}
    assert keys(states.condition("scheduled")) == {paper.pk}
