"""A state machine of translation: segments, submissions, reviews and every door beside them.

Its judge reads what a Bulgarian reader reads, and keeps its own account of who wrote what.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from cms.review import doors
from policies.models import Publication
from tests.factories import fresh, make_paper
from tests.machine import DoorMachine
from tests.translations.stale_words import standing
from tests.translations.words import begin, in_bulgarian
from tests.workflows import edit, publish_through_review
from translations import editing, submission
from translations.pairs import pairs_of

OURS = ["translator", "second", "reviewer", "both", "foreign_translator", "foreign_reviewer"]
THEIRS = ["editor", "reviewer", "publisher", "administrator", "superuser"]
anyone = st.sampled_from([*OURS, *(f"world:{name}" for name in THEIRS)])
writer = st.sampled_from(["translator", "second", "both", "foreign_translator"])
reviewer = st.sampled_from(["reviewer", "both", "foreign_reviewer"])

DOOR_NAMES = (
    "approve", "children", "emergency", "publish", "save_draft_row", "save_live", "save_target",
    "send_back", "source_change", "submit", "sync", "take_back", "unpublish", "write",
)  # fmt: skip


class TranslationDoors(DoorMachine):
    """One paper, its Bulgarian translation, and everybody who might make it public."""

    refusals = (*DoorMachine.refusals, submission.NotReadyError)
    people: dict[str, Any]
    #: The start of every example: the source, the key of its translation, who wrote into that.
    paper: Any
    begun: int
    first_writers: frozenset[int]

    def user(self, name: str) -> Any:
        """Return the account of a role."""
        return self.world.users[name[6:]] if name.startswith("world:") else self.people[name]

    def __init__(self) -> None:
        super().__init__()
        #: Who wrote since the last publication, by the key of the account.
        self.writers: set[int] = set(self.first_writers)
        self.submitted: tuple[str, ...] | None = None
        self.allowed: set[tuple[str, ...]] = set()
        self.public: tuple[str, ...] | None = None
        #: Versions of the source: the public one, the one submitted for, the one approved against.
        self.source_version = 0
        self.submitted_for = 0
        self.baseline: int | None = None

    @classmethod
    def prepare(cls) -> None:
        """Make what every example begins with, once: a public paper whose translation is complete
        and was never submitted. The examples begin at a savepoint behind it.
        """
        cls.paper = publish_through_review(make_paper(cls.world, title="Source"), cls.world)
        translation = begin(cls.paper)
        cls.begun = translation.pk
        writer = cls.people["translator"]
        for pair in pairs_of(translation):
            text = in_bulgarian(pair.source)
            editing.save_segment(translation, pair.pk, text, pair.token, writer)
        cls.first_writers = frozenset({writer.pk})

    @property
    def translation(self) -> Translation:
        """The translation as the database has it now, with its source."""
        return Translation.objects.get(pk=self.begun)

    def texts(self) -> tuple[str, ...]:
        """Return the title and abstract that the segments say."""
        found = {pair.segment.context.path: pair.text for pair in pairs_of(self.translation)}
        return (found.get("title", ""), found.get("abstract", ""))

    def page(self) -> Any:
        """Return the translated page, or None."""
        return submission.target_of(self.translation)

    def type_in(self, pair: Any, name: str, text: str) -> None:
        """Write into a segment and note who did."""
        saved = editing.save_segment(self.translation, pair.pk, text, pair.token, self.people[name])
        if saved.changed:
            self.writers.add(self.people[name].pk)

    @invariant()
    def judged(self) -> None:
        """What Bulgarian readers read was approved by somebody who wrote none of it."""
        strangers = Publication.objects.filter(live=True).exclude(
            translation_key=self.paper.translation_key
        )
        assert not strangers.exists(), "unaccounted public page"
        page = self.page()
        if page is None or not page.live:
            self.public = None
            return
        seen = (page.title, page.abstract)
        assert seen in self.allowed, f"unreviewed translation is public: {seen}"
        assert "Source" not in page.title, "an untranslated title is shown as a translation"
        if seen != self.public:
            type(self).taken["went public"] += 1
            self.public = seen

    @rule(name=writer, number=st.integers(0, 1))
    def write(self, name: str, number: int) -> None:
        def act() -> None:
            user = self.people[name]
            if not submission.may_translate(user, "bg") or submission.is_locked(self.page()):
                raise PermissionDenied
            pair = pairs_of(self.translation)[number]
            self.type_in(pair, name, f"Думи номер {next(self.words)}")

        self.door("write", act)

    @rule(name=anyone)
    def submit(self, name: str) -> None:
        def act() -> None:
            submission.submit(self.translation, self.user(name))
            self.submitted = self.texts()
            self.submitted_for = self.source_version
            self.writers.add(self.user(name).pk)

        self.door("submit", act)

    @rule(name=st.sampled_from(["translator", "second"]))
    def submit_properly(self, name: str) -> None:
        self.submit(name)

    @rule(more=st.booleans())
    def review_whole(self, more: bool) -> None:
        if more and not submission.is_locked(self.page()):
            self.type_in(pairs_of(self.translation)[0], "second", f"Цяло {next(self.words)}")
        self.submit("second")
        self.take("reviewer", through_task=more)

    @rule(through_task=st.booleans())
    def approve_own(self, through_task: bool) -> None:
        if not submission.is_locked(self.page()):
            self.type_in(pairs_of(self.translation)[1], "both", f"Свое {next(self.words)}")
        self.submit("translator")
        self.take("both", through_task=through_task)

    @rule(name=anyone)
    def approve(self, name: str) -> None:
        self.take(name, through_task=True)

    @rule(name=reviewer)
    def approve_properly(self, name: str) -> None:
        self.take(name, through_task=False)

    def take(self, name: str, *, through_task: bool) -> None:
        """Approve, through our own view's function or the task that stands behind it."""
        user, page = self.user(name), self.page()
        state = page.current_workflow_task_state if page is not None else None

        def act() -> None:
            if state is None:
                raise PermissionDenied
            if through_task:
                state.task.specific.on_action(state, user, "approve")
            else:
                submission.judge(self.translation, user, approve=True)

        # Allowed before it is tried: the platform publishes inside of the approval.
        proper = name in {"reviewer", "both"} and user.pk not in self.writers
        if proper and self.submitted is not None and state is not None:
            self.allowed.add(self.submitted)
        if self.door("approve", act):
            assert proper, f"{name} approved what is not theirs to approve"
            self.writers.clear()
            self.baseline = self.submitted_for

    @rule(name=reviewer)
    def send_back(self, name: str) -> None:
        self.door(
            "send_back",
            lambda: submission.judge(
                self.translation, self.people[name], approve=False, words="Look again."
            ),
        )

    @rule(name=anyone)
    def take_back(self, name: str) -> None:
        self.door("take_back", lambda: submission.take_back(self.translation, self.user(name)))

    @rule(publish=st.booleans(), name=anyone)
    def save_target(self, publish: bool, name: str) -> None:
        translation = self.translation
        self.door(
            "save_target",
            lambda: translation.save_target(user=self.user(name), publish=publish),
        )

    @rule()
    def sync(self) -> None:
        def act() -> None:
            source, _made = TranslationSource.update_or_create_from_instance(fresh(self.paper))
            source.update_from_db()
            source.create_or_update_translation(
                self.translation.target_locale, publish=True, fallback=True
            )

        self.door("sync", act)

    @rule(name=anyone, skip=st.booleans())
    def publish(self, name: str, skip: bool) -> None:
        page = self.page()

        def act() -> None:
            if page is None or page.latest_revision is None:
                raise PermissionDenied
            page.latest_revision.publish(user=self.user(name), skip_permission_checks=skip)

        self.door("publish", act)

    @rule(plain=st.booleans())
    def save_live(self, plain: bool) -> None:
        page = self.page()
        if page is None:
            return
        row = Page.objects.get(pk=page.pk) if plain else page
        row.title, row.live = f"Никога прегледан {next(self.words)}", True
        self.door("save_live", row.save)

    @rule()
    def save_draft_row(self) -> None:
        page = self.page()
        if page is None or page.live:
            return
        page.title = f"Ред {next(self.words)}"
        self.door("save_draft_row", page.save)

    @rule()
    def children(self) -> None:
        page = self.page()
        if page is None or not page.live:
            return
        child = page.recommendations.first()
        child.statement = "Never reviewed"
        assert not self.door("children", child.save), "a public child was changed by itself"

    @rule(name=anyone)
    def emergency(self, name: str) -> None:
        page = self.page()
        if page is None:
            return
        self.door(
            "emergency",
            lambda: doors.withdraw(page, user=self.user(name), reason="A reason long enough"),
        )

    @rule()
    def source_change(self) -> None:
        edit(self.paper, self.world.editor, f"New words {next(self.words)}.")
        if self.door("source_change", lambda: publish_through_review(self.paper, self.world)):
            self.source_version += 1

    @rule()
    def told(self) -> None:
        """What is said of the translation is so: what is kept, and what readers are told."""
        kept, page = standing(self.translation), self.page()
        behind = self.baseline is not None and self.baseline != self.source_version
        live = page is not None and page.live
        assert (kept.public and kept.changed > 0) == (live and behind), "readers are told wrongly"
        type(self).taken["told stale"] += live and behind

    @rule()
    def unpublish(self) -> None:
        page = self.page()
        if page is not None:
            self.door("unpublish", page.unpublish)
