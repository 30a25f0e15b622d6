"""Comments: who may, who is told, and that open ones stand against the last approval."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import PageLogEntry

from cms.comments import acts
from cms.comments.mentions import as_html, offered
from cms.comments.models import Comment, Thread
from cms.mail.models import Message
from cms.review import objections
from cms.review.exceptions import NotReviewed
from cms.review.models import Approval
from cms.review.tasks import APPROVE_DESPITE
from tests.cms.commenting import again, answer_in, comment_on
from tests.factories import World, fresh
from tests.workflows import approve, edit, submit, take, task_state


@pytest.fixture
def at_last_step(world: World, paper: Any) -> Any:
    """A paper that waits for its last approval."""
    submit(paper, world.editor)
    return approve(paper, world.reviewer)


def told(kind: str) -> list[tuple[str, str]]:
    """Return who got a mail of this kind, with its subject."""
    rows = Message.objects.filter(kind=f"comments.{kind}").order_by("pk")
    return list(rows.values_list("receiver__username", "subject"))


# --- Who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "reviewer", "publisher", "administrator"])
def test_who_sees_the_draft_comments(world: World, paper: Any, role: str) -> None:
    thread = comment_on(paper, world.users[role], "first words")
    assert thread.is_open
    assert thread.first_text == "The first words."


def test_a_reviewer_of_another_topic_does_not(world: World, paper: Any) -> None:
    with pytest.raises(PermissionDenied):
        comment_on(paper, world.outsider, "first words")


def test_only_the_author_changes_or_takes_back(world: World, paper: Any) -> None:
    comment = comment_on(paper, world.reviewer, "first words").comments.get()
    with pytest.raises(PermissionDenied):
        acts.edit(paper, world.editor, comment, "Something else.")
    with pytest.raises(PermissionDenied):
        acts.delete(paper, world.editor, comment)
    acts.edit(paper, world.reviewer, comment, "Something else.")
    comment.refresh_from_db()
    assert (comment.text, bool(comment.edited_at)) == ("Something else.", True)


def test_taking_back_leaves_the_answers_of_others(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "first words")
    answer_in(thread, world.editor, "Because.")
    acts.delete(paper, world.reviewer, thread.comments.first())
    assert list(thread.comments.values_list("text", flat=True)) == ["", "Because."]
    acts.delete(paper, world.editor, thread.comments.last())
    assert not Thread.objects.exists()


def test_an_answer_opens_a_settled_thread_again(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "first words")
    acts.resolve(paper, world.editor, thread)
    assert again(thread).resolved_by_name == "editor.bg"
    answer_in(again(thread), world.reviewer, "Not yet.")
    assert again(thread).is_open
    with pytest.raises(PermissionDenied):
        acts.resolve(paper, world.outsider, thread)


def test_words_that_are_not_there_cannot_be_meant(world: World, paper: Any) -> None:
    with pytest.raises(ValidationError):
        comment_on(paper, world.reviewer, "first words", quote="other words")
    assert not Thread.objects.exists()


# --- Who is told ----------------------------------------------------------------------------


def test_owner_and_changers_are_told_and_the_writer_is_not(world: World, paper: Any) -> None:
    edit(paper, world.other_editor, "Other words.")
    comment_on(paper, world.other_editor, "Other words", "Mine.")
    assert [name for name, _subject in told("comment")] == ["editor.bg"]
    comment_on(paper, world.reviewer, "Other words", "Theirs.")
    assert {name for name, _subject in told("comment")} == {"editor.bg", "editor.it"}


def test_an_answer_tells_who_wrote_in_the_thread(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "first words")
    Message.objects.all().delete()
    answer_in(thread, world.editor, "Because.")
    assert told("comment") == [("reviewer.wg3", "editor.bg commented on “A paper”")]


def test_a_named_person_gets_one_mail_and_not_two(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "first words", "@editor.bg: is this so?")
    assert told("mention") == [("editor.bg", "reviewer.wg3 named you in a comment on “A paper”")]
    assert told("comment") == []
    acts.edit(paper, world.reviewer, thread.comments.get(), "@editor.bg and @publisher.eu.")
    assert [name for name, _subject in told("mention")] == ["editor.bg", "publisher.eu"]


def test_who_may_not_see_the_draft_is_nobody(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "first words")
    written = acts.reply(
        paper, acts.Writer(user=world.reviewer), thread, "@reviewer.wg6, @no.body and @editor.bg"
    )
    assert written.unknown == ["reviewer.wg6", "no.body"]
    assert [name for name, _subject in told("mention")] == ["editor.bg"]


def test_names_are_offered_to_who_may_see_the_draft(world: World, paper: Any) -> None:
    names = [person.username for person in offered(fresh(paper), "r")]
    assert names == ["reviewer.wg3", "root"]


def test_a_comment_is_text_not_markup() -> None:
    html = as_html("<script>x</script> & @editor.bg.\n\nSecond")
    assert "<script>" not in html
    assert '&amp; <b class="mention">@editor.bg.</b></p>' in html
    assert "<p>Second</p>" in html


# --- Open comments and the last approval ----------------------------------------------------


def test_an_open_comment_stops_the_last_approval(world: World, at_last_step: Any) -> None:
    comment_on(at_last_step, world.reviewer, "first words")
    with pytest.raises(NotReviewed, match="1 comment on this text is open"):
        approve(at_last_step, world.publisher)
    assert not fresh(at_last_step).live


def test_an_open_comment_does_not_stop_an_earlier_step(world: World, paper: Any) -> None:
    submit(paper, world.editor)
    comment_on(paper, world.editor, "first words")
    approve(paper, world.reviewer)
    assert task_state(paper).task.specific.step_key == "editorial"


def test_a_settled_comment_stops_nothing(world: World, at_last_step: Any) -> None:
    thread = comment_on(at_last_step, world.reviewer, "first words")
    acts.resolve(at_last_step, world.editor, thread)
    assert approve(at_last_step, world.publisher).live


@pytest.mark.parametrize("reason", ["", "   ", "short"])
def test_a_reason_that_says_nothing_is_none(world: World, at_last_step: Any, reason: str) -> None:
    comment_on(at_last_step, world.reviewer, "first words")
    with pytest.raises(NotReviewed):
        take(at_last_step, world.publisher, APPROVE_DESPITE, reason)


def test_a_reason_lets_pass_and_stands_in_the_history(world: World, at_last_step: Any) -> None:
    comment_on(at_last_step, world.reviewer, "first words")
    reason = "It is about the next edition."
    assert take(at_last_step, world.publisher, APPROVE_DESPITE, reason).live
    entry = PageLogEntry.objects.get(action="review.approve_despite")
    assert entry.user == world.publisher
    assert entry.data["comment"] == reason
    assert entry.data["objections"] == ["1 comment on this text is open."]
    assert Approval.objects.get(step="editorial").reason == reason


def test_the_menu_offers_what_would_be_taken(world: World, at_last_step: Any) -> None:
    task = task_state(at_last_step).task.specific
    names = [name for name, *_rest in task.get_actions(fresh(at_last_step), world.publisher)]
    assert names == ["reject", "approve", "approve"]
    comment_on(at_last_step, world.reviewer, "first words")
    names = [name for name, *_rest in task.get_actions(fresh(at_last_step), world.publisher)]
    assert names == ["reject", APPROVE_DESPITE]


def test_without_the_objection_an_open_comment_would_be_passed_over(
    world: World, at_last_step: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment_on(at_last_step, world.reviewer, "first words")
    monkeypatch.setattr(objections, "_objections", [])
    assert approve(at_last_step, world.publisher).live


def test_the_emergency_door_asks_for_its_own_reason_only(world: World, paper: Any) -> None:
    from cms.review import doors

    comment_on(paper, world.reviewer, "first words")
    doors.publish_in_emergency(fresh(paper), user=world.administrator, reason="The law changed.")
    assert fresh(paper).live
    assert Comment.objects.count() == 1
