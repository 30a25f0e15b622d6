"""What readers see of a publication: text, notes, recommendations, versions, metadata."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Locale

from cms.models import PlatformDocument
from cms.review.doors import archive
from policies.models import (
    Annex,
    Author,
    Footnote,
    GuidelineIndicator,
    GuidelineRisk,
    GuidelineStep,
    KeyMessage,
    Participant,
    PilotActionGuideline,
    Reference,
    WorkingGroupReport,
)
from tests.factories import REASON, World, fresh, make_paper, publish_installed
from tests.workflows import edit, publish_through_review

NOTE = uuid.UUID("11111111-1111-4111-8111-111111111111")
OTHER = uuid.UUID("22222222-2222-4222-8222-222222222222")


def mark(key: uuid.UUID, shown: int = 9) -> str:
    """A footnote mark as it is stored."""
    return f'<a linktype="footnote" id="{key}">{shown}</a>'


def rich_body() -> list[dict[str, Any]]:
    """A body with sections and marks, the second note marked first."""
    return [
        {"type": "heading", "value": {"text": "Why", "level": "2"}, "id": str(uuid.uuid4())},
        {
            "type": "text",
            "value": f"<p>First{mark(OTHER)}, second{mark(NOTE)}, again{mark(OTHER)}.</p>",
            "id": str(uuid.uuid4()),
        },
        {"type": "heading", "value": {"text": "How", "level": "3"}, "id": str(uuid.uuid4())},
        {
            "type": "definitions",
            "value": {
                "items": [
                    {
                        "type": "item",
                        "id": str(uuid.uuid4()),
                        "value": {"term": "Cluster", "definition": "<p>Firms <b>near</b>.</p>"},
                    }
                ]
            },
            "id": str(uuid.uuid4()),
        },
        {
            "type": "quotation",
            "value": {"text": "Zusammen", "source": "A saying", "language": "de"},
            "id": str(uuid.uuid4()),
        },
    ]


@pytest.fixture
def published(world: World) -> Any:
    """A policy paper with everything a paper can have, public."""
    paper = make_paper(
        world,
        title="Sharing laboratories",
        body=rich_body(),
        recommendations=3,
        abstract="What sharing costs.",
        countries=["BG", "RS"],
        policy_level="regional",
        publication_date=datetime.date(2026, 3, 12),
        review_by=datetime.date(2026, 4, 1),
    )
    draft = fresh(paper).get_latest_revision_as_object()
    draft.key_messages = [KeyMessage(text="Share.", sort_order=0)]
    draft.footnotes = [
        Footnote(translation_key=NOTE, text="Note <i>one</i>.", sort_order=0),
        Footnote(translation_key=OTHER, text="Note two.", sort_order=1),
    ]
    draft.references = [Reference(text="A book.", year=2016, url="https://example.org/book")]
    draft.authors = [
        Author(name="First Author", organisation_name="An institute", sort_order=0),
        Author(organisation_name="An agency", sort_order=1),
    ]
    document = PlatformDocument(title="Questionnaire")
    document.file.save("questionnaire.pdf", ContentFile(b"%PDF-1.4 test"), save=False)
    document.file_size = 13
    document.save()
    draft.annexes = [Annex(title="The questionnaire", document=document)]
    draft.save_revision(user=world.editor, log_action=True)
    return publish_through_review(paper, world)


def page_of(client: Client, page: Any) -> str:
    """The public page as text."""
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_a_paper_shows_all_its_parts(client: Client, published: Any) -> None:
    html = page_of(client, published)
    for words in (
        "What sharing costs.",
        "Share.",
        "Do the thing number 2.",
        "A book.",
        "First Author",
        "An agency",
        "The questionnaire",
        "PDF",
        "/documents/",
        "Version 1",
        "How to cite",
        published.reference_number,
        "/en/countries/bg/",
        'lang="de"',
        "Review due.",
    ):
        assert words in html, words


def test_footnotes_are_numbered_as_they_appear_and_lead_back(
    client: Client, published: Any
) -> None:
    html = page_of(client, published)
    marks = re.findall(r'id="footnote-ref-([^"]+)" href="#footnote-([^"]+)">(\d+)</a>', html)
    assert marks == [
        (str(OTHER), str(OTHER), "1"),
        (str(NOTE), str(NOTE), "2"),
        (f"{OTHER}-2", str(OTHER), "1"),
    ]
    assert html.index(f'id="footnote-{OTHER}"') < html.index(f'id="footnote-{NOTE}"')
    assert f'href="#footnote-ref-{NOTE}"' in html


def test_every_link_within_the_page_has_its_target_and_ids_are_unique(
    client: Client, published: Any
) -> None:
    html = page_of(client, published)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_the_data_for_search_engines_says_report_language_and_way(
    client: Client, published: Any
) -> None:
    html = page_of(client, published)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    report, way = json.loads(found[1])["@graph"]
    assert (report["@type"], report["inLanguage"]) == ("Report", "en")
    assert report["author"][1] == {"@type": "Organization", "name": "An agency"}
    assert way["@type"] == "BreadcrumbList"
    assert [item["position"] for item in way["itemListElement"]] == [1, 2, 3]
    assert f'<link rel="canonical" href="http://testserver{published.get_url()}">' in html
    assert 'hreflang="x-default"' in html
    assert 'property="og:title"' in html
    assert "<title>Sharing laboratories – Library – ClusterPoliSEE</title>" in html


def test_a_recommendation_has_a_page_and_an_address_in_the_paper(
    client: Client, published: Any
) -> None:
    item = published.recommendations.all()[1]
    place = client.get(f"/en/recommendations/{item.identifier}/")
    assert place["Location"] == f"{published.get_url()}#recommendation-{item.identifier}"
    assert f'id="recommendation-{item.identifier}"' in page_of(client, published)
    about = client.get(f"/en/recommendations/{item.identifier}/about/")
    text = about.content.decode()
    assert about.status_code == 200
    assert "Do the thing number 1." in text
    assert "Recommendation 2" in text
    assert place["Location"] in text
    elsewhere = client.get(f"/bg/recommendations/{item.identifier}/about/")
    assert elsewhere.status_code == 404
    assert f'href="/en/recommendations/{item.identifier}/about/" hreflang="en"' in (
        elsewhere.content.decode()
    )
    assert client.get(f"/en/recommendations/{uuid.uuid4()}/about/").status_code == 404


def test_the_list_of_recommendations_is_filtered(
    client: Client, published: Any, world: World
) -> None:
    all_of_them = client.get("/en/recommendations/?topic=3&addressee=regional").content.decode()
    assert "3 recommendations" in all_of_them
    none = client.get("/en/recommendations/?addressee=eu&instrument=magic").content.decode()
    assert "0 recommendations" in none
    assert "magic" in none


def test_the_page_says_what_changed_between_versions(
    client: Client, published: Any, world: World
) -> None:
    edit(published, world.editor, abstract="What sharing really costs.")
    second = publish_through_review(published, world)
    html = page_of(client, second)
    assert "versions/?from=1&amp;to=2" in html
    changed = client.get(second.get_url() + "versions/").content.decode()
    assert '<ins class="tag-accent">really ' in changed
    assert "Abstract" in changed
    odd = client.get(second.get_url() + "versions/?from=x&to=999999999999")
    assert odd.status_code == 200
    assert client.get(second.get_url() + "versions/more/").status_code == 404


def test_an_archived_paper_says_so(client: Client, published: Any, world: World) -> None:
    archive(published, user=world.administrator, reason="Overtaken by events.")
    html = page_of(client, published)
    assert "Archived." in html
    assert "Overtaken by events." in html
    assert "Review due." not in html


def test_a_superseded_paper_leads_to_its_successor(
    client: Client, published: Any, world: World
) -> None:
    newer = publish_through_review(make_paper(world, title="The newer one"), world)
    edit(published, world.editor, superseded_by=newer)
    older = publish_through_review(published, world)
    html = page_of(client, older)
    assert "Superseded." in html
    assert f'href="{newer.get_url()}">The newer one</a>' in html


def test_a_guideline_shows_steps_risks_and_indicators(client: Client, world: World) -> None:
    draft = make_paper(world, title="A pilot", model=PilotActionGuideline)
    page = fresh(draft).get_latest_revision_as_object()
    page.objectives = "<p>To try it.</p>"
    page.steps = [GuidelineStep(title="Ask the firms", who="The manager", duration="a month")]
    page.risks = [GuidelineRisk(risk="Nobody comes", mitigation="Call them")]
    page.indicators = [GuidelineIndicator(name="Firms", target="12")]
    page.save_revision(user=world.editor, log_action=True)
    html = page_of(client, publish_through_review(draft, world))
    for words in ("To try it.", "Step 1: Ask the firms", "The manager", "Nobody comes", ">12<"):
        assert words in html, words
    assert "Pilot action guideline" in html


def test_a_report_shows_its_facts_and_participants(client: Client, world: World) -> None:
    draft = make_paper(world, title="Second meeting", model=WorkingGroupReport, recommendations=0)
    page = fresh(draft).get_latest_revision_as_object()
    page.kind = "meeting"
    page.meeting_date = datetime.date(2026, 2, 3)
    page.place = "Sofia"
    page.conclusions = "<p>They agreed.</p>"
    page.participants = [Participant(name="", organisation="An agency")]
    page.save_revision(user=world.editor, log_action=True)
    html = page_of(client, publish_through_review(draft, world))
    for words in ("Meeting report", "Sofia", "They agreed.", "An agency"):
        assert words in html, words


@pytest.mark.parametrize("model", [None, PilotActionGuideline, WorkingGroupReport])
def test_a_draft_can_be_previewed(world: World, model: Any) -> None:
    draft = make_paper(world, body=rich_body(), **({"model": model} if model else {}))
    page = fresh(draft).get_latest_revision_as_object()
    page.footnotes = [Footnote(translation_key=NOTE, text="Not yet saved.")]
    response = page.make_preview_request()
    assert response.status_code == 200
    response.render()
    html = response.content.decode()
    assert "Draft." in html
    assert "Not yet saved." in html
    assert 'content="noindex"' in html


def test_an_unsaved_paper_can_be_previewed(world: World) -> None:
    from policies.models import PolicyPaper, Recommendation

    library = fresh(world.library)
    paper = PolicyPaper(title="New", slug="new", locale=library.locale, topic=world.topic)
    paper.recommendations = [Recommendation(statement="Do it.")]
    paper.depth = library.depth + 1
    paper.path = paper._get_path(library.path, paper.depth, 1)
    paper.set_url_path(library)
    response = paper.make_preview_request()
    response.render()
    assert response.status_code == 200
    assert "Do it." in response.content.decode()


def test_a_translation_stands_with_the_topic_of_its_own_language(
    client: Client, published: Any, world: World
) -> None:
    bulgarian = Locale.objects.get(language_code="bg")
    translated = published.copy_for_translation(bulgarian)
    translated.topic = published.topic
    translated = publish_installed(translated, REASON)
    assert "Cooperation" in page_of(client, translated)
    topics = publish_installed(
        fresh(world.topic.get_parent()).copy_for_translation(bulgarian), REASON
    )
    topic = fresh(world.topic).copy_for_translation(bulgarian)
    topic.title = topic.draft_title = "Сътрудничество"
    publish_installed(topic, REASON)
    shown = page_of(client, translated)
    assert "Сътрудничество" in shown
    assert "Cooperation" not in shown
    counted = client.get(topics.get_url()).content.decode()
    assert "1 публикация" in counted
