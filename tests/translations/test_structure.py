"""Every block and field type translated and back: the translation differs in text only."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail_localize.fields import TranslatableField, get_translatable_fields

from cms.review.fingerprint import page_content
from policies import models
from policies.blocks import BodyBlock
from tests.factories import World, fresh, make_paper
from tests.translations.words import approve, begin, fill, in_bulgarian, submit
from tests.workflows import publish_through_review
from translations.pairs import groups_of, pairs_of

NOTE = uuid.UUID("00000000-0000-4000-8000-00000000f001")
#: Children in which nothing is translated: names of people and titles of sources.
NAMES_ONLY = {"authors", "participants", "references"}
#: Fields that a translation has for itself.
OWN = {"slug", "locale", "translation_key"}


def block(kind: str, value: Any, number: int) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": f"00000000-0000-4000-8000-{number:012d}"}


def full_body(image: Any) -> list[dict[str, Any]]:
    """Return a body with every kind of block, rich text with every feature."""
    mark = f'<a linktype="footnote" id="{NOTE}">1</a>'
    rich = (
        f"<p>Plain <b>bold</b> and <i>slanted</i> words{mark} with "
        '<a href="https://example.org/a">a link</a>, H<sub>2</sub>O, m<sup>2</sup> '
        "and <code>code</code>.<br/>After the break 25 %.</p>"
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul><ol><li>First</li></ol>"
    )
    table = {
        "data": [["Country", "Year", None], ["Austria & more", "2026", ""], ["", "<b>", "Sum"]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
        "table_caption": "",
        "cell": [{"row": 0, "col": 0, "className": "htCenter"}],
        "mergeCells": [{"row": 1, "col": 1, "rowspan": 1, "colspan": 2}],
    }
    figure = {
        "image": image.pk,
        "alternative_text": "A map",
        "caption": "Where",
        "credit": "By us",
    }
    definitions = [
        {
            "type": "item",
            "id": f"00000000-0000-4000-8000-00000000d00{number}",
            "value": {"term": f"Term {number}", "definition": "<p>It <b>means</b> much.</p>"},
        }
        for number in range(2)
    ]
    quotation = {"text": "Words of others", "source": "Somebody", "language": "de"}
    return [
        block("heading", {"text": "A section", "level": "2"}, 1),
        block("text", rich, 2),
        block("table", {"caption": "A table", "table": table}, 3),
        block("figure", figure, 4),
        block("key_message", {"text": "Remember this\nand that"}, 5),
        block("quotation", quotation, 6),
        block("definitions", {"items": definitions}, 7),
    ]


CHILDREN: dict[Any, list[tuple[str, Any]]] = {
    models.PolicyPaper: [],
    models.PilotActionGuideline: [
        ("steps", models.GuidelineStep(title="Begin", description="<p>Do it</p>", who="You")),
        ("risks", models.GuidelineRisk(risk="Rain", mitigation="Roof")),
        ("indicators", models.GuidelineIndicator(name="Number", target="Ten")),
    ],
    models.WorkingGroupReport: [
        ("participants", models.Participant(name="A person", organisation="A body")),
    ],
}
MORE: dict[Any, dict[str, Any]] = {
    models.PolicyPaper: {},
    models.PilotActionGuideline: {
        "objectives": "<p>Reach <b>it</b></p>",
        "preconditions": "<ul><li>Money</li></ul>",
        "resources": "<p>Time</p>",
    },
    models.WorkingGroupReport: {
        "kind": "meeting",
        "period": "Spring 2026",
        "place": "Vienna",
        "conclusions": "<p>We agreed.</p>",
    },
}


def full_publication(world: World, model: Any) -> Any:
    """Return a public publication of a type with everything in it."""
    image = get_image_model().objects.create(title="Map", file=get_test_image_file())
    document = get_document_model()(title="Annex")
    document.file.save("annex.txt", ContentFile(b"words"), save=False)
    document.save()
    paper = make_paper(
        world,
        model=model,
        title="Everything",
        slug="everything",
        body=full_body(image),
        countries=["AT", "BG"],
        policy_level="regional",
        search_description="For search engines",
        seo_title="A title for search engines",
        **MORE[model],
    )
    draft = paper.get_latest_revision_as_object()
    draft.authors = [models.Author(name="A function", organisation_name="A body")]
    draft.key_messages = [models.KeyMessage(text="One"), models.KeyMessage(text="Two")]
    draft.footnotes = [models.Footnote(translation_key=NOTE, text="<p>See <i>there</i>.</p>")]
    draft.references = [models.Reference(text="<p>A book</p>", year=2020, url="https://x.org")]
    draft.annexes = [models.Annex(title="The annex", document=document)]
    draft.recommendations = [
        models.Recommendation(
            statement="Do it",
            rationale="<p>Because<sup>1</sup></p>",
            evidence="<ul><li>Seen</li></ul>",
            addressee="eu",
            instrument="funding",
            time_frame="short",
        ),
        models.Recommendation(statement="Do that", addressee="national"),
    ]
    for name, child in CHILDREN[model]:
        copy = type(child)(
            **{
                f.name: getattr(child, f.name)
                for f in child._meta.concrete_fields
                if f.name not in {"id", "page", "locale"}
            }
        )
        setattr(draft, name, [copy])
    draft.save_revision(user=world.editor)
    return publish_through_review(paper, world)


def same_shape(before: Any, after: Any, path: str = "") -> list[str]:
    """Return the places where two contents differ in more than their text."""
    if isinstance(before, dict):
        if set(before) != set(after):
            return [f"{path}: {set(before) ^ set(after)}"]
        return [p for key in before for p in same_shape(before[key], after[key], f"{path}.{key}")]
    if isinstance(before, list):
        if len(before) != len(after):
            return [f"{path}: {len(before)} and {len(after)}"]
        pairs = enumerate(zip(before, after, strict=True))
        return [p for n, (b, a) in pairs for p in same_shape(b, a, f"{path}[{n}]")]
    if before == after:
        return []
    if isinstance(before, str) and isinstance(after, str):
        # The parser writes attributes in the order of the alphabet, which says nothing.
        expected = in_bulgarian(str(BeautifulSoup(before, "html.parser")))
        if after in {in_bulgarian(before), expected}:
            return []
    return [f"{path}: {before!r} became {after!r}"]


@pytest.mark.parametrize("model", list(CHILDREN))
def test_a_translation_differs_in_text_only(
    world: World, people: dict[str, Any], model: Any
) -> None:
    source = full_publication(world, model)
    translation = begin(source)
    fill(translation, people["translator"])
    assert {pair.state for pair in pairs_of(translation)} == {"done"}
    submit(translation, people["translator"])
    page = approve(translation, people["reviewer"])
    assert page.live
    before = json.loads(json.dumps(page_content(fresh(source)), default=str))
    after = json.loads(json.dumps(page_content(fresh(page)), default=str))
    for name in OWN - {"translation_key"}:
        before.pop(name), after.pop(name)
    assert same_shape(before, after) == []
    assert str(NOTE) in json.dumps(after["body"])
    assert after["body"] != before["body"]


@pytest.mark.parametrize("model", list(CHILDREN))
def test_every_translatable_text_is_a_segment(
    world: World, people: dict[str, Any], model: Any
) -> None:
    source = full_publication(world, model)
    pairs = pairs_of(begin(source))
    paths = {pair.segment.context.field_path for pair in pairs}
    for field in get_translatable_fields(model):
        if not isinstance(field, TranslatableField):
            continue
        name = field.field_name
        value = getattr(source, name)
        filled = value.exists() if hasattr(value, "exists") else bool(value)
        if filled and name not in NAMES_ONLY:
            assert any(path.split(".")[0] == name for path in paths), name
    kinds = {path.split(".")[1] for path in paths if path.startswith("body.")}
    assert kinds == set(BodyBlock().child_blocks)
    assert any(path == "recommendations.rationale" for path in paths)
    assert any(path == "footnotes.text" for path in paths)


def test_the_editor_shows_the_shape_of_the_page(world: World, people: dict[str, Any]) -> None:
    source = full_publication(world, models.PolicyPaper)
    pairs = pairs_of(begin(source))
    orders = [pair.segment.order for pair in pairs]
    assert orders == sorted(orders)
    groups = list(groups_of(pairs, models.PolicyPaper))
    body = [group.kind for group in groups if group.kind.startswith("block-")]
    assert body == [
        "block-heading", "block-text", "block-table", "block-figure", "block-key_message",
        "block-quotation", "block-definitions",
    ]  # fmt: skip
    table = next(group for group in groups if group.kind == "block-table")
    assert [pair.part for pair in table.pairs][:3] == [
        "Caption",
        "Row 1, column 1",
        "Row 1, column 2",
    ]


def test_a_formula_stays_in_its_sentence(world: World, people: dict[str, Any]) -> None:
    source = full_publication(world, models.PolicyPaper)
    whole = [pair.source for pair in pairs_of(begin(source)) if "H<sub>2</sub>O" in pair.source]
    assert whole
    assert whole[0].startswith("Plain <b>bold</b>")
