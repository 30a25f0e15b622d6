"""An import becomes a draft of the real model."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.images import get_image_model

from policies.importing.apply import apply_to_draft
from policies.importing.convert import convert
from tests.factories import World, fresh, make_paper
from tests.policies.importing.support import CORPUS

pytestmark = pytest.mark.django_db


def _draft(world: World) -> Any:
    return make_paper(world, recommendations=0)


def test_draft_has_all_that_was_imported(world: World) -> None:
    imported = convert(CORPUS / "made" / "greek.libreoffice.docx")
    draft = _draft(world)
    apply_to_draft(imported, draft, user=world.editor).save_revision(user=world.editor)
    page = fresh(draft).get_latest_revision_as_object()

    assert page.title == imported.title
    assert page.abstract == imported.abstract
    assert page.publication_date == imported.date
    assert [b.block_type for b in page.body] == [b["type"] for b in imported.body]
    assert [str(r.identifier) for r in page.recommendations.all()] == [
        r.identifier for r in imported.recommendations
    ]
    assert [str(n.identifier) for n in page.footnotes.all()] == [
        n.identifier for n in imported.footnotes
    ]
    assert [a.name for a in page.authors.all()] == imported.authors
    assert not fresh(draft).live


def test_import_again_keeps_identity_and_what_the_editor_added(world: World) -> None:
    source = CORPUS / "made" / "bulgarian.pandoc.docx"
    draft = _draft(world)
    apply_to_draft(convert(source), draft, user=world.editor).save_revision(user=world.editor)
    page = fresh(draft).get_latest_revision_as_object()
    before = [str(r.identifier) for r in page.recommendations.all()]
    first = page.recommendations.all()[0]
    first.addressee = "national"

    again = apply_to_draft(convert(source), page, user=world.editor)

    assert [str(r.identifier) for r in again.recommendations.all()] == before
    assert again.recommendations.all()[0].addressee == "national"


def test_figures_show_site_images(world: World) -> None:
    imported = convert(CORPUS / "made" / "images.pandoc.docx")
    draft = _draft(world)
    apply_to_draft(imported, draft, user=world.editor)

    figures = [b.value for b in draft.body if b.block_type == "figure"]
    assert get_image_model().objects.count() == len(figures) == 2
    assert figures[0]["image"].width == 60
    assert figures[0]["alternative_text"].startswith("Map of eleven regions")


def test_nothing_is_half_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("policies.importing.apply.body_stream", fail)
    with pytest.raises(RuntimeError):
        apply_to_draft(convert(CORPUS / "made" / "images.pandoc.docx"), _draft(world))
    assert get_image_model().objects.count() == 0
