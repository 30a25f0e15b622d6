"""Histories acted out by their accounts, through the same steps that people take in the editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Page, WorkflowState

from cms.review import doors, workflows
from cms.review.models import ContentChange
from home.demo import dates
from home.demo.accounts import People
from home.demo.content import Event, Source
from home.demo.earlier import versions
from home.demo.manuscript import Manuscript, read
from home.demo.pages import FigureStore, Places, fill, new_page
from policies.models import Publication

#: The steps as histories name them.
STEPS = {"working_group_review": "working_group", "editorial_approval": "editorial"}


@dataclass
class Story:
    """A publication on its way: the versions still to be written, and its page once it exists."""

    source: Source
    versions: list[Manuscript]
    pk: int = 0

    @property
    def page(self) -> Any:
        """The page as the database has it now."""
        return Page.objects.get(pk=self.pk).specific


class Replay:
    """Acts the histories of several publications, all events in the order of their dates."""

    def __init__(self, people: People, places: Places) -> None:
        self.people = people
        self.places = places
        self.figures = FigureStore()
        self.acts: dict[str, Callable[[Story, Event, Any], None]] = {
            "approved": self.approved,
            "archived": self.archived,
            "commented": self.commented,
            "created": self.created,
            "edited": self.edited,
            "published": self.published,
            "scheduled": self.scheduled,
            "sent_back": self.sent_back,
            "submitted": self.submitted,
            "superseded": self.superseded,
            "withdrawn": self.withdrawn,
        }

    def run(
        self,
        sources: Iterable[Source],
        tell: Callable[[str], None],
        others: Iterable[tuple[datetime, str, Callable[[], None]]] = (),
    ) -> list[Any]:
        """Act the histories; return the pages they made.

        :param tell: called with a few words before each event.
        :param others: what happens meanwhile elsewhere: when, in which words, what to do.
        :raises PermissionDenied: when an account may not do what its history says.
        :raises ValueError: when a history contradicts itself.
        """
        stories = []
        for source in sources:
            tell(f"{source.slug}: reading")
            stories.append(Story(source, versions(read(source), source.events)))
        events: list[tuple[datetime, str, Callable[[], None]]] = [
            (event.at, f"{story.source.slug}: {event.event}", partial(self.act, story, event))
            for story in stories
            for event in story.source.events
        ]
        for at, words, act in sorted([*events, *others], key=itemgetter(0)):
            tell(f"{at:%Y-%m-%d} {words}")
            act()
        for story in stories:
            dates.date_draft(story.page)
        return [story.page for story in stories]

    def act(self, story: Story, event: Event) -> None:
        """Act one event, and give what it wrote the event's date."""
        stamp = dates.Stamp()
        self.acts[event.event](story, event, self.people[event.account])
        stamp.set(story.page, event.at, event.comment)
        if event.event == "archived":
            # Its translations go with it.
            for translation in story.page.get_translations():
                stamp.set(translation, event.at)

    def created(self, story: Story, event: Event, user: Any) -> None:
        """Write the first draft, as the form for a new page does."""
        library = type(self.places.library).objects.get(pk=self.places.library.pk)
        _demand(library.permissions_for_user(user).can_add_subpage(), story, event)
        text = story.versions.pop(0)
        page = new_page(story.source.front, text, self.places, event.at.year)
        fill(page, text, self.places, self.figures.keys(text, user))
        page.owner = user
        library.add_child(instance=page)
        page.save_revision(user=user, log_action=True)
        story.pk = page.pk

    def edited(self, story: Story, event: Event, user: Any) -> None:
        """Save the next version."""
        draft = _opened(story, event, user)
        text = story.versions.pop(0)
        fill(draft, text, self.places, self.figures.keys(text, user))
        _save(draft, event, user)

    def superseded(self, story: Story, event: Event, user: Any) -> None:
        """Point to the successor: an edit like others, which goes through review."""
        draft = _opened(story, event, user)
        successor = Publication.objects.child_of(self.places.library)
        draft.superseded_by = successor.get(slug=story.source.front["superseded_by"])
        _save(draft, event, user)

    def commented(self, story: Story, event: Event, user: Any) -> None:
        """Leave a comment beside a block."""
        draft = _opened(story, event, user)
        comment = Comment(
            user=user, text=event.comment, contentpath=_content_path(draft, event.about)
        )
        getattr(draft, COMMENTS_RELATION_NAME).add(comment)
        draft.save()
        revision = draft.save_revision(user=user, log_action=True)
        comment.log_create(page_revision=revision, user=user)

    def submitted(self, story: Story, event: Event, user: Any) -> None:
        """Send the draft to its first step, again if it was sent back."""
        page = story.page
        _demand(page.permissions_for_user(user).can_submit_for_moderation(), story, event)
        state = page.current_workflow_state
        if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(user=user)
        else:
            workflows.submit(page, user)

    def approved(self, story: Story, event: Event, user: Any) -> None:
        """Pass the waiting step; the last one publishes."""
        self._take(story, event, user, "approve")

    def sent_back(self, story: Story, event: Event, user: Any) -> None:
        """Send the text back to its author."""
        self._take(story, event, user, "reject")

    def _take(self, story: Story, event: Event, user: Any, action: str) -> None:
        state = story.page.current_workflow_task_state
        task = state.task.specific if state is not None else None
        if task is None or task.step_key != STEPS[event.step]:
            raise ValueError(f"{story.source.slug}: {event.step} is not waiting on {event.at}")
        offered = [name for name, _label, _modal in task.get_actions(story.page, user)]
        _demand(action in offered, story, event)
        task.on_action(state, user, action, comment=event.comment)

    def published(self, story: Story, event: Event, user: Any) -> None:
        """Date what the last approval has published."""
        if not story.page.live:
            raise ValueError(f"{story.source.slug}: not public on {event.at}")
        dates.date_publication(story.page, event.at, event.comment)

    def scheduled(self, story: Story, event: Event, user: Any) -> None:
        """Date what the last approval has scheduled."""
        if story.page.live:
            # Its day has come since the history was written: the approval published it.
            dates.date_publication(story.page, event.at, event.comment)
        else:
            dates.date_publication(story.page, event.at, event.comment, scheduled=True)

    def withdrawn(self, story: Story, event: Event, user: Any) -> None:
        """Withdraw the submission."""
        state = story.page.current_workflow_state
        _demand(state is not None and state.user_can_cancel(user), story, event)
        state.cancel(user=user)

    def archived(self, story: Story, event: Event, user: Any) -> None:
        """Move the public page to the archive."""
        doors.archive(story.page, user=user, reason=event.comment)


