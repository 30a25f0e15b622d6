"""Each address of the doors table, tried in each role: none opens without the language review."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, Translation

from cms.review.models import PublicState
from tests.admin import paper_form
from tests.factories import World, fresh
from tests.translations.conftest import find_people
from tests.translations.doors import CLOSED, DOORS, PAGE, addresses, as_markdown, meaning
from tests.translations.words import approve, fill, submit, write
from translations import submission

ROUTES = sorted(set(addresses()))
ROLES = [
    "translator",
    "foreign_translator",
    "foreign_reviewer",
    "world:publisher",
    "world:editor",
    "world:superuser",
]
ACTIONS = {
    "action_name": ["approve", "reject"],
    "action": ["publish", "unpublish", "delete", "move"],
}


def test_every_address_is_described() -> None:
    unknown = [name for name, _route in ROUTES if name.split(":")[0] == "wagtailadmin_pages"]
    missing = [name for name in unknown if name not in DOORS]
    assert not missing, f"addresses that nobody has looked at: {missing}"
    gone = set(DOORS) - {name for name, _route in ROUTES}
    assert not gone, f"addresses that are no more: {gone}"


def test_an_unknown_name_would_fail() -> None:
    with pytest.raises(KeyError):
        meaning("wagtailadmin_pages:something_new")


def test_the_page_in_docs_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


@pytest.fixture(scope="module")
def made(begun: dict[str, Any]) -> dict[str, Any]:
    """Make a public translation with a newer draft in review, once for all tests."""
    people = begun["people"]
    translation = Translation.objects.get(pk=begun["translation"])
    fill(translation, people["translator"])
    submit(translation, people["translator"])
    page = approve(translation, people["reviewer"])
    write(translation, 1, "Непрегледан текст", people["translator"])
    submit(translation, people["translator"])
    return {**begun, "page": page.pk}


class Bench:
    """What is made, as each test finds it in the database."""

    def __init__(self, world: World, made: dict[str, Any]) -> None:
        self.world, self.people = world, find_people(made["people"])
        self.translation = Translation.objects.get(pk=made["translation"])
        self.page = Page.objects.get(pk=made["page"]).specific
        self.before = self.public()

    def public(self) -> dict[int, str]:
        """Return the content of every public translation by key."""
        pages = Page.objects.filter(live=True).exclude(locale__language_code="en")
        kept = PublicState.objects.filter(page__in=pages)
        contents = {
            page.pk: str(page.specific.title) + str(getattr(page.specific, "abstract", ""))
            for page in pages
        }
        for state in kept:
            contents[state.page_id] += state.fingerprint
        return contents

    def user(self, role: str) -> Any:
        """Return the account of a role."""
        return self.world.users[role[6:]] if role.startswith("world:") else self.people[role]

    def arguments(self, route: str) -> list[dict[str, Any]]:
        """Return values for the parameters of an address.

        :raises KeyError: for a parameter that nobody has thought of.
        """
        state = self.page.current_workflow_state
        source = submission.source_of(self.translation)
        revision = Revision.objects.filter(object_id=str(self.page.pk)).first()
        values: dict[str, Any] = {
            "app_label": "wagtailcore",
            "app_name": "policies",
            "content_type_app_name": "policies",
            "content_type_model_name": "policypaper",
            "destination_id": self.world.library.pk,
            "mode": "default",
            "model_name": "page",
            "overridable_segment_id": 1,
            "page_id": self.page.pk,
            "page_to_move_id": self.page.pk,
            "parent_page_id": self.page.get_parent().pk,
            "pk": self.page.pk,
            "revision_id": revision.pk,
            "revision_id_a": "live",
            "revision_id_b": "latest",
            "string_segment_id": StringSegment.objects.first().pk,
            "task_id": state.current_task_state.task_id,
            "task_state_id": state.current_task_state.pk,
            "translation_id": self.translation.pk,
            "translation_source_id": self.translation.source_id,
            "workflow_state_id": state.pk,
        }
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        choices = [{}]
        for name in names:
            each = ACTIONS.get(name) or [values[name]]
            choices = [{**choice, name: value} for choice in choices for value in each]
        if "localize" in route and "page_id" in names:
            # Once for the translation, once for its source.
            choices += [{**choice, "page_id": source.pk} for choice in choices]
        return choices


def address_of(route: str, values: dict[str, Any]) -> str:
    address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    address = re.sub(r"[\^$\\]", "", address)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), address)


FORM = {
    "action-publish": "on",
    "action-workflow-action": "on",
    "workflow-action-name": "approve",
    "comment": "Good.",
    "publish": "on",
    "publish_translations": "on",
    "locales": "2",
    "value": "Непрегледано",
    "include_descendants": "on",
    "localize-restart-translation": "on",
    "localize-convert-to-alias": "on",
    "new_title": "Copy",
    "new_slug": "copy-of-it",
    "publish_copies": "on",
    "alias": "on",
}


@pytest.fixture
def bench(world: World, made: dict[str, Any]) -> Bench:
    return Bench(world, made)


@pytest.mark.parametrize("name", sorted({name for name, _route in ROUTES}))
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_role_gets_through(client: Client, bench: Bench, name: str) -> None:
    form = {**paper_form(bench.page, "Непрегледано"), **FORM}
    form["new_parent_page"] = str(bench.page.get_parent().pk)
    before = bench.before
    for role in ROLES:
        client.force_login(bench.user(role))
        for route in [route for other, route in ROUTES if other == name]:
            for values in bench.arguments(route):
                address = address_of(route, values)
                query = f"?id={bench.page.pk}&next=/admin/" if "bulk" in route else ""
                for answer in (client.get(address + query), client.post(address + query, form)):
                    assert answer.status_code < 500, (role, address)
                    if meaning(name) == CLOSED:
                        assert answer.status_code == 403, (role, address)
                assert bench.public() == before, (role, address)
                assert fresh(bench.page).locale.language_code == "bg"


def test_nothing_of_wagtail_localize_is_offered(client: Client, bench: Bench) -> None:
    client.force_login(bench.world.superuser)
    source = submission.source_of(bench.translation)
    for address in (
        f"/admin/pages/{source.pk}/edit/",
        f"/admin/pages/{bench.world.library.pk}/",
        f"/admin/pages/{bench.page.get_parent().pk}/",
        "/admin/",
    ):
        html = client.get(address).content.decode()
        assert "/admin/localize/" not in html, address
        assert "/admin/locales/" not in html, address
        assert "localize-convert-to-alias" not in html, address
