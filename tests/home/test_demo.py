"""``load_demo``: every page opens, states and histories are as told, a second run adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.images import get_image_model
from wagtail.models import Comment, Page, PageLogEntry, Revision, TaskState

from cms.review.fingerprint import content_fingerprint
from cms.review.models import Approval, ContentChange, PublicState, PublishedVersion
from home.demo.accounts import role_accounts
from home.demo.content import Source, sources
from home.demo.earlier import before
from home.demo.manuscript import Manuscript
from policies.models import Publication, Recommendation, WorkingGroupPage
from tests.home.test_installation import empty_site

pytestmark = pytest.mark.django_db

PUBLIC = {"published", "archived", "superseded"}
SOURCES = list(sources())
BY_SLUG = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(autouse=True)
def _private_folders(settings: Any, folders: Path) -> None:
    """The files of the module's one load serve all its tests."""
    settings.MEDIA_ROOT = str(folders / "media")
    settings.DOCUMENTS_ROOT = str(folders / "documents")


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any, folders: Path) -> Iterator[str]:
    """Load the demonstration once, in a transaction around all tests of this module."""
    out = StringIO()
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(folders / "media")),
        transaction.atomic(),
    ):
        empty_site()
        call_command("setup_site", stdout=StringIO())
        # One language: the others go the same way, see test_demo_translations.py.
        call_command("load_demo", languages="bg", stdout=out)
        with django_db_blocker.block():
            yield out.getvalue()
        transaction.set_rollback(True)


def page_of(source: Source) -> Any:
    return Publication.objects.get(slug=source.slug).specific


def draft_of(source: Source) -> Any:
    return page_of(source).get_latest_revision_as_object()


# --- Size and substance -----------------------------------------------------------------------


def test_there_is_enough_to_convince() -> None:
    assert Publication.objects.count() >= 12
    kinds = Counter(type(page.specific).__name__ for page in Publication.objects.all())
    assert set(kinds) == {"PolicyPaper", "PilotActionGuideline", "WorkingGroupReport"}
    assert Recommendation.objects.count() >= 40
    topics = set(Publication.objects.values_list("topic__number", flat=True))
    assert topics == {1, 2, 3, 4, 5, 6}


@BY_SLUG
def test_texts_are_substantial_and_valid(source: Source) -> None:
    draft = draft_of(source)
    draft.full_clean()
    draft.body.stream_block.clean(draft.body)
    words = sum(len(str(block.value).split()) for block in draft.body)
    assert words >= 600
    kinds = {block.block_type for block in draft.body}
    assert {"heading", "text", "table"} <= kinds
    figures = [block.value for block in draft.body if block.block_type == "figure"]
    assert len(figures) == len(source.figures())
    assert all(figure["caption"] and figure["alternative_text"] for figure in figures)
    for note in draft.footnotes.all():
        assert str(note.identifier) in str(draft.body.raw_data[:])
    assert draft.references.count() == len(source.front["references"])
    assert draft.abstract
    assert "\n" not in draft.abstract


@BY_SLUG
def test_recommendations_come_once_and_classified(source: Source) -> None:
    rows = list(draft_of(source).recommendations.all())
    assert [" ".join(row.statement.split()) for row in rows] == [
        " ".join(row["statement"].split()) for row in source.front["recommendations"]
    ]
    assert all(row.addressee and row.instrument and row.time_frame for row in rows)
    assert all(row.rationale and row.evidence for row in rows)
    headings = {b.value["text"] for b in draft_of(source).body if b.block_type == "heading"}
    assert not any("Recommendations" in heading for heading in headings)


def test_the_concept_paper_came_from_word() -> None:
    source = next(source for source in SOURCES if source.slug == "concept-paper-wg3")
    assert source.word_file is not None
    draft = draft_of(source)
    assert [block.block_type for block in draft.body].count("table") == 2
    assert draft.footnotes.count() == 3
    assert draft.kind == "concept_paper"


