"""What is found, in which order, with which counts: the contract of every engine.

Every test runs on the engine of the database (``DATABASE_URL`` says which one that is) and on
Elasticsearch over the same documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import RequestFactory

from search.queries import MOST_PAGES, Search, ask, total_of
from search.suggestions import did_you_mean, titles
from tests.factories import World
from tests.search.elastic_support import asked_by_everybody
from tests.search.support import found_titles, publish, search, translate

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["database", "elasticsearch"], autouse=True)
def engine(request: pytest.FixtureRequest, settings: Any, db: None) -> Iterator[None]:
    """The engine that answers."""
    if request.param == "database":
        yield
        return
    server = request.getfixturevalue("elasticsearch")
    with asked_by_everybody(settings, server.url):
        yield


def test_all_words_must_be_there_in_any_form(world: World) -> None:
    publish(world, "One", "Regional authorities finance clusters")
    publish(world, "Two", "Regional authorities wait")
    assert found_titles("q=cluster+authority") == ["One"]


def test_phrases_need_their_order(world: World) -> None:
    publish(world, "One", "shared energy management")
    publish(world, "Two", "management of shared energy")
    assert found_titles('q="shared+energy+management"') == ["One"]
    assert set(found_titles("q=shared+energy+management")) == {"One", "Two"}


def test_minus_and_or(world: World) -> None:
    publish(world, "One", "vouchers and energy")
    publish(world, "Two", "grants")
    publish(world, "Three", "vouchers")
    assert set(found_titles("q=voucher+OR+grant")) == {"One", "Two", "Three"}
    assert found_titles("q=vouchers+-energy") == ["Three"]


def test_a_star_stands_for_any_ending(world: World) -> None:
    publish(world, "One", "internationalisation")
    assert found_titles("q=internatio*") == ["One"]
    assert found_titles("q=internatio") == []


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("title", {"title": "Vouchers"}),
        ("abstract", {"title": "Other", "abstract": "Vouchers at work"}),
    ],
)
def test_title_and_abstract_weigh_more_than_text(
    world: World, place: str, fields: dict[str, str]
) -> None:
    publish(world, "Body", "vouchers vouchers vouchers for firms, and some more words")
    publish(world, **fields)
    assert found_titles("q=vouchers")[0] == fields["title"]


def test_a_statement_is_a_hit_of_its_own_and_can_be_all_that_is_asked_for(world: World) -> None:
    publish(world, "Paper", "text", statements=["Pay for apprentices."])
    assert found_titles("q=apprentice&kind=recommendation") == ["Pay for apprentices."]
    assert found_titles("q=apprentice")[0] == "Pay for apprentices."


def test_newer_comes_first_among_equals(world: World) -> None:
    publish(world, "Old", "same words", publication_date="2004-05-01")
    publish(world, "New", "same words", publication_date="2026-05-01")
    assert found_titles("q=same+words") == ["New", "Old"]
    assert found_titles("q=same+words&sort=date") == ["New", "Old"]


def test_sorting_by_date_ignores_relevance(world: World) -> None:
    publish(world, "Vouchers", "vouchers", publication_date="2004-05-01")
    publish(world, "New", "one vouchers", publication_date="2026-05-01")
    assert found_titles("q=vouchers&sort=date") == ["New", "Vouchers"]


def test_facets_count_as_if_nothing_was_chosen_in_them(world: World) -> None:
    publish(world, "A", "common", policy_level="eu", countries=["BG", "RO"])
    publish(world, "B", "common", policy_level="national", countries=["BG"])
    publish(world, "C", "common", policy_level="national", topic=world.other_topic)
    answer = search("q=common&level=eu")
    assert answer.total == 1
    assert answer.found.facets["level"] == {"eu": 1, "national": 2}
    assert answer.found.facets["country"] == {"BG": 1, "RO": 1}
    both = search("q=common&level=eu&level=national&country=BG")
    assert both.total == 2
    assert both.found.facets["topic"] == {"3": 2}
    assert both.found.facets["country"] == {"BG": 2, "RO": 1}


def test_language_versions_are_one_hit(world: World) -> None:
    paper = publish(world, "Interreg", "Interreg")
    translate(paper, "bg", title="Interreg на български")
    answer = search("q=Interreg&kind=policy-paper")
    assert answer.total == 1
    assert answer.found.facets["language"] == {"en": 1, "bg": 1}
    assert answer.found.facets["kind"]["policy-paper"] == 1


def test_without_counts_the_hits_and_the_total_are_the_same(world: World) -> None:
    paper = publish(world, "Common", "common", policy_level="eu")
    translate(paper, "bg", title="Common на български")
    publish(world, "Other", "common", policy_level="national")
    for chosen in ({}, {"level": frozenset({"eu"})}):
        asked = Search("common", "en", chosen)
        counted, plain = ask(asked), ask(asked, counts=False)
        assert plain.found.hits == counted.found.hits
        assert plain.total == counted.total == 2 - len(chosen)
        assert counted.found.facets
        assert plain.found.facets == {}
    assert total_of(asked) == 1


def test_a_question_in_another_language_is_recognised(world: World) -> None:
    paper = publish(world, "Paper", "text")
    translate(paper, "bg", title="Препоръки за клъстерите в региона")
    answer = search("q=препоръката+за+региони", "en")
    assert answer.other_language == "bg"
    assert answer.total == 1


def test_serbian_in_latin_letters_finds_cyrillic(world: World) -> None:
    paper = publish(world, "Paper", "text")
    translate(paper, "sr", title="Препоруке за кластере")
    assert found_titles("q=preporuka", "sr") == ["Препоруке за кластере"]
    assert found_titles("q=кластерима", "sr") == ["Препоруке за кластере"]


def test_bulgarian_finds_inflected_forms(world: World) -> None:
    paper = publish(world, "Paper", "text")
    translate(paper, "bg", title="Обучение на млади работници")
    assert found_titles("q=работникът", "bg") == ["Обучение на млади работници"]


def test_some_of_the_words_when_no_text_has_all(world: World) -> None:
    publish(world, "Paper", "apprentices learn welding")
    answer = search("q=apprentices+welding+astronomy")
    assert answer.some_words
    assert answer.total == 1


def test_did_you_mean_puts_words_right(world: World) -> None:
    publish(world, "Paper", "apprentices learn welding")
    assert did_you_mean(Search("aprentices weldnig", "en")) == "apprentices welding"
    assert did_you_mean(Search("apprentices", "en")) == ""
    assert did_you_mean(Search("qqqqqqq", "en")) == ""


def test_did_you_mean_knows_nothing_of_the_archive(world: World) -> None:
    from cms.review.doors import archive

    paper = publish(world, "Paper", "xylophones")
    assert did_you_mean(Search("xylophonse", "en")) == "xylophones"
    archive(paper, user=world.publisher, reason="A test of the archive")
    assert did_you_mean(Search("xylophonse", "en")) == ""


def test_titles_are_offered_while_typing(world: World) -> None:
    publish(world, "Apprentices first", "text")
    request = RequestFactory().get("/en/search/")
    assert [line["title"] for line in titles("appr", "en", request)] == ["Apprentices first"]
    assert titles("a", "en", request) == []
    assert titles('"', "en", request) == []


def test_pages_are_bounded_and_the_last_one_stands_in(world: World) -> None:
    for number in range(3):
        publish(world, f"Paper {number}", "common")
    answer = search("q=common&kind=policy-paper&page=1000000000")
    assert len(answer.found.hits) == 3
    assert answer.pages == 1
    assert answer.search.page > MOST_PAGES


def test_filters_alone_list_by_date(world: World) -> None:
    publish(world, "Old", "x", publication_date="2004-05-01")
    publish(world, "New", "y", publication_date="2026-05-01")
    assert found_titles("kind=policy-paper") == ["New", "Old"]
    assert search("").total == 0


def test_paging_gives_everything_once(world: World) -> None:
    for number in range(7):
        publish(world, f"Paper {number}", "common")
    asked = Search("common", "en", {"kind": frozenset({"policy-paper"})}, page_size=3)
    seen = [hit.document for page in (1, 2, 3) for hit in ask(replace(asked, page=page)).found.hits]
    assert len(seen) == len(set(seen)) == 7
