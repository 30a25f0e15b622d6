"""The search documents are what is published, at every moment."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.review.doors import archive, take_out_of_archive, withdraw
from policies.models import TopicPage
from search import rebuilding
from search.engines import get_engine
from search.models import SearchDocument, SearchRun, SearchText
from search.projection import filter_switched_off_for_a_test
from tests.factories import World, fresh, make_paper
from tests.search.support import (
    found_titles,
    is_indexed,
    publish,
    put_index_out_of_step,
    search,
    translate,
)
from tests.workflows import edit, publish_through_review

pytestmark = pytest.mark.django_db


def documents(page: Any) -> list[str]:
    rows = SearchDocument.objects.filter(page_id=page.pk).order_by("kind")
    return list(rows.values_list("kind", flat=True))


def test_a_page_and_each_recommendation_have_a_document(world: World) -> None:
    paper = publish(world, "Paper", statements=["Fund it.", "Share it."])
    assert documents(paper) == ["policy-paper", "recommendation", "recommendation"]


def test_a_draft_has_none_until_its_review_is_over(world: World) -> None:
    paper = make_paper(world, title="Unheard of")
    assert documents(paper) == []
    publish_through_review(paper, world)
    assert "policy-paper" in documents(paper)
    assert found_titles("q=unheard") == ["Unheard of"]


def test_the_public_text_is_found_not_the_draft(world: World) -> None:
    paper = publish(world, "Paper", "the public sentence")
    edit(paper, world.editor, "the secret sentence")
    assert search("q=public").total == 1
    assert search("q=secret").total == 0


def test_withdrawing_forgets(world: World) -> None:
    paper = publish(world, "Paper", statements=["Fund it."])
    withdraw(paper, user=world.administrator, reason="A test of withdrawing")
    assert documents(paper) == []


def test_taking_offline_past_the_gate_forgets_too(world: World) -> None:
    paper = publish(world, "Paper")
    Page.objects.get(pk=paper.pk).unpublish()
    assert documents(paper) == []


def test_archived_texts_are_found_only_when_asked_for(world: World) -> None:
    paper = publish(world, "Paper", "archivable")
    archive(paper, user=world.publisher, reason="A test of the archive")
    assert search("q=archivable").total == 0
    assert search("q=archivable&archived=1").total == 1
    take_out_of_archive(paper, user=world.publisher, reason="A test of the archive")
    assert search("q=archivable").total == 1


def test_privacy_of_a_page_above_counts(world: World) -> None:
    paper = publish(world, "Paper")
    restriction = PageViewRestriction.objects.create(
        page=world.library, restriction_type=PageViewRestriction.LOGIN
    )
    assert documents(paper) == []
    restriction.delete()
    assert documents(paper) == ["policy-paper"]


def test_moving_below_a_private_page_forgets(world: World) -> None:
    topics = TopicPage.objects.get(pk=world.topic.pk).get_parent().specific
    private = publish(world, "Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert documents(world.topic) == ["topic"]
    topics.move(fresh(private), pos="last-child")
    assert documents(world.topic) == []


def test_what_has_expired_is_not_shown_though_it_is_still_live(world: World) -> None:
    paper = publish(world, "Paper", "perishable")
    soon = timezone.now() + timezone.timedelta(days=1)
    SearchDocument.objects.filter(page_id=paper.pk).update(expire_at=soon)
    assert search("q=perishable").total == 1
    past = timezone.now() - timezone.timedelta(seconds=1)
    SearchDocument.objects.filter(page_id=paper.pk).update(expire_at=past)
    assert search("q=perishable").total == 0


def test_a_transaction_that_fails_leaves_no_document(world: World) -> None:
    class StopError(Exception):
        pass

    before = SearchDocument.objects.count()
    with pytest.raises(StopError), transaction.atomic():  # noqa: PT012 the error comes last
        publish(world, "Vanishing", "vanishing")
        assert search("q=vanishing").total == 1
        raise StopError
    assert SearchDocument.objects.count() == before
    assert search("q=vanishing").total == 0


def test_deleting_rows_empties_the_index(world: World) -> None:
    publish(world, "Paper", "ephemeral")
    assert is_indexed("ephemeral")
    SearchDocument.objects.all().delete()
    assert SearchText.objects.count() == 0
    assert get_engine().check() == []
    assert not is_indexed("ephemeral")


def test_a_renamed_topic_is_found_with_its_publications(world: World) -> None:
    from cms.review.doors import publish_installed

    publish(world, "Paper", "text")
    assert found_titles("q=neighbourliness") == []
    topic = fresh(world.topic)
    topic.title = "Neighbourliness"
    publish_installed(topic, "Made for a test")
    assert found_titles("q=neighbourliness&kind=policy-paper") == ["Paper"]


def test_publishing_again_keeps_rows_that_did_not_change(world: World) -> None:
    paper = publish(world, "Paper", statements=["Fund it."])
    kept = set(
        SearchDocument.objects.filter(page_id=paper.pk, kind="recommendation").values_list("pk")
    )
    edit(paper, world.editor, "another text")
    publish_through_review(paper, world)
    rows = SearchDocument.objects.filter(page_id=paper.pk, kind="recommendation")
    assert set(rows.values_list("pk")) == kept
    assert search("q=another").total == 1


def test_translations_have_documents_of_their_own(world: World) -> None:
    paper = publish(world, "Paper", "text")
    translate(paper, "bg", title="Доклад", abstract="Препоръки за клъстери")
    rows = SearchDocument.objects.filter(identity=paper.translation_key)
    assert set(rows.values_list("language", flat=True)) == {"en", "bg"}


# --- Commands --------------------------------------------------------------------------------


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def everything() -> set[tuple[Any, ...]]:
    return set(SearchDocument.objects.values_list("page_id", "kind", "identity", "digest"))


def test_a_rebuild_makes_the_same_again(world: World) -> None:
    publish(world, "Paper", statements=["Fund it."])
    before = everything()
    SearchDocument.objects.all().delete()
    assert "search documents" in run("search_rebuild")
    assert everything() == before
    assert search("q=fund").total >= 1


def test_an_interrupted_rebuild_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(world, "Paper")
    before = everything()
    monkeypatch.setattr(rebuilding, "PAGES_AT_ONCE", 2)

    class HaltError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise HaltError

    with pytest.raises(HaltError):
        rebuilding.rebuild(stop)
    done = SearchRun.objects.get().pages
    seen: list[int] = []
    rebuilding.rebuild(lambda pages, total: seen.append(pages))
    assert seen[0] == done + 2
    assert everything() == before
    assert "interrupted" not in run("search_status")


def test_sync_is_content_when_nothing_differs(world: World) -> None:
    publish(world, "Paper")
    assert "says what is published" in run("search_sync")


def test_sync_finds_and_mends_and_exits_with_an_error(world: World) -> None:
    paper, other = publish(world, "Paper"), publish(world, "Other")
    before = everything()
    SearchDocument.objects.filter(page_id=paper.pk).delete()
    SearchDocument.objects.filter(page_id=other.pk).update(digest="wrong")
    with filter_switched_off_for_a_test():
        draft = make_paper(world, title="Draft")
        from search.projection import bring_up_to_date

        bring_up_to_date([draft.pk])
    with pytest.raises(CommandError, match=r"Differences found$"):
        run("search_sync", "--check")
    with pytest.raises(CommandError, match="mended"):
        run("search_sync")
    assert everything() == before
    assert "says what is published" in run("search_sync")


def test_sync_finds_an_index_out_of_step(world: World) -> None:
    publish(world, "Paper", "text")
    put_index_out_of_step()
    with pytest.raises(CommandError):
        run("search_sync")
    assert get_engine().check() == []


def test_status_counts(world: World) -> None:
    publish(world, "Paper")
    out = run("search_status")
    assert "policy-paper 1" in out
    assert "in order" in out
