"""A state machine whose rules are the doors through which a text could become public."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from wagtail.actions.copy_page import CopyPageIntegrityError
from wagtail.documents import get_document_model
from wagtail.models import Revision

from cms.comments.models import Thread
from cms.review import doors
from cms.review.models import ContentChange
from policies.models import Annex, Publication
from tests.cms.machine_model import Judge
from tests.factories import body_of, make_paper
from tests.machine import DoorMachine
from tests.workflows import submit

ROLES = [
    "editor",
    "other_editor",
    "reviewer",
    "outsider",
    "publisher",
    "other_publisher",
    "administrator",
    "superuser",
]
who = st.sampled_from(ROLES)
anyone = st.sampled_from([*ROLES, None])
which = st.integers(0, 5)
MOST_PAGES = 3


class DoorsBase(DoorMachine):
    """Pages, accounts and the judge."""

    refusals = (*DoorMachine.refusals, CopyPageIntegrityError)
    #: Pages of every example's start, and the judge who saw them made.
    first_pages: tuple[int, ...] = ()
    first_judge: Judge

    def __init__(self) -> None:
        super().__init__()
        self.judge = copy.deepcopy(self.first_judge)
        self.pages: list[int] = list(self.first_pages)
        # Every example numbers its words from here; those of the start came before.
        self.words = itertools.count(100)

    def user(self, name: str | None) -> Any:
        """Return the account of a role, or None for code without a user."""
        return self.world.users[name] if name else None

    def page(self, number: int) -> Any:
        """Return one of the pages, as the database has it now."""
        return Publication.objects.get(pk=self.pages[number % len(self.pages)]).specific

    def say(self) -> str:
        """Return words that were never used before."""
        return f"Words number {next(self.words)}."

    @classmethod
    def prepare(cls) -> None:
        """Make what every example starts with, once: two drafts, one of them submitted.

        The examples begin at a savepoint behind it, and their account is a copy of the judge's.
        """
        cls.first_judge, cls.first_pages = Judge(), ()
        start = cls()
        # What this one writes stays: its savepoint is released, not undone.
        start.words = itertools.count()
        start.new_draft("editor")
        start.new_draft("other_editor")
        submit(start.page(0), start.user("editor"))
        start.atomic.__exit__(None, None, None)
        cls.first_judge, cls.first_pages = start.judge, tuple(start.pages)

    def new_draft(self, name: str, **fields: Any) -> None:
        """Add a draft under an editor's name and tell the judge."""
        page = make_paper(self.world, by=self.user(name), title=self.say(), **fields)
        self.pages.append(page.pk)
        self.judge.changed(page, self.user(name))

    @invariant()
    def judged(self) -> None:
        """Nothing unreviewed is public, no text is lost, each change is in the history."""
        type(self).taken["went public"] += self.judge.look()
        accounts = {pk: account for pk, account in self.judge.pages.items() if account.log}
        there = set(Publication.objects.filter(pk__in=accounts).values_list("pk", flat=True))
        changes = ContentChange.objects.filter(page_id__in=there).order_by("pk")
        # Of each page the last row stands.
        last = dict(changes.values_list("page_id", "user_id"))
        for pk in there:
            assert pk in last, "a change is missing in the history"
            assert last[pk] == accounts[pk].log[-1][1], "the history names somebody else"


