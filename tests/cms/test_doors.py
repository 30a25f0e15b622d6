"""The recorded doors: installation, emergency, archive; and annexes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import PageLogEntry

from cms.review import doors
from cms.review.exceptions import NotReviewed, PublishedContentKept
from policies.models import Annex
from tests.factories import World, fresh, make_paper
from tests.workflows import edit, publish_through_review

REASON = "The minister speaks in an hour"


def test_emergency_publication_is_recorded_and_mailed(
    world: World, paper: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        doors.publish_in_emergency(paper, user=world.administrator, reason=REASON)
    assert fresh(paper).live
    entry = PageLogEntry.objects.get(page=paper.pk, action="review.emergency_publish")
    assert entry.user == world.administrator
    assert entry.data["comment"] == REASON
    sent = [message for message in mail.outbox if "emergency door" in message.subject]
    # The publishers, and whose page it is.
    recipients = sorted(address for message in sent for address in message.to)
    assert recipients == [
        world.editor.email,
        world.other_publisher.email,
        world.publisher.email,
    ]
    assert all(REASON in message.body for message in sent)


@pytest.mark.parametrize("role", ["editor", "reviewer", "publisher"])
def test_emergency_door_is_for_administrators(world: World, paper: Any, role: str) -> None:
    with pytest.raises(PermissionDenied):
        doors.publish_in_emergency(paper, user=world.users[role], reason=REASON)
    assert not fresh(paper).live


def test_emergency_demands_a_reason(world: World, paper: Any) -> None:
    with pytest.raises(ValidationError, match="10 characters"):
        doors.publish_in_emergency(paper, user=world.administrator, reason="  urgent ")
    assert not fresh(paper).live


def test_withdrawn_page_answers_410_with_the_reason(
    client: Client, world: World, paper: Any
) -> None:
    page = publish_through_review(paper, world)
    doors.withdraw(page, user=world.administrator, reason="A court has decided so")
    response = client.get(page.url)
    assert response.status_code == 410
    assert "A court has decided so" in response.content.decode()


def test_draft_answers_404(client: Client, paper: Any) -> None:
    assert client.get(paper.url or "/en/library/a-paper/").status_code == 404


def test_withdrawn_page_needs_review_again(world: World, paper: Any) -> None:
    page = publish_through_review(paper, world)
    doors.withdraw(page, user=world.administrator, reason="A court has decided so")
    with pytest.raises(NotReviewed):
        fresh(paper).latest_revision.publish(skip_permission_checks=True)


def test_archived_page_stays_readable_with_a_banner(
    client: Client, world: World, paper: Any
) -> None:
    page = publish_through_review(paper, world)
    doors.archive(page, user=world.publisher, reason="The programme has ended")
    response = client.get(page.url)
    assert response.status_code == 200
    assert response.context["archived"].archive_reason == "The programme has ended"
    doors.take_out_of_archive(fresh(page), user=world.publisher, reason="It runs once more")
    assert client.get(page.url).context["archived"] is None


def test_published_page_is_kept(world: World, paper: Any) -> None:
    page = publish_through_review(paper, world)
    with pytest.raises(PublishedContentKept):
        page.delete()
    with pytest.raises(PublishedContentKept):
        fresh(world.library).delete()
    assert fresh(paper).live


def test_forms_of_the_doors_over_http(client: Client, world: World, paper: Any) -> None:
    client.force_login(world.administrator)
    address = reverse("review_emergency", args=[paper.pk])
    refused = client.post(address, {"act": "publish", "reason": "short"})
    assert refused.status_code == 200
    assert not fresh(paper).live
    client.post(address, {"act": "publish", "reason": REASON})
    assert fresh(paper).live
    address = reverse("review_archive", args=[paper.pk])
    client.post(address, {"act": "archive", "reason": "No longer of use to anybody"})
    assert fresh(paper).kept_state.archived_at is not None
    history = client.get(reverse("wagtailadmin_pages:history", args=[paper.pk])).content.decode()
    assert REASON in history
    assert "No longer of use to anybody" in history


def _annexed(world: World) -> tuple[Any, Any]:
    document = get_document_model()(title="Annex", uploaded_by_user=world.editor)
    document.file.save("annex.txt", ContentFile(b"as reviewed"), save=False)
    document.save()
    paper = make_paper(world)
    draft = paper.get_latest_revision_as_object()
    draft.annexes = [Annex(title="Annex", document=document)]
    draft.save_revision(user=world.editor)
    return fresh(paper), document


def test_annex_of_a_draft_is_served_to_its_editors_only(client: Client, world: World) -> None:
    _paper, document = _annexed(world)
    assert client.get(document.url).status_code == 404
    for role, status in (("outsider", 404), ("other_editor", 200), ("publisher", 200)):
        client.force_login(world.users[role])
        assert client.get(document.url).status_code == status, role


def test_annex_of_a_public_page_is_served_to_all_and_kept(client: Client, world: World) -> None:
    paper, document = _annexed(world)
    page = publish_through_review(paper, world)
    assert client.get(document.url).status_code == 200
    with pytest.raises(NotReviewed):
        document.file.save("other.txt", ContentFile(b"never reviewed"))
    with pytest.raises(NotReviewed):
        document.delete()
    doors.withdraw(page, user=world.administrator, reason="A court has decided so")
    client.logout()
    assert client.get(document.url).status_code == 404


def test_history_names_people_whose_account_is_gone(
    client: Client, world: World, paper: Any
) -> None:
    edit(paper, world.other_editor, "A better text.")
    world.other_editor.delete()
    client.force_login(world.publisher)
    history = client.get(reverse("wagtailadmin_pages:history", args=[paper.pk])).content.decode()
    assert "editor.it (account deleted)" in history
