"""The home page, standard pages, sitemap, robots and style guide as readers meet them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from cms.review.doors import install, publish_installed
from home.models import HomePage, StandardPage
from policies.models import (
    PartnerIndexPage,
    PartnerPage,
    PolicyPaper,
    PublicationIndexPage,
    TopicIndexPage,
    TopicPage,
    WorkingGroupIndexPage,
    WorkingGroupPage,
    WorkingGroupReport,
)
from tests.factories import REASON, World, fresh, make_paper
from tests.workflows import publish_through_review

NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def text_of(client: Client, url: str) -> str:
    """A page's HTML; it must be there."""
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def publish_meeting(world: World, title: str, day: datetime.date) -> Any:
    """A public report of a meeting on a day."""
    report = make_paper(
        world,
        title=title,
        model=WorkingGroupReport,
        kind="meeting",
        meeting_date=day,
        place="Zagreb",
        recommendations=0,
    )
    return publish_through_review(report, world)


def test_the_search_field_comes_first_and_leads_to_search(client: Client, world: World) -> None:
    publish_through_review(make_paper(world, title="Sharing laboratories"), world)
    html = text_of(client, "/en/")
    main = html[html.index("<main") :]
    assert main.index('type="search"') < main.index("Sharing laboratories")
    assert 'action="/en/search/"' in main


def test_home_names_meetings_to_come_and_not_those_that_were(client: Client, world: World) -> None:
    today = timezone.localdate()
    publish_meeting(world, "The next one", today + datetime.timedelta(days=9))
    publish_meeting(world, "The last one", today - datetime.timedelta(days=9))
    meetings = text_of(client, "/en/").split('id="meetings"')[1]
    assert "The next one" in meetings
    assert "The last one" not in meetings.split("<footer")[0]


def test_home_counts_what_the_platform_holds(client: Client, world: World) -> None:
    publish_through_review(make_paper(world, recommendations=3), world)
    numbers = text_of(client, "/en/").split('id="numbers"')[1]
    assert "<dd>3</dd>" in numbers
    assert "/en/recommendations/" in numbers


def test_a_standard_page_shows_its_body(client: Client, world: World) -> None:
    body = [{"type": "text", "value": "<p>We want to know.</p>", "id": str(uuid.uuid4())}]
    install(StandardPage(title="About", slug="about", body=body), fresh(world.home), REASON)
    html = text_of(client, "/en/about/")
    assert "We want to know." in html
    assert "<title>About – ClusterPoliSEE</title>" in html


def test_the_switcher_leads_to_where_a_page_is_or_says_that_it_is_not_there_yet(
    client: Client, world: World
) -> None:
    paper = publish_through_review(make_paper(world), world)
    html = text_of(client, paper.get_url())
    there = paper.get_url().replace("/en/", "/bg/")
    assert f'<a href="{there}" hreflang="bg" rel="nofollow">' in html
    assert "Not yet translated into" in html
    said = client.get(there)
    assert said.status_code == 404
    assert f'href="{paper.get_url()}" hreflang="en"' in said.content.decode()
    assert "Not yet translated into" not in text_of(client, "/en/")
    assert 'hreflang="de"' not in html
    assert 'rel="alternate" hreflang="bg"' not in html
    home = text_of(client, "/en/")
    assert 'rel="alternate" hreflang="bg" href="http://testserver/bg/"' in home


def test_serbian_names_both_scripts(client: Client, world: World) -> None:
    serbian = Locale.objects.get(language_code="sr")
    publish_installed(fresh(world.home).copy_for_translation(serbian), REASON)
    html = text_of(client, "/en/")
    assert 'hreflang="sr-Cyrl" href="http://testserver/sr/"' in html
    assert 'hreflang="sr-Latn" href="http://testserver/sr-latn/"' in html
    latin = text_of(client, "/sr-latn/")
    assert '<html lang="sr-Latn"' in latin
    assert '<link rel="canonical" href="http://testserver/sr-latn/">' in latin


def test_the_sitemap_lists_what_is_readable_with_its_languages(
    client: Client, world: World
) -> None:
    paper = publish_through_review(make_paper(world, title="Open"), world)
    hidden = publish_through_review(make_paper(world, title="Hidden"), world)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    gone = publish_through_review(make_paper(world, title="Gone"), world)
    gone.unpublish()
    make_paper(world, title="Draft")
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    tree = ElementTree.fromstring(response.content)  # noqa: S314 our own
    places = [e.text for e in tree.iterfind("s:url/s:loc", NAMESPACES)]
    assert f"http://testserver{paper.get_url()}" in places
    assert not [p for p in places if p and ("hidden" in p or "gone" in p or "draft" in p)]
    assert len(places) == len(set(places))
    assert [p for p in places if p and p.endswith("/about/") and "/recommendations/" in p]
    home = next(
        e
        for e in tree.iterfind("s:url", NAMESPACES)
        if e.findtext("s:loc", namespaces=NAMESPACES) == "http://testserver/en/"
    )
    languages = {e.get("hreflang") for e in home.iterfind("x:link", NAMESPACES)}
    assert languages == {"en", "bg", "x-default"}


def test_robots_name_the_sitemap(client: Client, world: World) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()


def test_the_style_guide_is_for_editors(client: Client, world: World) -> None:
    assert client.get("/en/style-guide/").status_code == 404
    client.force_login(world.editor)
    assert "Style guide" in text_of(client, "/en/style-guide/")


@pytest.mark.parametrize(
    "model",
    [
        HomePage,
        PartnerIndexPage,
        PartnerPage,
        PolicyPaper,
        PublicationIndexPage,
        StandardPage,
        TopicIndexPage,
        TopicPage,
        WorkingGroupIndexPage,
        WorkingGroupPage,
        WorkingGroupReport,
    ],
)
def test_every_type_can_be_previewed_before_its_first_save(world: World, model: Any) -> None:
    parent = fresh(world.library if issubclass(model, PolicyPaper) else world.home)
    page = model(title="New", slug="new", locale=parent.locale)
    page.depth = parent.depth + 1
    page.path = parent.get_last_child()._inc_path() if not parent.is_leaf() else "000100010009"
    page.set_url_path(parent)
    response = page.make_preview_request()
    response.render()
    assert response.status_code == 200
    html = response.content.decode()
    assert "New" in html
    assert 'content="noindex"' in html


def test_an_error_page_has_the_menu(client: Client, world: World) -> None:
    response = client.get("/en/nothing-here/")
    assert response.status_code == 404
    assert "There is no page at this address" in response.content.decode()