def _demand(allowed: bool, story: Story, event: Event) -> None:
    if not allowed:
        raise PermissionDenied(
            f"{story.source.slug}: {event.account} may not do “{event.event}” on {event.at}"
        )


def _opened(story: Story, event: Event, user: Any) -> Any:
    """The latest draft, if the editor would let this account change it."""
    page = story.page
    lock = page.get_lock()
    free = lock is None or not lock.for_user(user)
    _demand(free and page.permissions_for_user(user).can_edit(), story, event)
    return page.get_latest_revision_as_object()


def _save(draft: Any, event: Event, user: Any) -> None:
    """Save as the editor does: the row too, while it is not public."""
    changes = ContentChange.objects.filter(page_id=draft.pk)
    known = changes.count()
    if not draft.live:
        draft.save()
    draft.save_revision(user=user, log_action=True)
    if changes.count() == known:
        raise ValueError(f"{draft.slug}: the edit of {event.at} changes nothing")


def _content_path(draft: Any, words: str) -> str:
    """Where a comment hangs: the first block that bears these words as heading or caption.

    :raises ValueError: when there is none.
    """
    for block in draft.body:
        for name in ("text", "caption"):
            if isinstance(block.value, dict) and block.value.get(name) == words:
                return f"body.{block.id}.{name}"
    raise ValueError(f"{draft.slug}: nothing to comment on is called “{words}”")
