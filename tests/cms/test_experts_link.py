"""The expert's link over HTTP: opening changes nothing, one confirmed answer does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.comments.models import Comment, Thread
from cms.experts import invitations, tokens
from cms.experts.models import Invitation
from policies.models import Annex
from tests.cms.commenting import comment_on, draft_of, passage
from tests.cms.inviting import everything, form, invite, link_of, step_approvals
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, edit, submit, task_state


@pytest.fixture
def waiting(world: World, paper: Any) -> Any:
    """A paper that waits for its working group."""
    submit(paper, world.editor)
    return fresh(paper)


@pytest.fixture
def invitation(world: World, waiting: Any) -> Invitation:
    """An invitation that waits."""
    return invite(waiting, world.reviewer)


@pytest.fixture
def link(invitation: Invitation) -> str:
    """Its link."""
    return link_of(invitation)


@pytest.fixture
def expert(db: None) -> Client:
    """Somebody without an account, with a browser that sends what browsers send."""
    return Client(enforce_csrf_checks=True, headers={"origin": "null"})


def test_opening_changes_nothing(world: World, waiting: Any, link: str, expert: Client) -> None:
    before = everything(world)
    for method in ("get", "head", "get", "options", "put"):
        getattr(expert, method)(link)
    assert everything(world) == before
    assert not expert.cookies


def test_the_page_keeps_to_itself(link: str, expert: Client) -> None:
    response = expert.get(link)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    page = response.content.decode()
    assert '<meta name="robots" content="noindex' in page
    assert "The first words." in page
    assert 'rel="canonical"' not in page


def test_an_answer_without_confirmation_is_none(waiting: Any, link: str, expert: Client) -> None:
    response = expert.post(link, {**form(waiting), "confirm": "", "text": "Typed with care."})
    assert response.status_code == 200
    assert "Typed with care." in response.content.decode()
    assert not step_approvals().exists()


def test_a_confirmed_answer_counts_once_and_is_shown_afterwards(
    waiting: Any, link: str, expert: Client
) -> None:
    assert expert.post(link, form(waiting)).status_code == 302
    assert step_approvals().get().user_name == "Outside Person"
    for response in (
        expert.get(link),
        expert.post(link, form(waiting, "changes", text="On second thought, no.")),
    ):
        page = response.content.decode()
        assert "I approve this text" in page
        assert "Well done." in page
        assert "The first words." not in page
    assert Invitation.objects.get().answer == "approve"
    assert task_state(waiting).task.specific.step_key == "editorial"


def test_changes_need_words(waiting: Any, link: str, expert: Client) -> None:
    response = expert.post(link, form(waiting, "changes", text=" "))
    assert "Say what should be changed." in response.content.decode()
    assert Invitation.objects.get().answered_at is None


def test_a_changed_text_is_offered_and_nothing_typed_is_lost(
    world: World, waiting: Any, link: str, expert: Client
) -> None:
    sent = form(waiting, text="Typed with care.")
    edit(waiting, world.editor, "Quite other words.")
    response = expert.post(link, sent)
    page = response.content.decode()
    assert "The text has changed since you opened it" in page
    assert "Quite other words." in page
    assert "Typed with care." in page
    assert not step_approvals().exists()
    assert f'value="{form(waiting)["seen"]}"' in page
    assert expert.post(link, form(waiting)).status_code == 302
    assert step_approvals().exists()


def test_it_does_not_open_after_its_time(waiting: Any, link: str, expert: Client) -> None:
    with time_machine.travel(timezone.now() + dt.timedelta(days=13), tick=False):
        assert expert.get(link).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, minutes=1), tick=False):
        assert expert.get(link).status_code == 404
        response = expert.post(link, form(waiting, text="Typed with care."))
        assert response.status_code == 404
        assert "Typed with care." in response.content.decode()
    assert not step_approvals().exists()


def test_all_links_that_lead_nowhere_look_alike(
    world: World, waiting: Any, invitation: Invitation, link: str, expert: Client
) -> None:
    stranger = link.replace(link.split("/")[-2], tokens.token_for(waiting.pk, "x" * 43))
    bad = [link[:-5] + "AAAA/", stranger, link.replace(f"/{waiting.pk}/", "/1/")]
    pages = [expert.get(address) for address in bad]
    invitations.revoke(fresh(waiting), world.reviewer, invitation)
    pages.append(expert.get(link))
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_it_opens_no_other_page(world: World, waiting: Any, link: str, expert: Client) -> None:
    other = make_paper(world, title="Another paper", abstract="Not yours.")
    submit(other, world.editor)
    moved = link.replace(f"/{waiting.pk}/", f"/{other.pk}/")
    for response in (expert.get(moved), expert.post(moved, form(other))):
        assert response.status_code == 404
        assert "Not yours" not in response.content.decode()
    anchor = passage(other, "first words").anchor
    expert.post(link, {"act": "begin", "anchor": anchor, "text": "Here?"})
    assert not Comment.objects.exists()
    assert not step_approvals().exists()


def test_the_inviters_change_closes_it_with_a_reason(
    world: World, waiting: Any, link: str, expert: Client
) -> None:
    sent = form(waiting, text="Typed with care.")
    edit(waiting, world.reviewer, "Changed by the inviter.")
    response = expert.post(link, sent)
    assert response.status_code == 403
    assert "Typed with care." in response.content.decode()
    assert "Changed by the inviter" not in expert.get(link).content.decode()
    assert not step_approvals().exists()


def test_it_is_closed_when_the_step_is_over(
    world: World, waiting: Any, link: str, expert: Client
) -> None:
    approve(waiting, world.reviewer)
    response = expert.get(link)
    assert response.status_code == 403
    assert "The first words." not in response.content.decode()


def test_the_expert_comments_and_sees_no_others_comments(
    world: World, waiting: Any, link: str, expert: Client
) -> None:
    comment_on(waiting, world.editor, "first words", "Among ourselves: @reviewer.wg3")
    anchor = passage(waiting, "first words").anchor
    sent = {"act": "begin", "anchor": anchor, "text": "Which clusters? @editor.bg", "quote": ""}
    assert expert.post(link, sent).status_code == 302
    comment = Comment.objects.get(guest__isnull=False)
    assert (comment.author_name, comment.invited_by_name) == ("Outside Person", "reviewer.wg3")
    page = expert.get(link).content.decode()
    assert "Which clusters?" in page
    assert "Among ourselves" not in page
    other = Thread.objects.get(guest__isnull=True)
    answer = expert.post(link, {"act": "reply", "thread": other.pk, "text": "I can see you."})
    assert answer.status_code == 403
    for act in ("resolve", "delete", "edit"):
        expert.post(link, {"act": act, "thread": other.pk, "comment": comment.pk, "text": "x"})
    assert Comment.objects.count() == 2
    assert Thread.objects.open().count() == 2


def test_an_annex_of_the_draft_opens_with_the_link_only(
    world: World, waiting: Any, link: str, expert: Client
) -> None:
    document = get_document_model()(title="Annex", uploaded_by_user=world.editor)
    document.file.save("annex.txt", ContentFile(b"figures"), save=False)
    document.save()
    draft = draft_of(waiting)
    draft.annexes = [Annex(title="Annex", document=document)]
    draft.save_revision(user=world.editor)
    address = f"{link}files/{document.pk}/"
    assert address in expert.get(link).content.decode()
    assert b"".join(expert.get(address).streaming_content) == b"figures"  # type: ignore[attr-defined]
    assert expert.get(document.url).status_code in {302, 403, 404}
    assert expert.get(f"{link}files/{document.pk + 1}/").status_code == 404
    expert.post(link, form(waiting))
    assert expert.get(address).status_code == 404


# --- In the admin -----------------------------------------------------------------------------


def test_reviewers_invite_and_revoke_in_the_admin(
    client: Client, world: World, waiting: Any
) -> None:
    client.force_login(world.reviewer)
    address = reverse("experts_invitations", args=[waiting.pk])
    assert (
        address
        in client.get(reverse("wagtailadmin_pages:edit", args=[waiting.pk])).content.decode()
    )
    sent = {
        "act": "invite",
        "name": "Outside Person",
        "address": "outside@example.net",
        "language": "bg",
        "days": "7",
    }
    assert client.post(address, {**sent, "days": "400"}).status_code == 200
    client.post(address, sent)
    invitation = Invitation.objects.get()
    page = client.get(address).content.decode()
    assert "Waiting for the answer" in page
    client.post(address, {"act": "revoke", "invitation": invitation.pk})
    assert "Revoked by reviewer.wg3" in client.get(address).content.decode()
    history = client.get(reverse("wagtailadmin_pages:history", args=[waiting.pk])).content.decode()
    assert "Outside expert invited: Outside Person" in history


def test_the_history_names_the_expert(
    client: Client, world: World, waiting: Any, link: str, expert: Client
) -> None:
    expert.post(link, form(waiting))
    client.force_login(world.editor)
    history = client.get(reverse("wagtailadmin_pages:history", args=[waiting.pk])).content.decode()
    assert "Outside Person, outside expert, invited by reviewer.wg3" in history


@pytest.mark.parametrize("role", ["editor", "outsider", "publisher"])
def test_others_do_not_see_the_invitations(
    client: Client, world: World, waiting: Any, role: str
) -> None:
    client.force_login(world.users[role])
    response = client.get(reverse("experts_invitations", args=[waiting.pk]))
    assert response.status_code in {302, 403}
