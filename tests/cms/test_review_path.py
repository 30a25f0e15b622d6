"""The main path: draft, two reviews by two people, published."""

from __future__ import annotations

from typing import Any

import pytest

from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.models import Approval, PublishedVersion
from tests.factories import World, fresh, make_paper
from tests.workflows import (
    approve,
    edit,
    publish_through_review,
    send_back,
    submit,
    task_state,
    withdraw,
)


def test_two_people_publish(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    assert not approve(paper, world.reviewer).live
    page = approve(paper, world.publisher)
    assert page.live
    assert PublishedVersion.objects.get(page=page).number == 1
    assert not Approval.objects.active().filter(page=page).exists()


def test_sent_back_begins_at_the_first_step_again(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    send_back(paper, world.publisher)
    edit(paper, world.editor, "Better words.")
    fresh(paper).current_workflow_state.resume(user=world.editor)
    assert task_state(paper).task.specific.step_key == "working_group"
    approve(paper, world.reviewer)
    assert approve(paper, world.publisher).live


def test_a_new_revision_without_change_keeps_the_approval(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    edit(paper, world.publisher)
    assert approve(paper, world.publisher).live


def test_change_after_approval_begins_again(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    edit(paper, world.other_editor, "Slipped in.")
    assert task_state(paper).task.specific.step_key == "working_group"
    with pytest.raises(NotReviewed):
        approve(paper, world.publisher)
    assert not fresh(paper).live


def test_author_cannot_approve_their_own(world: World) -> None:
    paper = make_paper(world, by=world.reviewer)
    submit(paper, world.reviewer)
    with pytest.raises(FourEyes):
        approve(paper, world.reviewer)


def test_one_person_cannot_take_both_steps(world: World, paper: Any) -> None:
    from django.contrib.auth.models import Group

    world.reviewer.groups.add(Group.objects.get(name="Publishers"))
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    with pytest.raises(FourEyes):
        approve(paper, world.reviewer)


def test_reviewer_of_another_topic_is_refused(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    with pytest.raises(NotReviewed):
        approve(paper, world.outsider)


def test_withdrawal_ends_approvals(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    withdraw(paper, world.editor)
    assert not Approval.objects.active().filter(page=paper).exists()


def test_public_text_changes_only_through_review(world: World, paper: Any) -> None:
    page = publish_through_review(paper, world)
    page.abstract = "Changed behind the back."
    with pytest.raises(NotReviewed):
        page.save()
    assert fresh(paper).abstract == "What it is about."
