"""What hits are made of: addresses, marks; the shell's pages that stand around them."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from wagtail.models import Page

from cms.navigation import HOME_DEPTH, _upper_paths
from search.analysis import matches
from search.analysis.tokens import WORD
from search.facets import Words
from search.hits import shown_hits
from search.parsing import parse
from search.passages import Wanted
from tests.factories import World
from tests.search.support import publish, search, translate


@pytest.mark.django_db
def test_hits_of_one_library_have_the_addresses_that_wagtail_gives_them(world: World) -> None:
    papers = [publish(world, f"Common {number}", "common") for number in range(3)]
    papers.append(translate(papers[0], "bg", title="Common на български"))
    request = RequestFactory().get("/en/search/")

    answer = search("q=common&kind=policy-paper")
    shown = shown_hits(answer, request, Words("en"))

    addresses = {hit.url.split("#")[0] for hit in shown}
    addresses |= {other["url"] for hit in shown for other in hit.others}
    assert addresses == {paper.get_url(request) for paper in papers}


@pytest.mark.django_db
def test_the_upper_levels_of_the_tree_are_found_without_looking_at_the_rest(world: World) -> None:
    def by_depth() -> set[str]:
        pages = Page.objects.filter(depth__lte=HOME_DEPTH + 1)
        return set(pages.values_list("path", flat=True))

    publish(world, "Below the library", "text")
    assert set(_upper_paths()) == by_depth()

    # A gap between the children of the root, and one between those of a page right below it.
    root = Page.get_first_root_node()
    gone, stays = (root.add_child(instance=Page(title=name, slug=name)) for name in ("a", "b"))
    first, _second = (stays.add_child(instance=Page(title=name, slug=name)) for name in ("c", "d"))
    first.add_child(instance=Page(title="e", slug="e"))
    assert set(_upper_paths()) == by_depth()
    gone.delete()
    Page.objects.get(pk=first.pk).delete()
    assert set(_upper_paths()) == by_depth()


@pytest.mark.parametrize(
    ("question", "language", "text"),
    [
        ("apprentice", "en", "An apprentice and two Apprentices' masters, apprenticeship"),
        ("работник", "bg", "Работникът и другите работници"),
        ("kuća", "sr", "Кућа, kuće и КУЋАМА"),
    ],
)
def test_marks_are_the_places_where_terms_meet(question: str, language: str, text: str) -> None:
    read = parse(question, language)
    wanted = Wanted.of(read)
    terms = frozenset(term for unit in read.wanted for term in unit.terms)

    assert wanted.spans(text, language) == matches(text, language, terms) != []
    # The second time from what was met.
    assert wanted.spans(text, language) == matches(text, language, terms)


def test_marks_and_invisible_characters_stand_inside_a_word_and_underscores_between() -> None:
    assert WORD.findall("re\u0301sume\u0301 soft\u00adware a_b \u0301x") == [
        "re\u0301sume\u0301",
        "soft\u00adware",
        "a",
        "b",
        "x",
    ]
