"""The doors as a browser meets them: each answers, none publishes, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.review.models import Approval
from policies.models import PolicyPaper, Publication
from tests.admin import paper_form
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, publish_through_review, submit

STRONG = ("publisher", "administrator", "superuser")


def login(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", STRONG)
def test_publish_from_the_editor_saves_and_does_not_publish(
    client: Client, world: World, paper: Any, role: str
) -> None:
    login(client, world.users[role])
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[paper.pk]),
        paper_form(paper, "Typed by a strong hand.", action="publish"),
    )
    assert response.status_code == 302
    page = fresh(paper)
    assert not page.live
    assert "Typed by a strong hand." in str(page.get_latest_revision_as_object().body)


@pytest.mark.parametrize("role", STRONG)
def test_create_and_publish_makes_a_draft(client: Client, world: World, role: str) -> None:
    login(client, world.users[role])
    blank = PolicyPaper(title="New", slug="new", topic=world.topic)
    client.post(
        reverse("wagtailadmin_pages:add", args=["policies", "policypaper", world.library.pk]),
        paper_form(blank, "First words.", action="publish"),
    )
    assert not Publication.objects.get(slug="new").live


def test_a_public_paper_changed_by_a_publisher_stays_as_reviewed(
    client: Client, world: World, paper: Any
) -> None:
    publish_through_review(paper, world)
    login(client, world.publisher)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[paper.pk]),
        paper_form(paper, "Changed after the review.", action="publish"),
    )
    assert "Changed after" not in str(fresh(paper).body)


def test_bulk_publish_publishes_nothing(client: Client, world: World, paper: Any) -> None:
    login(client, world.superuser)
    address = reverse("wagtail_bulk_action", args=["policies", "policypaper", "publish"])
    client.post(f"{address}?id={paper.pk}", {"include_descendants": "on"})
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={world.library.pk}", {"include_descendants": "on"})
    assert not fresh(paper).live


@pytest.mark.parametrize("alias", [True, False])
def test_copy_is_a_draft_and_no_alias(
    client: Client, world: World, paper: Any, alias: bool
) -> None:
    publish_through_review(paper, world)
    login(client, world.superuser)
    client.post(
        reverse("wagtailadmin_pages:copy", args=[paper.pk]),
        {
            "new_title": "Copy",
            "new_slug": "copy",
            "new_parent_page": str(world.library.pk),
            "publish_copies": "on",
            "copy_subpages": "",
            "alias": "on" if alias else "",
        },
    )
    copy = Publication.objects.filter(slug="copy").first()
    assert copy is None or (not copy.live and copy.alias_of_id is None)
    if not alias:
        assert copy is not None
        assert copy.reference_number != fresh(paper).reference_number


@pytest.mark.parametrize("role", STRONG)
def test_what_was_public_is_neither_unpublished_nor_deleted(
    client: Client, world: World, paper: Any, role: str
) -> None:
    publish_through_review(paper, world)
    login(client, world.users[role])
    client.post(reverse("wagtailadmin_pages:unpublish", args=[paper.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[paper.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[world.library.pk]))
    assert fresh(paper).live


def test_revert_needs_review_again(client: Client, world: World, paper: Any) -> None:
    old = paper.latest_revision
    login(client, world.superuser)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[paper.pk]),
        paper_form(paper, "Newer words."),
    )
    publish_through_review(paper, world)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[paper.pk]),
        {**paper_form(paper, "The first words.", action="publish"), "revision": str(old.pk)},
    )
    assert "Newer words." in str(fresh(paper).body)


def test_approve_with_the_editors_change_in_the_same_breath(
    client: Client, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    login(client, world.publisher)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[paper.pk]),
        {
            **paper_form(paper, "Slipped in with the approval."),
            "action-workflow-action": "on",
            "workflow-action-name": "approve",
        },
    )
    page = fresh(paper)
    assert not page.live
    assert "Slipped in" in str(page.get_latest_revision_as_object().body)
    assert not Approval.objects.active().filter(page=page).exists()


def test_workflow_actions_over_http_carry_the_paper_to_publication(
    client: Client, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    for name in ("reviewer", "publisher"):
        login(client, world.users[name])
        state = fresh(paper).current_workflow_task_state
        response = client.post(
            reverse("wagtailadmin_pages:workflow_action", args=[paper.pk, "approve", state.pk]),
            {"comment": "Good."},
        )
        assert response.status_code in (200, 302)
    assert fresh(paper).live


def test_own_approval_says_why_not(client: Client, world: World) -> None:
    paper = make_paper(world, by=world.reviewer)
    submit(paper, world.reviewer)
    login(client, world.reviewer)
    state = fresh(paper).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[paper.pk, "approve", state.pk])
    response = client.post(address, {"comment": ""}, follow=True)
    assert not Approval.objects.filter(page=paper).exists()
    assert "You changed this text" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["wagtailadmin_workflows:disable_task", "wagtailadmin_workflows:disable"]
)
def test_disabling_publishes_nothing(
    client: Client, world: World, paper: Any, address: str
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    login(client, world.superuser)
    state = fresh(paper).current_workflow_state
    key = state.current_task_state.task_id if "task" in address else state.workflow_id
    client.post(reverse(address, args=[key]))
    assert not fresh(paper).live


def test_no_write_api_is_mounted() -> None:
    from django.urls import get_resolver

    names = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not [name for name in names if name.startswith("api/") and "search" not in name]
