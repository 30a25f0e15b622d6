"""Each cell of the permission table against the platform."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.review import doors
from home.models import StandardPage
from tests.cms.permission_table import EXPECTED, PAGE, ROLES, as_markdown
from tests.factories import World, body_of, fresh, make_paper
from tests.workflows import approve, submit


def make_structural(world: World) -> Any:
    page = StandardPage(title="About", slug="about", live=False, body=body_of("About us."))
    page.owner = world.editor
    fresh(world.home).add_child(instance=page)
    page.save_revision(user=world.editor)
    return fresh(page)


def bring_to(state: str, kind: str, world: World) -> Any:
    """Return a page of the type in the state, through the platform's own doors."""
    page = make_paper(world) if kind == "publication" else make_structural(world)
    if state == "draft":
        return page
    submit(page, world.editor)
    if state == "first step":
        return fresh(page)
    if kind == "publication":
        approve(page, world.reviewer)
    if state == "last step":
        return fresh(page)
    approve(page, world.other_publisher)
    if state == "archived":
        doors.archive(fresh(page), user=world.publisher, reason="Ten years old by now")
    return fresh(page)


def _task_actions(page: Any, user: Any) -> set[str]:
    task = page.current_workflow_task
    return {name for name, *_rest in task.specific.get_actions(page, user)} if task else set()


def _answers(client: Client, user: Any, name: str, page: Any) -> bool:
    client.force_login(user)
    return client.get(reverse(name, args=[page.pk])).status_code == 200


def _may_edit(client: Client, page: Any, user: Any) -> bool:
    tester = page.permissions_for_user(user)
    return bool(tester.can_edit() and not tester.page_locked())


CHECKS: dict[str, Callable[[Client, Any, Any], bool]] = {
    "edit": _may_edit,
    "submit": lambda c, page, user: (
        _may_edit(c, page, user) and page.permissions_for_user(user).can_submit_for_moderation()
    ),
    "approve": lambda c, page, user: "approve" in _task_actions(page, user),
    "send_back": lambda c, page, user: "reject" in _task_actions(page, user),
    "withdraw_submission": lambda c, page, user: bool(
        page.current_workflow_state and page.current_workflow_state.user_can_cancel(user)
    ),
    "publish": lambda c, page, user: page.permissions_for_user(user).can_publish(),
    "unpublish": lambda c, page, user: page.permissions_for_user(user).can_unpublish(),
    "delete": lambda c, page, user: page.permissions_for_user(user).can_delete(),
    "copy": lambda c, page, user: page.permissions_for_user(user).can_copy(),
    "history": lambda c, page, user: _answers(c, user, "wagtailadmin_pages:history", page),
    "archive": lambda c, page, user: _answers(c, user, "review_archive", page),
    "emergency": lambda c, page, user: _answers(c, user, "review_emergency", page),
}


@pytest.mark.parametrize(
    ("kind", "state"), [(kind, state) for kind, states in EXPECTED.items() for state in states]
)
def test_rights_are_as_the_table_says(client: Client, world: World, kind: str, state: str) -> None:
    page = bring_to(state, kind, world)
    wrong = []
    for action, roles in EXPECTED[kind][state].items():
        for role in ROLES:
            found = CHECKS[action](client, fresh(page), world.users[role])
            if found != (role in roles):
                wrong.append(f"{action} by {role}: {'allowed' if found else 'refused'}")
    assert not wrong, "\n".join(wrong)


def test_the_page_is_made_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_a_wrong_cell_is_noticed(client: Client, world: World) -> None:
    page = bring_to("draft", "publication", world)
    assert not CHECKS["publish"](client, page, world.superuser)
    assert CHECKS["edit"](client, page, world.editor)
