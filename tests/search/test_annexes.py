"""The text of an annex is found as soon as it was read, and only while its paper is public."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from cms.review import doors
from policies.attachments import passages_changed
from policies.models import Annex, AnnexPassage
from tests.factories import World, fresh, make_paper
from tests.search.support import search
from tests.workflows import publish_through_review


def annexed_paper(world: World) -> tuple[Any, Any]:
    document = get_document_model()(title="Survey", uploaded_by_user=world.editor)
    document.file.save("survey.txt", ContentFile(b"words"), save=False)
    document.save()
    draft = make_paper(world).get_latest_revision_as_object()
    draft.annexes = [Annex(title="Survey", document=document)]
    draft.save_revision(user=world.editor)
    return fresh(draft), document


def test_an_annex_read_after_publication_is_found(world: World) -> None:
    paper, document = annexed_paper(world)
    page = publish_through_review(paper, world)
    assert not search("q=turbines").total
    AnnexPassage.objects.create(
        document=document, position=0, page_number=3, text="Turbines of the valley."
    )
    passages_changed.send(sender=type(document), document=document)
    assert search("q=turbines").total
    doors.withdraw(page, user=world.administrator, reason="A court has decided so")
    assert not search("q=turbines").total
