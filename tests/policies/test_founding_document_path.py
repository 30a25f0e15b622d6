"""The founding document from a file to the public, through two reviews by two people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import PageLogEntry

from policies.importing.result import body_text
from policies.models import WorkingGroupReport
from tests.factories import World, fresh
from tests.policies.importing.support import common_subsequence, plain_markdown, words
from tests.workflows import approve, edit, send_back, submit, task_state

SOURCE = Path(__file__).parents[3] / "shared" / "data" / "concept-paper-wg3.md"


@pytest.fixture
def draft(world: World) -> Any:
    """The document as ``import_publication`` makes it."""
    if not SOURCE.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SOURCE.name} is missing beside the project")
        pytest.skip("The founding document is not on this machine.")
    call_command(
        "import_publication", str(SOURCE), type="working-group-report", topic=3, user="editor.bg"
    )
    page = WorkingGroupReport.objects.latest("pk")
    return edit(page, world.editor, kind="concept_paper", abstract="A concept paper.")


def draft_words(page: Any) -> list[str]:
    """Words of title and body in the latest draft, as stored."""
    stored = page.get_latest_revision_as_object()
    return words("\n".join([stored.title, *body_text(list(stored.body.raw_data))]))


def test_the_draft_holds_the_words_of_the_source(draft: Any) -> None:
    source = words(plain_markdown(SOURCE.read_text(encoding="utf-8")))
    common = common_subsequence(source, draft_words(draft))
    assert common / len(source) >= 0.995, f"{common} of {len(source)} words in order"


def test_a_missing_paragraph_would_be_noticed(draft: Any) -> None:
    source = words(plain_markdown(SOURCE.read_text(encoding="utf-8")))
    shorter = draft_words(draft)
    del shorter[500:520]
    assert common_subsequence(source, shorter) / len(source) < 0.995


def test_it_is_sent_back_resubmitted_approved_twice_and_public(
    client: Client, world: World, draft: Any
) -> None:
    submit(draft, world.editor)
    send_back(draft, world.reviewer, "Name the second representative.")
    assert fresh(draft).current_workflow_state.status == "needs_changes"
    edit(draft, world.editor, abstract="A concept paper, second version.")
    fresh(draft).current_workflow_state.resume(user=world.editor)
    assert task_state(draft).task.specific.step_key == "working_group"
    approve(draft, world.reviewer, "Better.")
    page = approve(draft, world.publisher)
    assert page.live
    response = client.get(page.url)
    assert response.status_code == 200
    text = response.content.decode()
    for heading in ("1.1 Aims of WGs", "2.4 WG composition"):
        assert heading in text
    actions = list(
        PageLogEntry.objects.filter(page=page.pk)
        .order_by("timestamp")
        .values_list("action", flat=True)
    )
    for action in (
        "wagtail.create",
        "wagtail.workflow.start",
        "wagtail.workflow.reject",
        "wagtail.workflow.resume",
        "wagtail.workflow.approve",
        "wagtail.publish",
    ):
        assert action in actions
    assert actions.count("wagtail.workflow.approve") == 2
