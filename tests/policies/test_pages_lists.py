"""The library, topics, groups, partners, countries and feeds as readers meet them."""

from __future__ import annotations

import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from cms.review.doors import archive, install
from policies.models import Author, PartnerIndexPage, PartnerPage, PilotActionGuideline
from tests.factories import REASON, World, fresh, make_paper
from tests.workflows import publish_through_review

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def text_of(client: Client, url: str) -> str:
    """A page's HTML; it must be there."""
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def shelf(world: World) -> dict[str, Any]:
    """Three public publications that differ in everything the library filters by."""
    common = {"abstract": "About clusters."}
    return {
        "paper": publish_through_review(
            make_paper(
                world,
                title="Vouchers",
                countries=["BG", "RS"],
                policy_level="regional",
                publication_date=datetime.date(2026, 3, 1),
                **common,
            ),
            world,
        ),
        "pilot": publish_through_review(
            make_paper(
                world,
                title="A pilot",
                model=PilotActionGuideline,
                countries=["BG"],
                policy_level="national",
                publication_date=datetime.date(2025, 3, 1),
                **common,
            ),
            world,
        ),
        "old": publish_through_review(
            make_paper(
                world,
                title="The old note",
                countries=["IT"],
                publication_date=datetime.date(2013, 3, 1),
                **common,
            ),
            world,
        ),
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Vouchers", "A pilot", "The old note"}),
        ("type=policy-paper", {"Vouchers", "The old note"}),
        ("type=policy-paper&type=pilot-action-guideline&country=BG", {"Vouchers", "A pilot"}),
        ("country=RS&country=IT", {"Vouchers", "The old note"}),
        ("level=national", {"A pilot"}),
        ("year=2013&year=2025", {"A pilot", "The old note"}),
        ("topic=3&year=2026", {"Vouchers"}),
        ("topic=6", set()),
        ("q=vouch", {"Vouchers"}),
        ("q=thing+number", {"Vouchers", "A pilot", "The old note"}),
        ("q=%00", {"Vouchers", "A pilot", "The old note"}),
        ("page=999", {"Vouchers", "A pilot", "The old note"}),
        ("page=x&topic=", {"Vouchers", "A pilot", "The old note"}),
    ],
)
def test_filters_leave_what_fits(
    client: Client, shelf: dict[str, Any], query: str, titles: set[str]
) -> None:
    response = client.get(f"/en/library/?{query}")
    assert response.status_code == 200
    assert {item["title"] for item in response.context["results"]} == titles


def test_what_nobody_knows_is_named_and_ignored(client: Client, shelf: dict[str, Any]) -> None:
    html = text_of(client, "/en/library/?topic=<b>99</b>&year=x&type=policy-paper")
    assert "have been ignored" in html
    assert "&lt;b&gt;99" in html
    assert "2 publications" in html


def test_counts_say_what_a_value_would_leave(client: Client, shelf: dict[str, Any]) -> None:
    context = client.get("/en/library/?country=BG").context
    facets = {facet["name"]: facet["options"] for facet in context["facets"]}
    counts = {option["value"]: option["count"] for option in facets["type"]}
    assert counts == {"policy-paper": 1, "pilot-action-guideline": 1}
    countries = {option["value"]: option["count"] for option in facets["country"]}
    assert countries == {"BG": 2, "RS": 1, "IT": 1}


def test_a_chip_takes_its_value_away_and_keeps_the_rest(
    client: Client, shelf: dict[str, Any]
) -> None:
    context = client.get("/en/library/?country=BG&country=RS&q=cluster&page=2").context
    addresses = {chip["label"]: chip["remove_url"] for chip in context["chips"]}
    assert addresses["Bulgaria"] == "?country=RS&q=cluster"
    assert addresses["Words: cluster"] == "?country=BG&country=RS"


def test_the_archive_is_left_out(client: Client, shelf: dict[str, Any], world: World) -> None:
    archive(shelf["old"], user=world.administrator, reason="Overtaken by events.")
    assert "The old note" not in text_of(client, "/en/library/")


def test_a_topic_shows_its_group_publications_and_recommendations(
    client: Client, shelf: dict[str, Any], world: World
) -> None:
    html = text_of(client, world.topic.get_url())
    for words in ("Working group 3", "Vouchers", "Do the thing number 0.", "?topic=3"):
        assert words in html, words
    assert "/en/feeds/topics/3/" in html
    assert "Cooperation" in text_of(client, "/en/topics/")


def test_a_group_shows_its_members_by_role(
    client: Client, shelf: dict[str, Any], world: World
) -> None:
    html = text_of(client, world.group.get_url())
    assert "Representative of the partnership" in html
    assert "Vouchers" in html
    assert "Working group 3" in text_of(client, "/en/groups/")


def test_partners_stand_by_country_with_what_they_wrote(client: Client, world: World) -> None:
    index = install(PartnerIndexPage(title="Partners", slug="partners"), fresh(world.home), REASON)
    partner = install(PartnerPage(title="An agency", slug="agency", country="BG"), index, REASON)
    paper = make_paper(world, title="By the agency")
    draft = fresh(paper).get_latest_revision_as_object()
    draft.authors = [Author(organisation=partner)]
    draft.save_revision(user=world.editor, log_action=True)
    publish_through_review(paper, world)
    listed = text_of(client, "/en/partners/")
    assert "Bulgaria" in listed
    assert "/en/countries/bg/" in listed
    assert "By the agency" in text_of(client, partner.get_url())
    assert "An agency" in text_of(client, "/en/countries/bg/")


def test_a_country_shows_what_covers_it(client: Client, shelf: dict[str, Any]) -> None:
    html = text_of(client, "/en/countries/it/")
    assert "The old note" in html
    assert "Vouchers" not in html
    assert client.get("/en/countries/IT/")["Location"] == "/en/countries/it/"
    for code in ("fr", "xx", "europe"):
        assert client.get(f"/en/countries/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("url", "titles"),
    [
        ("/en/feeds/", ["Vouchers", "A pilot", "The old note"]),
        ("/en/feeds/topics/3/", ["Vouchers", "A pilot", "The old note"]),
        ("/en/feeds/topics/6/", []),
        ("/en/feeds/types/pilot-action-guideline/", ["A pilot"]),
    ],
)
def test_feeds_name_the_newest_first(
    client: Client, shelf: dict[str, Any], url: str, titles: list[str]
) -> None:
    response = client.get(url)
    assert response["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(response.content)  # noqa: S314 our own
    found = [e.text or "" for e in tree.iterfind("a:entry/a:title", ATOM)]
    assert [title.split(" (")[0] for title in found] == titles
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert tree.findtext("a:updated", namespaces=ATOM)


def test_feeds_of_nothing_are_not_there(client: Client, world: World) -> None:
    assert client.get("/en/feeds/topics/77/").status_code == 404
    assert client.get("/en/feeds/types/novel/").status_code == 404
    assert client.get("/bg/feeds/").status_code == 200
