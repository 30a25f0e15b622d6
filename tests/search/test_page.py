"""The page of results, its export and the search for machines."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.models import PolicyPaper
from search import api
from search.models import SearchCount
from tests.factories import World
from tests.search.support import publish, translate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def page_of(client: Client, **asked: Any) -> str:
    response = client.get("/en/search/", asked)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_question_the_form_and_how_to_ask(client: Client, world: World) -> None:
    page = page_of(client)
    assert 'name="q"' in page
    assert "How to ask" in page
    assert 'id="results"' not in page


def test_a_hit_shows_kind_passage_topic_country_year_and_opens_at_its_place(
    client: Client, world: World
) -> None:
    paper = publish(
        world,
        "Skills for clusters",
        "Nobody trains <b>welders</b> & painters.",
        countries=["BG"],
        publication_date="2025-03-01",
    )
    page = page_of(client, q="welder")
    block = paper.body[0].id
    assert f'href="/en/library/{paper.slug}/#{block}"' in page
    assert "Nobody trains <mark>welders</mark> &amp; painters." in page
    for shown in ("Policy paper", "Cooperation", "Bulgaria", "2025"):
        assert shown in page


def test_a_recommendation_opens_in_its_paper(client: Client, world: World) -> None:
    paper = publish(world, "Paper", "text", statements=["Pay for apprentices."])
    item = paper.recommendations.get()
    page = page_of(client, q="apprentice", kind="recommendation")
    assert f'href="/en/library/{paper.slug}/#{item.anchor}"' in page
    assert "Pay for <mark>apprentices</mark>." in page


def test_the_readers_language_is_shown_and_the_others_are_named(
    client: Client, world: World
) -> None:
    paper = publish(world, "Interreg pilot", "text")
    translation = translate(paper, "bg", title="Пилот Interreg")
    page = page_of(client, q="Interreg", kind="policy-paper")
    assert "<mark>Interreg</mark> pilot" in page
    assert f'href="{translation.get_url()}"' in page
    bulgarian = client.get("/bg/search/", {"q": "interreg"}).content.decode()
    assert "Пилот <mark>Interreg</mark>" in bulgarian


def test_a_reader_of_latin_serbian_asks_the_serbian_texts(client: Client, world: World) -> None:
    paper = publish(world, "Paper", "text")
    translate(paper, "sr", title="Препоруке за кластере")
    page = client.get("/sr-latn/search/", {"q": "preporuka"}).content.decode()
    assert "/sr-latn/" in page
    assert "hit" in page


def test_chips_take_a_filter_away(client: Client, world: World) -> None:
    publish(world, "Paper", "text", countries=["BG"])
    page = page_of(client, q="paper", country=["BG", "RO"], page="1")
    assert 'href="?q=paper&amp;country=RO"' in page
    assert "Country: Bulgaria" in page


def test_order_and_pages_keep_the_question(client: Client, world: World) -> None:
    for number in range(21):
        publish(world, f"Paper {number}", "common")
    page = page_of(client, q="common", kind="policy-paper")
    assert "21 hits" in page
    assert "page=2" in page
    assert "sort=date" in page


def test_nothing_found_helps_on(client: Client, world: World) -> None:
    publish(world, "Apprentices", "text", countries=["BG"])
    page = page_of(client, q="apprentices", country="RO")
    assert "Without the filter “Country”" in page
    page = page_of(client, q="aprentices")
    assert "Did you mean" in page
    assert "?q=apprentices" in page


def test_the_page_costs_the_same_queries_for_any_number_of_hits(
    client: Client, world: World
) -> None:
    def queries(words: str) -> int:
        page_of(client, q=words)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, q=words)
        return len(captured)

    publish(world, "One", "single")
    for number in range(12):
        paper = publish(world, f"Paper {number}", "common", statements=["common"])
        if number < 2:
            translate(paper, "bg", title="common")
    assert queries("single") == queries("common") <= 16


def test_what_is_asked_is_counted_without_who_asked(client: Client, world: World) -> None:
    publish(world, "Paper", "text")
    page_of(client, q="The Papers", kind="policy-paper")
    page_of(client, q="the papers", kind="policy-paper")
    page_of(client, q="someone@example.org +359 888 123456")
    page_of(client, q="papers", page="2")
    counted = SearchCount.objects.get(words="papers")
    assert (counted.times, counted.hits, counted.facets) == (2, 1, "kind")
    assert set(SearchCount.objects.values_list("words", flat=True)) == {"papers", ""}


def test_suggestions_are_links(client: Client, world: World) -> None:
    publish(world, "Apprentices <first>", "text")
    html = client.get("/en/search/suggest/", {"q": "appre"}).content.decode()
    assert "Apprentices &lt;first&gt;" in html
    assert "<html" not in html


def test_export_is_a_table_that_no_spreadsheet_runs(client: Client, world: World) -> None:
    publish(world, "=1+1 vouchers", "text", countries=["BG"])
    response = client.get("/en/search/export.csv", {"q": "vouchers"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Kind", "Title"]
    assert rows[1][1] == "'=1+1 vouchers"
    assert rows[1][8].startswith("http://testserver/en/library/")
    assert response["Content-Disposition"] == 'attachment; filename="search.csv"'


# --- For machines ----------------------------------------------------------------------------


def test_the_api_answers_as_the_page_does(client: Client, world: World) -> None:
    publish(world, "Vouchers", "text", statements=["Give vouchers."], countries=["BG"])
    answer = client.get("/api/search/", {"q": "voucher", "kind": "recommendation"}).json()
    assert answer["total"] == 1
    assert answer["hits"][0]["title"] == "Give vouchers."
    assert answer["hits"][0]["url"].startswith("http://testserver/en/library/")
    assert answer["facets"]["kind"] == {"policy-paper": 1, "recommendation": 1}


def test_the_api_is_described_and_asks_nobody_else(client: Client) -> None:
    description = client.get("/api/search/openapi.json").json()
    names = {item["name"] for item in description["paths"]["/api/search/"]["get"]["parameters"]}
    assert {"q", "lang", "kind", "topic", "page"} <= names
    assert client.get("/api/search/docs", follow=True).status_code == 404


def test_the_api_says_what_is_wrong(client: Client) -> None:
    response = client.get("/api/search/", {"q": "x", "page": "0", "lang": "xx"})
    assert response.status_code == 422
    assert {error["loc"][-1] for error in response.json()["detail"]} == {"page", "lang"}


def test_too_many_requests_wait(client: Client, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(api, "MOST_REQUESTS", 2)
    codes = [client.get("/api/search/", {"q": "x"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = client.get("/api/search/", {"q": "x"})
    assert 0 < int(refused["Retry-After"]) <= 60
    assert client.get("/api/search/", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_page_type_that_offers_nothing_has_no_documents() -> None:
    assert hasattr(PolicyPaper, "search_content")
