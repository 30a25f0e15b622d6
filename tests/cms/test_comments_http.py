"""The page where a draft is read and commented: complete, without a script, not for others."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.comments.models import Comment, Thread
from cms.comments.passages import passages_of, reading_of
from policies.models import (
    Author,
    Footnote,
    GuidelineIndicator,
    GuidelineRisk,
    GuidelineStep,
    KeyMessage,
    Participant,
    PilotActionGuideline,
    PolicyPaper,
    Reference,
    WorkingGroupReport,
)
from tests.cms.commenting import comment_on, draft_of, passage
from tests.factories import World, fresh, make_paper
from tests.workflows import approve, submit

TABLE = {
    "caption": "Members",
    "table": {"data": [["Cluster", "2024"], ["A", "41"]], "first_row_is_table_header": True},
}
BODY = [
    {"type": "heading", "value": {"text": "Why", "level": "2"}, "id": "a" * 8},
    {"type": "text", "value": "<p>One <b>bold</b> word.</p><p>Another.</p>", "id": "b" * 8},
    {"type": "table", "value": TABLE, "id": "c" * 8},
    {"type": "key_message", "value": {"text": "Cooperate."}, "id": "d" * 8},
    {"type": "quotation", "value": {"text": "So be it.", "source": "Somebody"}, "id": "e" * 8},
    {
        "type": "definitions",
        "value": {"items": [{"term": "Cluster", "definition": "<p>Firms.</p>"}]},
        "id": "f" * 8,
    },
]
SHARED: dict[str, list[Any]] = {
    "authors": [Author(name="Group of authors", sort_order=0)],
    "key_messages": [KeyMessage(text="Small ones gain most.", sort_order=0)],
    "footnotes": [Footnote(text="<p>A note.</p>", sort_order=0)],
    "references": [Reference(text="<p>A source.</p>", sort_order=0)],
}
OWN: dict[type, dict[str, Any]] = {
    PolicyPaper: {},
    PilotActionGuideline: {
        "objectives": "<p>To try it.</p>",
        "preconditions": "<p>Two clusters.</p>",
        "resources": "<p>One scout.</p>",
        "steps": [GuidelineStep(title="Begin", description="<p>How.</p>", sort_order=0)],
        "risks": [GuidelineRisk(risk="Nobody comes", mitigation="Ask", sort_order=0)],
        "indicators": [GuidelineIndicator(name="Visits", target="12", sort_order=0)],
    },
    WorkingGroupReport: {
        "period": "2025",
        "place": "Sofia",
        "conclusions": "<p>Go on.</p>",
        "participants": [Participant(name="A member", sort_order=0)],
    },
}


def address(page: Any) -> str:
    """Return where a draft is read."""
    return reverse("comments_reading", args=[page.pk])


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_every_passage_of_every_type_is_read_once_and_in_the_public_form(
    world: World, model: type
) -> None:
    page = draft_of(make_paper(world, model=model, body=BODY))
    for name, value in {**SHARED, **OWN[model]}.items():
        setattr(page, name, value)
    page.save_revision(user=world.editor)
    page = draft_of(page)
    anchors = [found.anchor for found in passages_of(page)]
    request = RequestFactory().get("/")
    request.is_preview = True  # type: ignore[attr-defined]
    parts = reading_of(page, request)
    shown = [part.anchor for part in parts if part.anchor]
    assert sorted(shown) == sorted(anchors)
    assert len(set(anchors)) == len(anchors)
    # What the room's own form leaves out comes at the end, as a bare paragraph.
    assert shown[-1] == "part:about"
    said = " ".join(found.text for found in passages_of(page))
    for words in ("One bold word. Another.", "Cluster 2024 A 41", "So be it.", "Firms.", "A note."):
        assert words in said


def test_pages_of_other_types_are_read_as_well(client: Client, world: World) -> None:
    client.force_login(world.publisher)
    page = client.get(address(world.topic)).content.decode()
    assert "Cooperation" in page
    assert "Comment here" in page


def test_without_a_script_a_link_opens_the_form_and_a_form_writes(
    client: Client, world: World, paper: Any
) -> None:
    client.force_login(world.reviewer)
    found = passage(paper, "first words")
    page = client.get(address(paper)).content.decode()
    link = f"?at={quote(found.anchor)}#{found.element_id}"
    assert link in page
    page = client.get(f"{address(paper)}?at={found.anchor}").content.decode()
    assert f'name="anchor" value="{found.anchor}"' in page
    sent = {"act": "begin", "anchor": found.anchor, "text": "@reviewer.wg6: why?", "quote": ""}
    response = client.post(address(paper), sent, follow=True)
    page = response.content.decode()
    assert "why?" in page
    assert "nobody of this name may see the draft" in page
    thread = Thread.objects.get()
    for act, word in (("resolve", "Settled by reviewer.wg3"), ("reopen", "1 comment is open")):
        page = client.post(
            address(paper), {"act": act, "thread": thread.pk}, follow=True
        ).content.decode()
        assert word in page
    client.post(address(paper), {"act": "reply", "thread": thread.pk, "text": "Well?"})
    comment = thread.comments.last()
    assert comment is not None
    page = client.get(f"{address(paper)}?edit={comment.pk}").content.decode()
    assert 'value="edit"' in page
    client.post(address(paper), {"act": "edit", "comment": comment.pk, "text": "Well then?"})
    client.post(address(paper), {"act": "delete", "comment": comment.pk})
    assert [c.text for c in thread.comments.all()] == ["@reviewer.wg6: why?", ""]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"anchor": "block:body:gone"}, "has been removed since"),
        ({"quote": "other words"}, "These words are not in the passage."),
        ({"text": " "}, "This field is required."),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed(
    client: Client, world: World, paper: Any, sent: dict[str, str], words: str
) -> None:
    client.force_login(world.reviewer)
    found = passage(paper, "first words")
    data = {"act": "begin", "anchor": found.anchor, "text": "Typed with care.", "quote": ""}
    page = client.post(address(paper), {**data, **sent}).content.decode()
    assert words in page
    if "text" not in sent:
        assert "Typed with care." in page
    assert not Comment.objects.exists()


def test_a_comment_whose_passage_is_gone_is_shown_with_its_text(
    client: Client, world: World, paper: Any
) -> None:
    comment_on(paper, world.reviewer, "first words", "Which ones?")
    draft = draft_of(paper)
    draft.body = []
    draft.save_revision(user=world.editor)
    client.force_login(world.editor)
    page = client.get(address(paper)).content.decode()
    assert "The passage is gone." in page
    assert "The first words." in page
    assert "Which ones?" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_others_read_and_write_nothing(
    client: Client, world: World, paper: Any, method: str
) -> None:
    anchor = passage(paper, "first words").anchor
    client.force_login(world.outsider)
    sent = {"act": "begin", "anchor": anchor, "text": "Hello."}
    for place in (address(paper), reverse("comments_people", args=[paper.pk])):
        response = getattr(client, method)(place, sent)
        assert response.status_code in {302, 403, 405}
        assert "first words" not in response.content.decode()
    assert not Comment.objects.exists()


def test_names_are_offered_after_the_sign(client: Client, world: World, paper: Any) -> None:
    client.force_login(world.editor)
    answer = client.get(reverse("comments_people", args=[paper.pk]), {"q": "pub"}).json()
    assert [person["name"] for person in answer["people"]] == ["publisher.at", "publisher.eu"]


def test_editor_and_history_lead_there_with_the_number_of_open_comments(
    client: Client, world: World, paper: Any
) -> None:
    comment_on(paper, world.reviewer, "first words")
    client.force_login(world.editor)
    for name in ("edit", "history"):
        page = client.get(reverse(f"wagtailadmin_pages:{name}", args=[paper.pk])).content.decode()
        assert address(paper) in page
        assert "Read and comment (open: 1)" in page


def test_wagtails_own_comments_are_off(client: Client, world: World, paper: Any) -> None:
    client.force_login(world.editor)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[paper.pk])).content.decode()
    assert 'name="comments-TOTAL_FORMS"' not in page


def test_the_last_approver_says_why_in_the_editors_own_dialog(
    client: Client, world: World, paper: Any
) -> None:
    submit(paper, world.editor)
    approve(paper, world.reviewer)
    comment_on(paper, world.reviewer, "first words")
    client.force_login(world.publisher)
    state = fresh(paper).current_workflow_task_state
    dialog = reverse(
        "wagtailadmin_pages:workflow_action", args=[paper.pk, "approve_despite", state.pk]
    )
    page = client.get(dialog, headers={"x-requested-with": "XMLHttpRequest"}).json()["html"]
    assert "Why the text may become public although something is open" in page
    client.post(dialog, {"comment": "no"})
    assert not fresh(paper).live
    plain = dialog.replace("approve_despite", "approve")
    client.post(plain, {"comment": "Good."})
    assert not fresh(paper).live
    client.post(dialog, {"comment": "It is about the next edition."})
    assert fresh(paper).live


def test_the_number_of_queries_does_not_grow_with_comments(
    client: Client, world: World, paper: Any
) -> None:
    client.force_login(world.editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(paper))
        return len(captured)

    comment_on(paper, world.reviewer, "first words")
    queries()
    before = queries()
    for _number in range(5):
        comment_on(paper, world.reviewer, "first words")
    assert queries() == before