class ReviewDoors(DoorsBase):
    """The ways in which texts are meant to move."""

    @rule(name=st.sampled_from(["editor", "other_editor", "publisher"]))
    def create(self, name: str) -> None:
        if len(self.pages) < MOST_PAGES:
            self.new_draft(name)
        type(self).taken["create"] += 1
        type(self).steps += 1

    @rule(number=which, name=anyone, new=st.booleans())
    def edit(self, number: int, name: str | None, new: bool) -> None:
        draft = self.page(number).get_latest_revision_as_object()
        if new:
            draft.abstract = self.say()

        def act() -> None:
            draft.save_revision(user=self.user(name), log_action=True)
            self.judge.changed(draft, self.user(name))

        self.door("edit", act)

    @rule(number=which, name=who)
    def autosave(self, number: int, name: str) -> None:
        page = self.page(number)
        draft = page.get_latest_revision_as_object()
        draft.body = body_of(self.say())

        def act() -> None:
            draft.save_revision(user=self.user(name), overwrite_revision=page.latest_revision)
            self.judge.changed(draft, self.user(name))

        self.door("autosave", act)

    @rule(number=which, name=who)
    def submit(self, number: int, name: str) -> None:
        page = self.page(number)

        def act() -> None:
            state = page.current_workflow_state
            if state is None:
                submit(page, self.user(name))
            else:
                state.resume(user=self.user(name))

        self.door("submit", act)

    def take_step(self, number: int, name: str, action: str, **said: str) -> bool:
        """Take the waiting step; return whether the platform let it happen."""
        page = self.page(number)
        state = page.current_workflow_task_state
        if state is None or page.workflow_in_progress is False:
            self.door(action, lambda: None)
            return False
        task = state.task.specific
        objected = Thread.objects.of(page).open().exists() and task.step_key == "editorial"
        done = self.door(action, lambda: task.on_action(state, self.user(name), action, **said))
        if done and action != "reject":
            assert not objected or said.get("comment"), "approved over open comments"
            draft = self.page(number).get_latest_revision_as_object()
            self.judge.approved(draft, task.step_key, self.user(name))
            if draft.go_live_at and draft.go_live_at > timezone.now():
                account = self.judge.pages[draft.pk]
                if account.draft in account.allowed:
                    account.scheduled.add(account.draft)
        elif done:
            self.judge.reviewed_away(page.pk)
        return done

    @rule(number=which, name=who)
    def approve(self, number: int, name: str) -> None:
        self.take_step(number, name, "approve")

    @rule(number=which)
    def approve_properly(self, number: int) -> None:
        state = self.page(number).current_workflow_task_state
        key = state.task.specific.step_key if state is not None else ""
        self.take_step(number, "publisher" if key == "editorial" else "reviewer", "approve")

    @rule(number=which)
    def approve_own_change(self, number: int) -> None:
        page = self.page(number)
        state = page.current_workflow_task_state
        key = state.task.specific.step_key if state is not None else ""
        name = "publisher" if key == "editorial" else "reviewer"
        draft = page.get_latest_revision_as_object()
        draft.abstract = self.say()
        draft.save_revision(user=self.user(name))
        self.judge.changed(draft, self.user(name))
        self.take_step(number, name, "approve")

    @rule(number=which)
    def review_whole(self, number: int) -> None:
        page = self.page(number)
        if page.current_workflow_state is None:
            self.door("submit", lambda: submit(page, self.user("editor")))
        self.approve_properly(number)
        self.approve_properly(number)

    @rule(number=which, name=who)
    def reject(self, number: int, name: str) -> None:
        self.take_step(number, name, "reject")

    @rule(number=which, name=who)
    def withdraw_submission(self, number: int, name: str) -> None:
        page = self.page(number)
        state = page.current_workflow_state

        def act() -> None:
            if state is None:
                raise PermissionDenied
            state.cancel(user=self.user(name))
            self.judge.reviewed_away(page.pk)

        self.door("withdraw_submission", act)

    @rule(number=which, name=who, publish=st.booleans())
    def emergency(self, number: int, name: str, publish: bool) -> None:
        page = self.page(number)
        act = doors.publish_in_emergency if publish else doors.withdraw
        user = self.user(name)
        if publish and self.door(
            "emergency", lambda: act(page, user=user, reason="A reason long enough")
        ):
            self.judge.opened(page.pk)
        elif not publish:
            self.door("emergency", lambda: act(page, user=user, reason="A reason long enough"))

    @rule(number=which, name=who)
    def archive(self, number: int, name: str) -> None:
        page, user = self.page(number), self.user(name)
        self.door("archive", lambda: doors.archive(page, user=user, reason="Ten years old now"))

    @rule(number=which, name=anyone, days=st.integers(1, 9))
    def schedule(self, number: int, name: str | None, days: int) -> None:
        page = self.page(number)
        draft = page.get_latest_revision_as_object()
        draft.go_live_at = timezone.now() + dt.timedelta(days=days)

        def act() -> None:
            revision = draft.save_revision(user=self.user(name))
            revision.publish(user=self.user(name))

        self.door("schedule", act)

    @rule(number=which)
    def go_live_date_comes(self, number: int) -> None:
        page = self.page(number)
        revisions = Revision.page_revisions.filter(
            object_id=str(page.pk), approved_go_live_at__isnull=False
        )
        past = timezone.now() - dt.timedelta(minutes=1)

        def act() -> None:
            for revision in revisions:
                revision.approved_go_live_at = past
                revision.content["go_live_at"] = past.isoformat()
                revision.save()
                revision.publish()

        self.door("go_live_date_comes", act)


def make_annex(page: Any, user: Any) -> Any:
    """Return an unsaved annex of the page with a file of its own."""
    document = get_document_model()(title="Annex", uploaded_by_user=user)
    document.file.save("annex.txt", ContentFile(b"as reviewed"), save=False)
    document.save()
    return Annex(title="Annex", document=document)
