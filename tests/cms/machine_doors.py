"""The doors beside the main path: each was a way to publish without review somewhere."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Locale, Page, Task, Workflow, WorkflowTask
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.convert import sync_alias

from cms.review.models import ReviewWorkflow
from policies.models import PolicyPaper, Publication
from tests.cms.machine import ReviewDoors, anyone, make_annex, which, who
from tests.factories import body_of, fresh


class AllDoors(ReviewDoors):
    """The main path and every other door."""

    @rule(number=which, name=anyone, skip=st.booleans())
    def publish(self, number: int, name: str | None, skip: bool) -> None:
        page = self.page(number)
        self.door(
            "publish",
            lambda: page.latest_revision.publish(user=self.user(name), skip_permission_checks=skip),
        )

    @rule(name=who, act=st.booleans())
    def create_and_publish(self, name: str, act: bool) -> None:
        library = fresh(self.world.library)
        new = PolicyPaper(title=self.say(), topic=self.world.topic, body=body_of(self.say()))
        if act:
            action = CreatePageAction(new, library, user=self.user(name), publish=True)
            self.door("create_and_publish", action.execute)
        else:
            # A page is public by default: adding it to the tree is enough in stock Wagtail.
            self.door("create_and_publish", lambda: library.add_child(instance=new))

    @rule(number=which, deep=st.booleans())
    def save_live(self, number: int, deep: bool) -> None:
        page = self.page(number)
        page.live = True
        page.abstract = self.say()
        fields = {"update_fields": ["live", "abstract"]} if deep else {}
        self.door("save_live", lambda: page.save(**fields))

    @rule(number=which, parent=st.booleans())
    def save_through_parent_class(self, number: int, parent: bool) -> None:
        model: Any = Publication if parent else Page
        row = model.objects.get(pk=self.page(number).pk)
        row.title = self.say()
        row.live = True
        self.door("save_through_parent_class", row.save)

    @rule(number=which, how=st.sampled_from(["save", "delete", "query", "add"]))
    def change_child(self, number: int, how: str) -> None:
        page = self.page(number)
        if not page.live:
            # In a draft the row's children are not what is published: revisions are.
            self.door("change_child", lambda: None)
            return
        child = page.recommendations.first()
        if how == "save" and child:
            child.statement = self.say()
            self.door("change_child", child.save)
        elif how == "delete" and child:
            self.door("change_child", child.delete)
        elif how == "query":
            self.door("change_child", type(child).objects.filter(page_id=page.pk).delete)
        else:
            new = make_annex(page, self.user("editor"))
            new.page_id = page.pk
            self.door("change_child", new.save)

    @rule(number=which, name=anyone)
    def bulk_publish(self, number: int, name: str | None) -> None:
        pages = [Page.objects.get(pk=pk) for pk in self.pages]
        self.door(
            "bulk_publish",
            lambda: PublishBulkAction.execute_action(
                pages, include_descendants=True, user=self.user(name)
            ),
        )

    @rule(number=which, name=anyone, whole=st.booleans())
    def copy(self, number: int, name: str | None, whole: bool) -> None:
        page = self.page(number)
        action = CopyPageAction(
            page,
            to=fresh(self.world.library),
            update_attrs={"slug": f"copy-{next(self.words)}"},
            keep_live=True,
            copy_revisions=whole,
            user=self.user(name),
        )
        self.door("copy", lambda: action.execute(skip_permission_checks=True))

    @rule(number=which, convert=st.booleans())
    def alias(self, number: int, convert: bool) -> None:
        page = self.page(number)
        action = CreatePageAliasAction(
            page, parent=fresh(self.world.library), update_slug=f"alias-{next(self.words)}"
        )

        def act() -> None:
            alias = action.execute(skip_permission_checks=True)
            if convert:
                ConvertAliasPageAction(alias, user=self.user("superuser")).execute(
                    skip_permission_checks=True
                )

        self.door("alias", act)

    @rule(number=which)
    def convert_to_alias(self, number: int) -> None:
        source = self.page(number)
        bulgarian = Locale.objects.get(language_code="bg")

        def act() -> None:
            page = source.get_translation_or_none(bulgarian)
            page = page or source.copy_for_translation(bulgarian)
            sync_alias(source, page, revision=source.get_latest_revision())
            page.alias_of_id = source.pk
            page.save(update_fields=["alias_of_id"], clean=False)

        self.door("convert_to_alias", act)

    @rule(number=which)
    def move(self, number: int) -> None:
        page = self.page(number)
        self.door("move", lambda: page.move(self.world.library, pos="first-child"))

    @rule(number=which, name=who, age=st.integers(0, 5))
    def revert(self, number: int, name: str, age: int) -> None:
        page = self.page(number)
        revisions = list(page.revisions.order_by("-created_at")[:6])
        old = revisions[age % len(revisions)]
        user = self.user(name)

        def act() -> None:
            RevertToPageRevisionAction(page, old, user=user).execute(skip_permission_checks=True)
            after = self.page(number)
            self.judge.changed(after.get_latest_revision_as_object(), user)
            after.latest_revision.publish(user=user, previous_revision=old)

        self.door("revert", act)

    @rule(number=which, again=st.booleans(), name=anyone)
    def unpublish(self, number: int, again: bool, name: str | None) -> None:
        page = self.page(number)

        def act() -> None:
            page.unpublish()
            self.judge.look()
            if again:
                fresh(page).get_latest_revision().publish(
                    user=self.user(name), skip_permission_checks=True
                )

        self.door("unpublish", act)

    @rule(name=who, task=st.booleans())
    def switch_off(self, name: str, task: bool) -> None:
        model: Any = Task if task else Workflow

        def act() -> None:
            for item in model.objects.all():
                item.specific.deactivate(user=self.user(name)) if task else item.deactivate(
                    user=self.user(name)
                )

        def tell() -> None:
            before = {
                pk: fresh(Publication.objects.get(pk=pk)).current_workflow_state
                for pk in self.pages
            }
            act()
            for pk, state in before.items():
                if state is not None:
                    self.judge.reviewed_away(pk)

        self.door("switch_off", tell)

    @rule(number=which, name=who)
    def empty_workflow(self, number: int, name: str) -> None:
        page = self.page(number)
        state = page.current_workflow_state

        def act() -> None:
            for workflow in ReviewWorkflow.objects.all():
                WorkflowTask.objects.filter(workflow=workflow).delete()
            if state is not None:
                state.update(user=self.user(name))
                waiting = fresh(page).current_workflow_task_state
                if waiting is not None:
                    waiting.cancel(user=self.user(name))

        self.door("empty_workflow", act)
        page.get_workflow()

    @rule(number=which, name=who)
    def replace_annex(self, number: int, name: str) -> None:
        page = self.page(number)
        if not page.live:
            draft = page.get_latest_revision_as_object()
            draft.annexes = [make_annex(page, self.user("editor"))]
            draft.save_revision(user=self.user("editor"))
            self.judge.changed(draft, self.user("editor"))
            self.door("replace_annex", lambda: None)
            return
        annex = page.annexes.first()
        if annex is None:
            self.door("replace_annex", lambda: None)
            return
        document = annex.document

        def act() -> None:
            document.file.save("other.txt", ContentFile(b"never reviewed"))

        assert not self.door("replace_annex", act), "the file of a public annex was replaced"

    @rule(number=which, how=st.sampled_from(["delete", "query", "parent"]))
    def delete(self, number: int, how: str) -> None:
        page = self.page(number)
        was_public = bool(self.judge.pages[page.pk].ever_public)
        if not was_public and len(self.pages) == 1:
            return

        def act() -> None:
            if how == "delete":
                page.delete()
            elif how == "query":
                Publication.objects.filter(pk=page.pk).delete()
            else:
                Page.objects.get(pk=page.pk).delete()

        if self.door("delete", act):
            assert not was_public, "a published text was deleted"
            self.pages.remove(page.pk)
            del self.judge.pages[page.pk]

    @rule(number=which, again=st.booleans())
    def translate(self, number: int, again: bool) -> None:
        page = self.page(number)
        bulgarian = Locale.objects.get(language_code="bg")

        def act() -> None:
            source, _created = TranslationSource.get_or_create_from_instance(page)
            if again:
                source.update_from_db()
            translation, _made = Translation.objects.get_or_create(
                source=source, target_locale=bulgarian
            )
            translation.save_target(publish=True)

        self.door("translate", act)


#: Every door, so that the test can count how often each was tried.
DOOR_NAMES = (
    "alias",
    "approve",
    "archive",
    "autosave",
    "bulk_publish",
    "change_child",
    "convert_to_alias",
    "copy",
    "create",
    "create_and_publish",
    "delete",
    "edit",
    "emergency",
    "empty_workflow",
    "go_live_date_comes",
    "move",
    "publish",
    "reject",
    "replace_annex",
    "revert",
    "save_live",
    "save_through_parent_class",
    "schedule",
    "submit",
    "switch_off",
    "translate",
    "unpublish",
    "withdraw_submission",
)