def test_each_figure_is_stored_once() -> None:
    images = get_image_model().objects.all()
    assert images.count() == sum(len(source.figures()) for source in SOURCES)
    assert len({image.file_hash for image in images}) == images.count()
    assert not any(image.title.startswith("rId") for image in images)


# --- States and histories ---------------------------------------------------------------------


@BY_SLUG
def test_state_is_as_told(source: Source) -> None:
    page, state = page_of(source), source.front["state"]
    if state == "scheduled" and source.front["go_live_at"] <= timezone.now():
        state = "published"
    kept = PublicState.objects.filter(page_id=page.pk).first()
    waiting = page.current_workflow_state
    assert page.live == (state in PUBLIC)
    assert bool(kept and kept.archived_at) == (state == "archived")
    assert bool(page.superseded_by_id) == (state == "superseded")
    assert (page.scheduled_revision is not None) == (state == "scheduled")
    if state in {"working_group_review", "editorial_approval"}:
        step = page.current_workflow_task.specific.step_key
        assert state.startswith(step)
    elif state == "sent_back":
        assert waiting.status == waiting.STATUS_NEEDS_CHANGES
    else:
        assert waiting is None
    if page.live:
        assert not page.has_unpublished_changes


@BY_SLUG
def test_the_history_tells_every_event(source: Source) -> None:
    page = page_of(source)
    entries = list(PageLogEntry.objects.filter(page_id=page.pk).select_related("user"))
    told = {
        (entry.timestamp, entry.user.get_username(), _words(entry.data.get("comment")))
        for entry in entries
        # What follows from a publication by itself is nobody's act.
        if entry.user is not None
    }
    for event in source.events:
        assert (event.at, event.account, event.comment) in told
    first, last = source.events[0].at, source.events[-1].at
    assert all(first <= entry.timestamp <= last for entry in entries)
    times = [entry.timestamp for entry in sorted(entries, key=lambda entry: entry.pk)]
    assert times == sorted(times)


def _words(comment: Any) -> str:
    return comment["text"] if isinstance(comment, dict) else comment or ""


@BY_SLUG
def test_every_edit_is_a_version_of_its_own(source: Source) -> None:
    page = page_of(source)
    writing = [e for e in source.events if e.event in {"created", "edited", "superseded"}]
    changes = ContentChange.objects.filter(page_id=page.pk).order_by("pk")
    assert [(c.created_at, c.user_name) for c in changes] == [(e.at, e.account) for e in writing]
    assert len(set(changes.values_list("fingerprint", flat=True))) == len(writing)
    assert changes.last().fingerprint == content_fingerprint(draft_of(source))


@BY_SLUG
def test_nobody_approved_their_own_text_or_twice(source: Source) -> None:
    page = page_of(source)
    writers = set(ContentChange.objects.filter(page_id=page.pk).values_list("user_id", flat=True))
    approvals = Approval.objects.filter(page_id=page.pk)
    assert {approval.kind for approval in approvals} <= {"step"}
    assert not writers & {approval.user_id for approval in approvals}
    if page.live:
        versions = PublishedVersion.objects.filter(page_id=page.pk)
        published = [event.at for event in source.events if event.event == "published"]
        assert [version.published_at for version in versions] == published
        assert (page.first_published_at, page.last_published_at) == (published[0], published[-1])


def test_reviewers_hold_their_seats_through_approval() -> None:
    for group in WorkingGroupPage.objects.all():
        assert group.members.filter(user__username=f"reviewer.wg{group.number}").exists()
        assert Approval.objects.filter(page=group, kind="step", step="editorial").exists()


def test_comments_hang_at_their_blocks() -> None:
    told = [event for source in SOURCES for event in source.events if event.event == "commented"]
    assert Comment.objects.count() == len(told) > 0
    for comment in Comment.objects.all():
        assert comment.has_valid_contentpath(comment.page.specific.get_latest_revision_as_object())


