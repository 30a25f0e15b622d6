"""Content checks in editor and import, live previews of every type, previews of blocks."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.blocks import Block

from policies.blocks import BodyBlock
from policies.content_checks import MORE_AXE_RULES, check_publication, findings_for
from policies.models import (
    PartnerIndexPage,
    PilotActionGuideline,
    PolicyPaper,
    Recommendation,
    Reference,
    TopicPage,
    WorkingGroupReport,
)
from tests.admin import paper_form
from tests.factories import World, fresh, make_paper

TYPES = (PolicyPaper, PilotActionGuideline, WorkingGroupReport)


def raw(kind: str, value: Any) -> dict[str, Any]:
    """One raw body block."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def flawed(world: World) -> Any:
    """A draft with one flaw of each kind."""
    page = make_paper(world, abstract=" ")
    draft = page.get_latest_revision_as_object()
    figure = {"image": None, "alternative_text": "", "caption": "", "credit": ""}
    draft.body = [
        raw("heading", {"text": "First", "level": "2"}),
        raw("heading", {"text": "Deep", "level": "4"}),
        raw("figure", figure),
    ]
    draft.recommendations = [Recommendation(statement="Do it.")]
    draft.references = [Reference(text="A source"), Reference(text="Another", year=2020)]
    # The form refuses skipped levels; a draft may have them from elsewhere.
    draft.save_revision(user=world.editor, clean=False)
    return fresh(page)


def client_of(user: Any) -> Client:
    """Return a client of the user."""
    client = Client()
    client.force_login(user)
    return client


def test_each_flaw_is_found(world: World) -> None:
    draft = flawed(world).get_latest_revision_as_object()
    findings = check_publication(draft)
    assert [finding.code for finding in findings] == [
        "abstract",
        "heading-level",
        "alternative-text",
        "addressee",
        "year",
    ]
    assert findings[3].field == "#id_recommendations-0-addressee"
    assert draft.body[1].id in findings[1].field


def test_a_good_paper_has_no_findings(world: World) -> None:
    assert check_publication(make_paper(world)) == []
    assert findings_for(world.library) == []


def test_editor_shows_findings_with_the_way_to_the_field(world: World) -> None:
    page = flawed(world)
    client = client_of(world.editor)
    content = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Publication checks" in content
    assert "Issues found" in content
    for code in ("abstract", "heading-level", "alternative-text", "addressee", "year"):
        assert f'data-finding="{code}"' in content, code
    assert 'data-w-focus-target-value="#id_abstract"' in content
    listed = client.get(reverse("content_checks", args=[page.pk])).content.decode()
    assert "Recommendation 1 has no addressee." in listed
    refused = client_of(world.reviewer).get(reverse("content_checks", args=[page.pk]))
    assert refused.status_code == 302


def test_a_new_page_and_other_types_have_the_stock_panel(world: World) -> None:
    client = client_of(world.editor)
    address = reverse("wagtailadmin_pages:add", args=["policies", "policypaper", world.library.pk])
    content = client.get(address).content.decode()
    assert "Publication checks" not in content
    assert "Issues found" in content
    publisher = client_of(world.publisher)
    topic = publisher.get(reverse("wagtailadmin_pages:edit", args=[world.topic.pk]))
    assert "Publication checks" not in topic.content.decode()


def test_sending_to_review_names_what_is_open_and_goes_through(world: World) -> None:
    page = make_paper(world, abstract="", recommendations=0)
    data = paper_form(page, "Words.", action="submit")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client_of(world.editor).post(address, data, follow=True)
    text = response.content.decode()
    assert "1 content check is open: The publication has no abstract." in text
    assert fresh(page).current_workflow_task_state is not None


def test_wagtails_checker_looks_for_more_in_publications(world: World, rf: Any) -> None:
    request = rf.get("/")
    request.user = world.editor
    for page, more in ((make_paper(world), True), (world.topic, False)):
        rules = ChecksSidePanel(page, request).get_axe_configuration()["options"]["runOnly"]
        assert ("image-alt" in rules) is more
        assert (set(MORE_AXE_RULES) <= set(rules)) is more


def previewed(client: Client, names: tuple[str, list[Any]], data: dict[str, Any]) -> Any:
    """Send the form to the preview as the editor does, and open the preview."""
    address = reverse(names[0], args=names[1])
    sent = client.post(address, data)
    assert sent.json()["is_valid"], sent.content
    return client.get(address)


def form_with(model: type[Any], page: Any) -> dict[str, Any]:
    """The editor's form of any type, the relations of its own empty."""
    data = paper_form(page, "Unsaved words.")
    for relation in ("steps", "risks", "indicators", "participants"):
        for key, value in (("TOTAL", 0), ("INITIAL", 0), ("MIN_NUM", 0), ("MAX_NUM", 1000)):
            data[f"{relation}-{key}_FORMS"] = str(value)
    for name in ("objectives", "preconditions", "resources", "conclusions"):
        data[name] = "null"
    return data


@pytest.mark.parametrize("model", TYPES)
def test_unsaved_new_page_of_each_type_can_be_previewed(world: World, model: type[Any]) -> None:
    page = model(title="Never saved", slug="never-saved", abstract="In short.", topic=world.topic)
    names = [model._meta.app_label, model._meta.model_name, world.library.pk]
    where = ("wagtailadmin_pages:preview_on_add", names)
    response = previewed(client_of(world.editor), where, form_with(model, page))
    text = response.content.decode()
    assert response.status_code == 200
    assert "Never saved" in text
    assert "Unsaved words." in text
    assert not model.objects.filter(title="Never saved").exists()


@pytest.mark.parametrize("model", TYPES)
def test_unsaved_change_of_each_type_can_be_previewed(world: World, model: type[Any]) -> None:
    page = make_paper(world, model=model)
    where = ("wagtailadmin_pages:preview_on_edit", [page.pk])
    response = previewed(client_of(world.editor), where, form_with(model, page))
    assert response.status_code == 200
    assert "Unsaved words." in response.content.decode()
    assert "The first words." not in response.content.decode()


def test_structure_pages_can_be_previewed(world: World) -> None:
    client = client_of(world.publisher)
    topics = world.topic.get_parent()
    new_topic = TopicPage(title="New topic", slug="new-topic", number=5)
    new_partners = PartnerIndexPage(title="Partners", slug="partners")
    for page, parent in ((new_topic, topics), (new_partners, world.home)):
        names = [page._meta.app_label, page._meta.model_name, parent.pk]
        data = {
            "title": page.title,
            "slug": page.slug,
            "number": "5",
            "introduction": "null" if page is new_topic else "Words",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        response = previewed(client, ("wagtailadmin_pages:preview_on_add", names), data)
        assert response.status_code == 200
        assert page.title in response.content.decode()


BLOCKS = list(BodyBlock().child_blocks.items())


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _block in BLOCKS])
def test_each_block_is_shown_in_the_chooser(world: World, name: str, block: Block) -> None:
    assert block.is_previewable
    assert block.meta.icon != "placeholder"
    assert len(str(block.get_description())) > 10
    address = reverse("wagtailadmin_block_preview")
    response = client_of(world.editor).get(address, {"id": block.definition_prefix})
    text = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert "css/publication.css" in text
    words = {
        "heading": "Why clusters cooperate across borders</h2>",
        "text": "<b>consectetur</b>",
        "table": "Members of two clusters",
        "figure": 'src="/static/img/style-guide-figure.svg"',
        "key_message": "Small countries gain most",
        "quotation": "Manager of a cluster organisation",
        "definitions": "<dt>Cluster</dt>",
    }
    assert words[name].replace("</h2>", "") in text
