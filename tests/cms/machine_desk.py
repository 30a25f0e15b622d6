"""The doors of the desk: guests, comments, named reviewers, the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from wagtail.models import Page, Revision

from cms.comments import acts
from cms.comments.acts import Writer
from cms.comments.models import Thread
from cms.comments.passages import passages_of
from cms.desk import duties
from cms.desk.models import Duty
from cms.due import calendar
from cms.experts import answers, invitations
from cms.experts.models import Invitation
from cms.review.fingerprint import content_fingerprint
from cms.review.publishing import content_published
from cms.review.tasks import APPROVE_DESPITE
from tests.cms.machine import which, who
from tests.cms.machine_doors import DOOR_NAMES, AllDoors
from tests.factories import fresh
from tests.workflows import submit, task_state

#: Who takes the step and who does not, the first ones more often.
inviters = st.sampled_from(["reviewer", "reviewer", "reviewer", "outsider", "publisher"])
STEP_PEOPLE = {
    "working_group": {"reviewer"},
    "editorial": {"publisher", "other_publisher"},
}


class DeskDoors(AllDoors):
    """Every door of the platform."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[int, int] = {}
        self.invited = 0

    # --- Outside experts ---

    def bring_to_review(self, number: int) -> Any:
        """Return a page, submitted if it was not."""
        page = self.page(number)
        if page.current_workflow_state is None:
            self.door("submit", lambda: submit(page, self.user("editor")))
        return self.page(number)

    @rule(number=which, name=inviters)
    def invite(self, number: int, name: str) -> None:
        self.try_to_invite(number, name)

    def try_to_invite(self, number: int, name: str) -> None:
        """Invite a guest; only a reviewer who changed nothing may."""
        page = self.bring_to_review(number)
        self.invited += 1

        def act() -> None:
            invitations.invite(
                page,
                self.user(name),
                name=f"Guest {self.invited}",
                address=f"guest{self.invited}@example.net",
                language="en",
                days=7,
            )

        if self.door("invite", act):
            assert name == "reviewer", f"{name} invited a guest"
            assert self.user(name).pk not in self.judge.changers(page.pk), "the author invited"

    @rule(number=which, given=st.sampled_from(["approve", "approve", "changes"]), old=which)
    def expert_answers(self, number: int, given: str, old: int) -> None:
        page = self.page(number)
        if not Invitation.objects.of(page).exists():
            self.try_to_invite(number, "reviewer")
            page = self.page(number)
        invitation = Invitation.objects.of(page).first()
        if invitation is None:
            self.door("expert_answers", lambda: None)
            return
        draft = page.get_latest_revision_as_object()
        # Now and then the expert has read an older text.
        seen = content_fingerprint(draft) if old else "0" * 64
        was_open = invitation.is_waiting

        def act() -> None:
            answers.answer(page, invitation, given, "My words.", seen)

        if self.door("expert_answers", act):
            assert was_open, "a second answer, or one to a closed invitation, was taken"
            assert old, "an answer to an older text was taken"
            if given == "approve":
                self.judge.approved(draft, "working_group", self.user("reviewer"))
            else:
                self.judge.reviewed_away(page.pk)

    @rule(number=which, name=who)
    def revoke_invitation(self, number: int, name: str) -> None:
        page = self.page(number)
        invitation = Invitation.objects.of(page).first()
        if invitation is None:
            self.door("revoke_invitation", lambda: None)
            return
        user = self.user(name)
        if self.door("revoke_invitation", lambda: invitations.revoke(page, user, invitation)):
            assert name in {"reviewer", "administrator", "superuser"}

    # --- Comments ---

    @rule(number=which, name=who, at=which)
    def comment(self, number: int, name: str, at: int) -> None:
        page = self.page(number)
        passages = passages_of(page.get_latest_revision_as_object())
        anchor = passages[at % len(passages)].anchor

        def act() -> None:
            written = acts.begin(page, Writer(user=self.user(name)), anchor=anchor, text="Why?")
            self.threads[written.comment.thread_id] = page.pk

        if self.door("comment", act):
            assert name != "outsider", "a stranger commented"

    @rule(number=which, name=who)
    def resolve_comments(self, number: int, name: str) -> None:
        page = self.page(number)

        def act() -> None:
            for thread in Thread.objects.of(page).open():
                acts.resolve(page, self.user(name), thread)

        self.door("resolve_comments", act)

    @rule(number=which, reason=st.sampled_from(["", "It is about the next edition."]))
    def approve_despite_comments(self, number: int, reason: str) -> None:
        page = self.page(number)
        if not Thread.objects.of(page).open().exists():
            anchor = "field:title"
            written = acts.begin(page, Writer(user=self.user("editor")), anchor=anchor, text="Why?")
            self.threads[written.comment.thread_id] = page.pk
        state = task_state(page)
        key = state.task.specific.step_key if state is not None else ""
        name = "publisher" if key == "editorial" else "reviewer"
        done = self.take_step(number, name, APPROVE_DESPITE, comment=reason)
        last = key == "editorial" and done
        assert not last or reason, "open comments were passed over without a reason"

    # --- Named reviewers ---

    def duty_of(self, number: int) -> Duty | None:
        """Return the duty that waits at a page."""
        return Duty.objects.filter(page_id=self.page(number).pk, closed_at__isnull=True).first()

    @rule(number=which, name=who, instead=st.booleans())
    def take_duty(self, number: int, name: str, instead: bool) -> None:
        self.bring_to_review(number)
        duty = self.duty_of(number)
        if duty is None:
            self.door("take_duty", lambda: None)
            return
        holder = duty.taken_by_id if instead else None

        def act() -> None:
            try:
                duties.take(duty, self.user(name), instead_of=holder)
            except duties.HeldByAnotherError as error:
                raise PermissionDenied from error

        if self.door("take_duty", act):
            assert name in STEP_PEOPLE[duty.step], f"{name} took the step {duty.step}"

    @rule(number=which, name=who)
    def release_duty(self, number: int, name: str) -> None:
        duty = self.duty_of(number)
        if duty is None:
            self.door("release_duty", lambda: None)
            return
        had = duty.taken_by_id
        if self.door("release_duty", lambda: duties.release(duty, self.user(name))):
            assert had == self.user(name).pk, "somebody released what another had"

    # --- The calendar ---

    @rule(number=which, expire=st.booleans())
    def run_due(self, number: int, expire: bool) -> None:
        page = self.page(number)
        past = timezone.now() - dt.timedelta(minutes=1)
        scheduled = Revision.page_revisions.filter(
            object_id=str(page.pk), approved_go_live_at__isnull=False
        )
        for revision in scheduled:
            revision.approved_go_live_at = past
            revision.content["go_live_at"] = past.isoformat()
            revision.save()
        if expire:
            Page.objects.filter(pk=page.pk).update(expire_at=past)
        wrong: list[AssertionError] = []

        def look(**kwargs: Any) -> None:
            # What is published and expires in one run is seen while it is public. The calendar
            # notes every error and goes on, so ours is kept for afterwards.
            try:
                type(self).taken["went public"] += self.judge.look()
            except AssertionError as error:
                wrong.append(error)

        def act() -> None:
            content_published.connect(look)
            try:
                calendar.run(timezone.now())
                calendar.run(timezone.now())
            finally:
                content_published.disconnect(look)
            if wrong:
                raise wrong[0]

        self.door("run_due", act)
        assert not (expire and fresh(page).live), "an expired page is public"

    # --- What must hold ---

    @invariant()
    def no_comment_is_lost(self) -> None:
        """Every thread is there while its page is."""
        expected = {pk for pk, page in self.threads.items() if page in self.judge.pages}
        if expected:
            there = set(Thread.objects.filter(pk__in=expected).values_list("pk", flat=True))
            assert there == expected, "a comment is lost"


#: Every door, so that the test can count how often each was tried.
ALL_DOOR_NAMES = (
    *DOOR_NAMES,
    "approve_despite",
    "comment",
    "expert_answers",
    "invite",
    "release_duty",
    "resolve_comments",
    "revoke_invitation",
    "run_due",
    "take_duty",
)
