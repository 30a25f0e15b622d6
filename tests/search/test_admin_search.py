"""The administration's page search on SQLite."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from modelsearch.backends import get_search_backend
from wagtail.models import Page
from wagtail.search.query import And, Not, Phrase, PlainText

from policies.models import PolicyPaper
from tests.factories import World, make_paper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="This backend is SQLite's own"),
]
BACKEND = "search.admin_backend"


@pytest.fixture
def backend() -> Any:
    return get_search_backend(BACKEND)


@pytest.fixture
def papers(world: World, backend: Any) -> list[Any]:
    made = [
        make_paper(world, title="Financing clusters", abstract="Vouchers for small firms"),
        make_paper(world, title="Skills", abstract="Financing of training in clusters"),
        make_paper(world, title="Energy", abstract="Heat and power"),
    ]
    for paper in made:
        backend.get_index_for_model(Page).add_item(paper)
    return made


def found(backend: Any, query: Any, **how: Any) -> list[str]:
    return [page.title for page in backend.search(query, Page.objects.all(), **how)]


def test_the_title_ranks_first(papers: list[Any], backend: Any) -> None:
    assert found(backend, "financing")[0] == "Financing clusters"


@pytest.mark.parametrize(
    "query", ['"', "'", '"""', "(", "*", "NEAR(", "a\0b", "-", "😀", '"fin', "\\", "%s"]
)
def test_operators_are_words_or_nothing(papers: list[Any], backend: Any, query: str) -> None:
    found(backend, query)
    list(backend.autocomplete(query, Page.objects.all()))


def test_typing_finds_the_beginning_of_words(papers: list[Any], backend: Any) -> None:
    titles = [page.title for page in backend.autocomplete("Financ", Page.objects.all())]
    assert titles == ["Financing clusters"]


def test_fields_can_be_named(papers: list[Any], backend: Any) -> None:
    assert found(backend, "financing", fields=["title"]) == ["Financing clusters"]


def test_queries_can_be_combined(papers: list[Any], backend: Any) -> None:
    assert found(backend, Phrase("financing clusters"))[0] == "Financing clusters"
    with_skills = And([PlainText("clusters"), Not(PlainText("skills"))])
    assert "Skills" not in found(backend, with_skills)
    assert "Energy" not in found(backend, Not(PlainText("energy")))


def test_types_and_slices_and_counts(papers: list[Any], backend: Any) -> None:
    results = backend.search("clusters", PolicyPaper.objects.all())
    assert results.count() == len(list(results))
    assert len(results[:1]) == 1


def test_ordering_by_a_field_is_kept(papers: list[Any], backend: Any) -> None:
    results = backend.search("financing", Page.objects.order_by("-title"), order_by_relevance=False)
    titles = [page.title for page in results]
    assert titles == sorted(titles, reverse=True)


def test_a_save_does_not_read_the_whole_index(papers: list[Any], backend: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        backend.get_index_for_model(Page).add_item(papers[0])
    assert not any("AVG" in query["sql"] for query in queries)


@pytest.mark.parametrize(("query", "finds"), [('"', None), ("clusters", True), ("zzz", False)])
def test_the_page_search_of_the_administration_uses_it(
    papers: list[Any], client: Client, world: World, settings: Any, query: str, finds: bool | None
) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": BACKEND}}
    client.force_login(world.superuser)
    response = client.get("/admin/pages/search/", {"q": query})
    assert response.status_code == 200
    if finds is not None:
        assert ("Financing clusters" in response.content.decode()) == finds