# --- Opening the pages ------------------------------------------------------------------------


def test_every_public_page_opens_and_no_other(client: Client) -> None:
    for page in Page.objects.filter(depth__gt=1).specific():
        if page.live:
            response = client.get(page.get_url())
            assert response.status_code == 200, page.slug
            assert escape(page.title) in response.content.decode(), page.slug
        else:
            parent = page.get_parent().get_url()
            assert client.get(f"{parent}{page.slug}/").status_code == 404, page.slug


def test_every_page_opens_in_the_editor(client: Client) -> None:
    client.force_login(get_user_model().objects.get(username="editor.bg"))
    # Pages of a partner language are opened by its translators, in the translation editor.
    for page in Page.objects.filter(depth__gt=1, locale__language_code="en"):
        response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert response.status_code == 200, page.slug


def test_every_history_opens(client: Client) -> None:
    client.force_login(get_user_model().objects.get(username="editor.it"))
    for page in Publication.objects.all():
        response = client.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
        assert response.status_code == 200, page.slug


# --- Accounts and the command -----------------------------------------------------------------


def test_accounts_have_their_role_and_language(demo: str) -> None:
    for account in role_accounts():
        user = get_user_model().objects.get(username=account.username)
        assert list(user.groups.values_list("name", flat=True)) == [account.group]
        assert user.wagtail_userprofile.preferred_language == account.language
        assert not user.is_superuser
        assert not user.has_usable_password()
    assert "have no password" in demo


def test_passwords_are_printed_once_and_only_with_debug(settings: Any) -> None:
    settings.DEBUG = True
    user = get_user_model().objects.get(username="editor.al")
    user.username = "was.editor.al"
    user.save()
    out = StringIO()
    call_command("load_demo", languages="bg", stdout=out)
    line = next(line for line in out.getvalue().splitlines() if "editor.al" in line)
    password = line.split()[1]
    assert get_user_model().objects.get(username="editor.al").check_password(password)
    again = StringIO()
    call_command("load_demo", languages="bg", stdout=again)
    assert "editor.al" not in again.getvalue()


def test_no_mail_was_sent(mailoutbox: list[Any]) -> None:
    assert mailoutbox == []


def test_running_twice_changes_nothing() -> None:
    models = (Page, Revision, PageLogEntry, TaskState, Approval, ContentChange, PublishedVersion)
    counted = (*models, Comment, get_user_model(), get_image_model(), Recommendation)

    def state() -> Any:
        pages = Page.objects.filter(depth__gt=1).order_by("pk").specific()
        return (
            [model._default_manager.count() for model in counted],
            [(page.pk, page.latest_revision_id, content_fingerprint(page)) for page in pages],
        )

    before_second = state()
    out = StringIO()
    call_command("load_demo", languages="bg", stdout=out)
    assert state() == before_second
    assert "Everything was there already." in out.getvalue()


# --- Telling a history backwards --------------------------------------------------------------


def manuscript(text: str) -> Manuscript:
    block = {"type": "text", "value": text, "id": "1"}
    return Manuscript("a-text", {}, [block], {"footnotes": []})


def test_a_passage_is_taken_out_with_its_empty_paragraph() -> None:
    final = manuscript("<p>Stays.</p><p>Came later, all of it.</p>")
    assert before(final, [{"without": "Came … it."}]).body[0]["value"] == "<p>Stays.</p>"
    assert "Came later" in final.body[0]["value"]


@pytest.mark.parametrize("words", ["Nowhere", "a"])
def test_words_that_are_not_there_exactly_once_are_an_error(words: str) -> None:
    with pytest.raises(ValueError, match="places"):
        before(manuscript("<p>a and a</p>"), [{"now": words, "then": "b"}])


def test_an_edit_must_say_what_it_changed() -> None:
    with pytest.raises(ValueError, match="must say"):
        before(manuscript("<p>a</p>"), [])
