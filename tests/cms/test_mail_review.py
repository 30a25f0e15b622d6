"""Who is told what when a text moves on its way through review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from cms.groups import PUBLISHERS, REVIEWERS
from cms.mail.models import Message
from cms.mail.recipients import people_of_step
from cms.review import approvals
from cms.review.doors import publish_in_emergency, withdraw
from cms.review.exceptions import FourEyes
from cms.review.steps import all_steps, step_for
from tests.factories import World, fresh, make_paper, make_user
from tests.workflows import approve, edit, publish_through_review, send_back, submit, task_state


def told(kind: str, **conditions: Any) -> set[str]:
    """Return the names of those for whom a message of this kind was written."""
    rows = Message.objects.filter(kind=kind, **conditions)
    return set(rows.values_list("receiver__username", flat=True))


def names(users: Iterable[Any]) -> set[str]:
    """Return the names of accounts."""
    return {user.username for user in users}


def speak(user: Any, language: str) -> None:
    """Let an account use the admin in another language."""
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def test_a_submission_is_told_to_the_reviewers_of_the_topic_only(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    assert told("step") == {"reviewer.wg3"}


def test_the_next_step_is_told_to_the_publishers_only(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    Message.objects.all().delete()
    approve(paper, world.reviewer)
    assert told("step") == {"publisher.eu", "publisher.at"}


def test_who_took_part_in_the_text_is_not_asked_while_others_can(world: World) -> None:
    world.other_publisher.groups.add(Group.objects.get(name="Editors"))
    paper = make_paper(world, by=world.other_publisher)
    submit(paper, world.other_publisher)
    approve(paper, world.reviewer)
    assert told("step", key=f"step:{task_state(paper).pk}") == {"publisher.eu"}


def test_when_all_took_part_they_are_told_to_send_back_and_administrators_hear_of_it(
    world: World,
) -> None:
    paper = make_paper(world, by=world.reviewer)
    submit(paper, world.editor)
    assert told("step", key__startswith="step:") == {"reviewer.wg3"}
    assert told("step", key__startswith="stuck:") == {"administrator"}
    assert "Nobody can approve it" in Message.objects.get(key__startswith="step:").text


@pytest.mark.parametrize("state", ["draft", "first step", "second step"])
def test_receivers_are_those_whom_the_rule_lets_approve(
    world: World, paper: Any, state: str
) -> None:
    # One person of both groups took the first step: the second needs another.
    world.reviewer.groups.add(Group.objects.get(name=PUBLISHERS))
    world.editor.groups.add(Group.objects.get(name=REVIEWERS))
    if state != "draft":
        submit(paper, world.editor)
    if state == "second step":
        approve(paper, world.reviewer)
    page = fresh(paper)
    for step in all_steps():
        allowed = set()
        for user in get_user_model().objects.filter(is_active=True):
            if not step.may_take(user, page):
                continue
            try:
                approvals.check_four_eyes(page, step.key, user)
            except FourEyes:
                continue
            allowed.add(user.username)
        assert names(people_of_step(step, page).able) == allowed


def test_receivers_cost_no_query_each(
    world: World, paper: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        make_user(f"publisher.{number}", PUBLISHERS)
    step = next(step for step in all_steps() if step.key == "editorial")
    page = fresh(paper)
    with django_assert_max_num_queries(5):
        assert len(people_of_step(step, page).able) == 27


def test_sent_back_goes_to_author_and_submitter_with_the_comment(world: World, paper: Any) -> None:
    submit(paper, world.other_editor)
    send_back(paper, world.reviewer, "The second table <contradicts> the first.")
    assert told("sent_back") == {"editor.bg", "editor.it"}
    message = Message.objects.filter(kind="sent_back").first()
    assert "The second table <contradicts> the first." in message.text
    assert "&lt;contradicts&gt;" in message.html


def test_a_passed_step_says_what_comes_next(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    message = Message.objects.get(kind="approved")
    assert message.receiver == world.editor
    assert "It waits now for the step “Editorial approval”." in message.text


def test_the_last_approval_with_a_date_says_the_date(world: World) -> None:
    when = timezone.now() + timedelta(days=3)
    paper = make_paper(world, go_live_at=when)
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    approve(paper, world.publisher)
    last = Message.objects.filter(kind="approved").last()
    local = timezone.localtime(when)
    assert f"It becomes public on {local.day} {local:%B %Y, %H:%M}." in last.text


def test_publication_is_told_once_to_author_and_submitter(world: World, paper: Any) -> None:
    publish_through_review(paper, world, by=world.other_editor)
    assert told("published") == {"editor.bg", "editor.it"}
    assert Message.objects.filter(kind="approved", receiver=world.editor).count() == 1


def test_the_mail_says_what_changed_since_it_was_public(world: World, paper: Any) -> None:
    page = publish_through_review(paper, world)
    edit(page, world.editor, "Other words.", abstract="Another abstract.")
    submit(page, world.editor)
    message = Message.objects.filter(kind="step", receiver=world.reviewer).last()
    assert "Changed since it was last public:" in message.text
    assert "- Abstract" in message.text
    assert "- Body (added: 1, taken out: 1)" in message.text
    assert "<li>Abstract</li>" in message.html


def test_after_sending_back_the_mail_says_what_changed_since_this_step_saw_it(
    world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    send_back(paper, world.reviewer)
    edit(paper, world.editor, title="A better title")
    fresh(paper).current_workflow_state.resume(user=world.editor)
    message = Message.objects.filter(kind="step", receiver=world.reviewer).last()
    assert "Changed since this step saw it last:\n\n- Title" in message.text
    assert "Body" not in message.text


def test_a_change_in_the_second_step_is_told_to_the_first_again(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    edit(paper, world.other_editor, "Slipped in.")
    assert Message.objects.filter(kind="step", receiver=world.reviewer).count() == 2


def test_each_reads_it_in_their_own_language(world: World, paper: Any) -> None:
    speak(world.publisher, "de")
    submit(paper, world.editor)
    with translation.override("el"):
        # Whoever acts may read Greek: that is not the receiver's language.
        approve(paper, world.reviewer)
    german = Message.objects.get(kind="step", receiver=world.publisher)
    english = Message.objects.get(kind="step", receiver=world.other_publisher)
    assert (german.language, english.language) == ("de", "en")
    assert english.subject == "Waits for you: A paper"
    with translation.override("de"):
        assert str(step_for("editorial").label) in german.text


def test_the_emergency_door_is_told_to_publishers_and_owner(world: World, paper: Any) -> None:
    publish_in_emergency(paper, user=world.administrator, reason="A court orders it today")
    assert told("door") == {"publisher.eu", "publisher.at", "editor.bg"}
    withdraw(fresh(paper), user=world.administrator, reason="A court forbids it again")
    rows = Message.objects.filter(kind="door", receiver=world.publisher)
    assert [row.subject for row in rows.order_by("pk")] == [
        "Published through the emergency door: A paper",
        "Withdrawn through the emergency door: A paper",
    ]
    assert "A court forbids it again" in rows.last().text


def test_wagtails_own_mails_are_silent(
    world: World, paper: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submit(paper, world.editor)
        send_back(paper, world.reviewer)
    # Wagtail would have told the superuser of the submission.
    assert sorted(mail.to[0] for mail in mailoutbox) == [
        "editor.bg@example.org",
        "reviewer.wg3@example.org",
    ]
