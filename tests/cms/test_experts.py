"""Outside experts: who may invite, what an answer counts for, and when it does not count."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from cms.experts import invitations, mails
from cms.experts.enums import InvitationState
from cms.experts.models import Invitation
from cms.groups import PUBLISHERS
from cms.mail.models import Message
from cms.review import objections
from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.models import Approval
from tests.cms.inviting import answer, invite, link_of, step_approvals
from tests.factories import World, fresh
from tests.workflows import approve, edit, send_back, submit, task_state


@pytest.fixture
def waiting(world: World, paper: Any) -> Any:
    """A paper that waits for its working group."""
    submit(paper, world.editor)
    return fresh(paper)


# --- Inviting ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["outsider", "publisher", "administrator", "superuser"])
def test_only_who_takes_the_step_invites(world: World, waiting: Any, role: str) -> None:
    with pytest.raises(NotReviewed):
        invite(waiting, world.users[role])
    assert not Invitation.objects.exists()


def test_who_changed_the_text_does_not_invite(world: World, waiting: Any) -> None:
    edit(waiting, world.reviewer, "Changed by the reviewer.")
    with pytest.raises(FourEyes, match="You changed this text"):
        invite(waiting, world.reviewer)


def test_nobody_invites_to_the_editorial_step(world: World, waiting: Any) -> None:
    approve(waiting, world.reviewer)
    for role in ("reviewer", "publisher"):
        with pytest.raises(NotReviewed):
            invite(waiting, world.users[role])


def test_an_account_is_no_outside_expert(world: World, waiting: Any) -> None:
    with pytest.raises(ValidationError, match="belongs to an account"):
        invite(waiting, world.reviewer, address="EDITOR.BG@example.org")


def test_the_same_address_is_asked_once_and_few_at_a_time(world: World, waiting: Any) -> None:
    for number in range(invitations.MOST_OPEN):
        invite(waiting, world.reviewer, address=f"expert{number}@example.net")
        with pytest.raises(ValidationError):
            invite(waiting, world.reviewer, address=f"Expert{number}@example.net")
    with pytest.raises(ValidationError, match="revoke one first"):
        invite(waiting, world.reviewer, address="one.more@example.net")


def test_the_mail_speaks_the_chosen_language_and_holds_the_link(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer, language="bg", note="Please look at page two.")
    message = Message.objects.get(address="outside@example.net")
    assert message.language == "bg"
    assert "Please look at page two." in message.text
    assert message.link.startswith(f"/bg/outside-review/{waiting.pk}/")
    assert invitation.token_hash not in message.link


def test_the_link_is_nowhere_once_the_mail_is_out(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    secret = link_of(invitation).split("/")[-2].split(".")[0]
    Message.objects.update(state="sent")
    assert mails.forget_sent_links(timezone.now()) == 1
    assert mails.forget_sent_links(timezone.now()) == 0
    for model in (Message, Invitation, PageLogEntry):
        assert secret not in str(list(model._default_manager.values()))


# --- What an answer counts for ----------------------------------------------------------------


def test_an_approval_counts_for_the_working_group_step_only(world: World, waiting: Any) -> None:
    answer(invite(waiting, world.reviewer))
    row = Approval.objects.get(page=waiting)
    assert (row.step, row.user_id, row.user_name) == ("working_group", None, "Outside Person")
    assert row.invitation.invited_by_name == "reviewer.wg3"
    assert task_state(waiting).task.specific.step_key == "editorial"
    assert not fresh(waiting).live
    assert approve(waiting, world.publisher).live


def test_it_stands_in_the_history_under_both_names(world: World, waiting: Any) -> None:
    answer(invite(waiting, world.reviewer), text="I agree with all of it.")
    entry = PageLogEntry.objects.get(action="wagtail.workflow.approve")
    assert entry.data["expert"] == {"name": "Outside Person", "invited_by": "reviewer.wg3"}
    assert entry.data["comment"] == "I agree with all of it."
    assert entry.user is None
    assert PageLogEntry.objects.filter(action="experts.invite", user=world.reviewer).exists()


def test_asking_for_changes_sends_the_text_back(world: World, waiting: Any) -> None:
    answer(invite(waiting, world.reviewer), "changes", "Name the four countries.")
    state = fresh(waiting).current_workflow_state
    assert state.status == state.STATUS_NEEDS_CHANGES
    entry = PageLogEntry.objects.get(action="wagtail.workflow.reject")
    assert entry.data["expert"]["name"] == "Outside Person"
    assert not step_approvals().exists()


def test_the_inviter_is_told_of_the_answer(world: World, waiting: Any) -> None:
    answer(invite(waiting, world.reviewer))
    message = Message.objects.get(kind="experts.answer")
    assert message.receiver == world.reviewer
    assert message.subject == "Outside Person approved “A paper”"


def test_who_invited_takes_no_other_step(world: World, waiting: Any) -> None:
    world.reviewer.groups.add(Group.objects.get(name=PUBLISHERS))
    reviewer = get_user_model().objects.get(pk=world.reviewer.pk)
    answer(invite(waiting, reviewer))
    with pytest.raises(FourEyes, match="whom you invited"):
        approve(waiting, reviewer)
    assert approve(waiting, world.publisher).live


def test_without_that_rule_one_person_would_pass_both_steps(
    world: World, waiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objections, "_four_eyes_rules", [])
    world.reviewer.groups.add(Group.objects.get(name=PUBLISHERS))
    reviewer = get_user_model().objects.get(pk=world.reviewer.pk)
    answer(invite(waiting, reviewer))
    assert approve(waiting, reviewer).live


# --- When it does not count -------------------------------------------------------------------


def refuse(invitation: Invitation, *errors: type[Exception]) -> None:
    """Assert that the answer is refused and leaves nothing behind."""
    with pytest.raises(errors or (PermissionDenied,)):
        answer(invitation)
    invitation.refresh_from_db()
    assert invitation.answered_at is None
    assert not Approval.objects.filter(user_name="Outside Person").exists()


def test_the_inviter_who_changed_the_text_meanwhile(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    edit(waiting, world.reviewer, "Changed by the inviter.")
    refuse(invitation, FourEyes)


def test_the_inviter_whose_account_was_deactivated(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    get_user_model().objects.filter(pk=world.reviewer.pk).update(is_active=False)
    refuse(invitation, NotReviewed)


def test_the_inviter_who_left_the_group(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    world.reviewer.groups.clear()
    refuse(invitation, NotReviewed)


def test_the_inviter_whose_account_is_gone(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    Invitation.objects.update(invited_by_id=world.reviewer.pk + 1000)
    invitation.refresh_from_db()
    refuse(invitation, NotReviewed)


def test_the_address_that_got_an_account_meanwhile(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    get_user_model().objects.create_user("late", "outside@example.net", "password")
    refuse(invitation, ValidationError)


def test_the_step_that_somebody_else_took(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    approve(waiting, world.reviewer)
    assert Invitation.objects.get().state == InvitationState.OVER
    refuse(invitation)


def test_the_text_that_came_back_is_another_task(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    send_back(waiting, world.reviewer)
    fresh(waiting).current_workflow_state.resume(user=world.editor)
    assert task_state(waiting).status == TaskState.STATUS_IN_PROGRESS
    refuse(invitation)


def test_the_second_answer(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    answer(invitation, "changes", "Shorter, please.")
    with pytest.raises(PermissionDenied):
        answer(invitation)
    assert Invitation.objects.get().answer == "changes"


def test_two_answers_at_once(world: World, waiting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.experts import answers

    invitation = invite(waiting, world.reviewer)
    real = answers.content_fingerprint

    def meanwhile(page: Any) -> str:
        Invitation.objects.update(answered_at=invitation.created_at, answer="changes")
        return real(page)

    monkeypatch.setattr(answers, "content_fingerprint", meanwhile)
    with pytest.raises(answers.NoLongerOpen):
        answer(invitation)
    assert not step_approvals().exists()


def test_the_revoked_one_and_who_may_revoke(world: World, waiting: Any) -> None:
    invitation = invite(waiting, world.reviewer)
    for role in ("outsider", "editor", "publisher"):
        with pytest.raises(PermissionDenied):
            invitations.revoke(fresh(waiting), world.users[role], invitation)
    invitations.revoke(fresh(waiting), world.administrator, invitation)
    refuse(invitation)
    assert Message.objects.get(kind="experts.invitation").link == ""
    with pytest.raises(ValidationError):
        invitations.revoke(fresh(waiting), world.reviewer, invitation)


def test_an_outside_answer_to_any_other_step_is_refused_by_the_step(
    world: World, waiting: Any
) -> None:
    approve(waiting, world.reviewer)
    state = task_state(waiting)
    with pytest.raises(NotReviewed, match="cannot take this step"):
        state.task.specific.on_outside_answer(
            state, world.publisher, "Outside Person", approve=True, comment=""
        )
