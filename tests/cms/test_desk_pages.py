"""The desk as people open it: what it shows to whom, how it is narrowed, what its buttons do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.desk import duties
from cms.desk.models import Duty
from cms.desk.sections import all_sections
from cms.due.models import RefusedPublication
from policies.models import PilotActionGuideline
from tests.cms.desk_words import DESK, in_review, parts, row_of
from tests.cms.many import multiply
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, edit, publish_through_review, send_back, submit

HOME = "/admin/"


# --- Sections ---------------------------------------------------------------------------------


def test_what_waits_is_on_the_desk_of_those_who_take_it_and_of_nobody_else(
    client: Client, world: World
) -> None:
    in_review(world, 1)
    waiting = {
        role
        for role, user in world.users.items()
        if parts(client, user)["waiting"] == ["Paper 000"]
    }
    assert waiting == {"reviewer"}
    assert parts(client, world.editor)["mine"] == ["Paper 000"]
    assert "Paper 000" not in str(parts(client, world.outsider))


def test_the_earliest_date_stands_first_and_lateness_is_said_in_words(
    client: Client, world: World
) -> None:
    early, late = in_review(world, 2)
    today = timezone.localdate()
    Duty.objects.filter(page=late).update(due_on=today - timedelta(days=3))
    Duty.objects.filter(page=early).update(due_on=today)
    found = parts(client, world.reviewer)
    assert found["waiting"] == ["Paper 001", "Paper 000"]
    assert found["overdue"] == ["Paper 001"]
    text = client.get(DESK).content.decode()
    assert "3 days late" in text
    assert "today" in text


def test_who_changed_the_text_does_not_have_it_waiting(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    edit(paper, world.reviewer, "My own words.")
    found = parts(client, world.reviewer)
    assert found["waiting"] == []
    assert found["mine"] == ["Paper 000"]


def test_what_was_sent_back_shows_by_whom_and_why(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    send_back(paper, world.reviewer, "Name the four countries.")
    row = row_of(client, world.editor, "sent-back")
    assert row.title == "Paper 000"
    assert row.note == "Name the four countries."
    assert "reviewer.wg3" in row.state
    found = parts(client, world.editor)
    assert found["mine"] == []
    assert parts(client, world.reviewer)["sent-back"] == []


def test_mine_says_where_it_waits_and_who_has_it(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    make_paper(world, title="Still a draft")
    assert set(parts(client, world.editor)["mine"]) == {"Paper 000", "Still a draft"}
    duties.take(Duty.objects.get(page=paper), world.reviewer)
    client.force_login(world.editor)
    text = re.sub(r"\s+", " ", client.get(DESK).content.decode())
    assert "Waits for: Working group review" in text
    assert "reviewer.wg3 is on it" in text
    assert "Draft (today)" in text


def test_scheduled_and_ready_pages_are_seen_by_those_who_see_them(
    client: Client, world: World
) -> None:
    paper = make_paper(world, title="Later")
    edit(paper, world.editor, go_live_at=timezone.now() + timedelta(days=3))
    publish_through_review(paper, world)
    for role in ("editor", "other_editor", "reviewer", "publisher", "administrator"):
        assert parts(client, world.users[role])["ready"] == ["Later"], role
    assert parts(client, world.outsider)["ready"] == []
    revision = fresh(paper).scheduled_revision
    revision.approved_go_live_at = None
    revision.save()
    row = row_of(client, world.publisher, "ready")
    assert row.state == "approved, ready to be published"


def test_a_page_past_its_review_by_date_is_shown_with_its_owner(
    client: Client, world: World
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    publish_through_review(make_paper(world, title="Old", review_by=yesterday), world)
    row = row_of(client, world.editor, "review-by")
    assert (row.title, row.waits_for, row.days_late) == ("Old", "editor.bg", 1)


def test_a_refused_publication_is_shown_with_its_reason(client: Client, world: World) -> None:
    paper = make_paper(world, title="Not published")
    RefusedPublication.objects.create(
        page=paper, title=paper.title, go_live_at=timezone.now(), reason="It was not reviewed."
    )
    row = row_of(client, world.editor, "refused")
    assert (row.title, row.note) == ("Not published", "It was not reviewed.")
    assert parts(client, world.outsider)["refused"] == []


def test_an_empty_desk_helps(client: Client, world: World) -> None:
    client.force_login(world.outsider)
    text = client.get(DESK).content.decode()
    for section in all_sections():
        assert str(section.empty) in text
        assert section.empty


# --- Filters and pages ------------------------------------------------------------------------


def test_filters_narrow_every_section_and_stand_in_the_address(
    client: Client, world: World
) -> None:
    make_paper(world, title="Here")
    make_paper(world, title="Elsewhere", topic=world.other_topic)
    make_paper(world, title="A guideline", model=PilotActionGuideline)
    submitted = make_paper(world, title="In review")
    submit(submitted, world.editor)

    def mine(query: str) -> set[str]:
        return set(parts(client, world.editor, f"{DESK}?{query}")["mine"])

    assert mine("") == {"Here", "Elsewhere", "A guideline", "In review"}
    assert mine("topic=cooperation") == {"Here", "A guideline", "In review"}
    assert mine("topic=skills") == {"Elsewhere"}
    # A group has what it wrote and what it reviews.
    assert mine("group=wg6") == {"Elsewhere"}
    assert mine("type=policies.pilotactionguideline") == {"A guideline"}
    assert mine("state=waiting:working_group") == {"In review"}
    assert mine("state=draft&topic=cooperation") == {"Here", "A guideline"}
    assert mine("language=bg") == set()
    assert mine("topic=no-such-topic&state=nonsense") == mine("")


def test_a_section_has_pages_that_keep_the_filters(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    multiply(fresh(paper), 20)
    client.force_login(world.reviewer)
    response = client.get(f"{DESK}?topic=cooperation")
    waiting = response.context["parts"][0]
    assert (len(waiting.rows), waiting.total, waiting.pages) == (20, 21, 2)
    assert waiting.next == "/admin/desk/?topic=cooperation&p-waiting=2#waiting"
    second = client.get(waiting.next).context["parts"][0]
    assert [row.title for row in second.rows] == ["Copy 020"]
    past = client.get(f"{DESK}?p-waiting=99").context["parts"][0]
    assert (past.number, len(past.rows)) == (2, 1)
    for nonsense in ("0", "-1", "x", "9" * 30, "²"):
        assert client.get(f"{DESK}?p-waiting={nonsense}").status_code == 200


# --- Queries ----------------------------------------------------------------------------------


def queries_of(client: Client, user: Any, address: str) -> int:
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_desk_asks_the_same_with_five_and_with_fifty_pages(
    client: Client, world: World
) -> None:
    looks = [
        (role, place) for role in ("editor", "reviewer", "publisher") for place in (DESK, HOME)
    ]
    looks.append(("administrator", f"{DESK}?topic=cooperation&state=waiting:working_group"))

    def counts() -> dict[tuple[str, str], int]:
        return {
            (role, address): queries_of(client, world.users[role], address)
            for role, address in looks
        }

    papers = in_review(world, 5)
    Duty.objects.filter(page=papers[0]).update(due_on=timezone.localdate() - timedelta(days=2))
    with_five = counts()
    late = multiply(fresh(papers[1]), 45)
    Duty.objects.filter(page__in=late).update(due_on=timezone.localdate() - timedelta(days=1))
    with_fifty = counts()
    assert with_fifty == with_five
    assert max(with_fifty.values()) <= 25, with_fifty


# --- Buttons ----------------------------------------------------------------------------------


def test_taking_releasing_and_taking_over_by_the_buttons(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    approve(paper, world.reviewer)
    row = row_of(client, world.publisher, "waiting")
    (act,) = row.acts
    assert act.label == "I am on it"
    client.post(act.url, act.fields)
    assert Duty.objects.get(page=paper, closed_at=None).holder == world.publisher
    row = row_of(client, world.publisher, "waiting")
    assert (row.waits_for, row.acts[0].label) == ("You are on it", "Release")

    seen = row_of(client, world.other_publisher, "waiting")
    assert seen.waits_for == "publisher.eu is on it"
    assert seen.acts[0].label == "Take over"
    client.post(seen.acts[0].url, seen.acts[0].fields)
    duty = Duty.objects.get(page=paper, closed_at=None)
    assert duty.holder == world.other_publisher
    response = client.post(reverse("desk_release", args=[duty.pk]), {"next": DESK}, follow=True)
    assert response.redirect_chain[-1][0] == DESK
    assert Duty.objects.get(pk=duty.pk).holder is None


def test_buttons_refuse_who_may_not_and_do_nothing_on_a_get(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    duty = Duty.objects.get(page=paper)
    address = reverse("desk_take", args=[duty.pk])
    client.force_login(world.reviewer)
    assert client.get(address).status_code == 405
    for role in ("editor", "outsider", "publisher", "superuser"):
        client.force_login(world.users[role])
        client.post(address)
        assert Duty.objects.get(pk=duty.pk).taken_by is None, role
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.reviewer)
    assert strict.post(address).status_code == 403
    client.force_login(world.reviewer)
    response = client.post(address, {"next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/admin/"
    assert Duty.objects.get(pk=duty.pk).holder == world.reviewer


def test_an_old_page_does_not_take_a_step_from_somebody_new(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    approve(paper, world.reviewer)
    old = row_of(client, world.other_publisher, "waiting").acts[0]
    duties.take(Duty.objects.get(page=paper, closed_at=None), world.publisher)
    client.force_login(world.other_publisher)
    response = client.post(old.url, old.fields, follow=True)
    assert "publisher.eu is on it since a moment ago." in response.content.decode()
    assert Duty.objects.get(page=paper, closed_at=None).holder == world.publisher


def test_the_editor_says_who_is_on_it(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    approve(paper, world.reviewer)
    duties.take(Duty.objects.get(page=paper, closed_at=None), world.publisher)
    address = reverse("wagtailadmin_pages:edit", args=[paper.pk])
    client.force_login(world.other_publisher)
    assert "publisher.eu is on this step." in client.get(address).content.decode()
    client.force_login(world.publisher)
    assert "You are on this step" in client.get(address).content.decode()


def test_the_editor_has_the_same_button(client: Client, world: World) -> None:
    (paper,) = in_review(world, 1)
    approve(paper, world.reviewer)
    address = reverse("wagtailadmin_pages:edit", args=[paper.pk])
    duty = Duty.objects.get(page=paper, closed_at=None)

    def button(user: Any) -> str:
        client.force_login(user)
        text = client.get(address).content.decode()
        found = re.search(r'data-w-action-url-value="(/admin/desk/[^"]*)"', text)
        return found.group(1) if found else ""

    assert button(world.editor) == ""
    client.post(button(world.publisher))
    assert Duty.objects.get(pk=duty.pk).holder == world.publisher
    over = button(world.other_publisher)
    assert over.endswith(f"?instead_of={world.publisher.pk}")
    client.post(over)
    assert Duty.objects.get(pk=duty.pk).holder == world.other_publisher
    client.post(button(world.other_publisher))
    assert Duty.objects.get(pk=duty.pk).holder is None


@pytest.mark.parametrize(
    ("role", "place"),
    [("editor", "edit"), ("other_editor", "edit"), ("reviewer", "edit"), ("outsider", "history")],
)
def test_a_link_leads_where_the_person_may_look(
    client: Client, world: World, role: str, place: str
) -> None:
    (paper,) = in_review(world, 1)
    client.force_login(world.users[role])
    response = client.get(reverse("desk_open", args=[paper.pk]))
    assert response.headers["Location"] == reverse(f"wagtailadmin_pages:{place}", args=[paper.pk])
    assert client.get(response.headers["Location"]).status_code == 200


def test_the_home_page_begins_with_the_desk(client: Client, world: World) -> None:
    in_review(world, 1)
    client.force_login(world.reviewer)
    response = client.get("/admin/")
    names = [panel.name for panel in response.context["panels"]]
    assert names[0] == "desk"
    assert not {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation"} & set(names)
    text = response.content.decode()
    assert text.index("Waiting for me") < text.index("Paper 000")
    client.force_login(world.outsider)
    assert "Nothing waits for you." in client.get("/admin/").content.decode()
