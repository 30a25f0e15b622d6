"""What readers meet: trees, switcher, a page not there yet, moves."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page

from cms.review.doors import install
from cms.review.models import Approval
from home.models import StandardPage
from tests.factories import REASON, World, fresh, make_paper
from tests.translations.words import approve, begin, fill, submit
from tests.workflows import edit, publish_through_review
from translations.groups import partner_languages
from translations.languages import load_titles


def make_trees() -> str:
    out = StringIO()
    call_command("make_language_trees", stdout=out)
    return out.getvalue()


def test_every_language_gets_its_shells(world: World) -> None:
    make_trees()
    shells = [world.home, *world.home.get_children().specific()]
    titles = load_titles()
    for code in partner_languages():
        pages = Page.objects.filter(locale__language_code=code)
        assert {p.translation_key for p in pages} == {p.translation_key for p in shells}, code
        assert not pages.filter(alias_of__isnull=False).exists()
        assert all(page.live for page in pages)
        assert Group.objects.filter(name=f"Translators {code}").exists()
        assert Group.objects.filter(name=f"Language reviewers {code}").exists()
    greek = Page.objects.get(
        locale__language_code="el", translation_key=world.library.translation_key
    )
    assert greek.title == titles["policies.publicationindexpage"]["el"]
    assert greek.slug == "vivliothiki"
    assert greek.get_parent().locale.language_code == "el"
    kinds = Approval.objects.filter(page=greek).values_list("kind", flat=True)
    assert list(kinds) == ["installation"]


def test_running_it_again_changes_nothing(world: World) -> None:
    make_trees()
    before = list(Page.objects.values_list("pk", "path", "latest_revision_id"))
    assert "/" not in make_trees()
    assert list(Page.objects.values_list("pk", "path", "latest_revision_id")) == before


def test_another_language_is_one_line_and_one_command(world: World, settings: Any) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.WAGTAIL_CONTENT_LANGUAGES, ("mk", "Македонски")]
    settings.LANGUAGES = [*settings.LANGUAGES, ("mk", "Македонски")]
    said = make_trees()
    assert Locale.objects.filter(language_code="mk").exists()
    assert "draft" in said
    pages = Page.objects.filter(locale__language_code="mk")
    assert pages.count() == 1 + world.home.numchild
    # There is no title in this language yet, and English ones are not shown as translations.
    assert not pages.filter(live=True).exists()


def test_a_page_not_there_yet_says_so_in_the_readers_language(
    client: Client, public_paper: Any, people: dict[str, Any]
) -> None:
    rest = public_paper.url.removeprefix("/en/")
    response = client.get(f"/bg/{rest}")
    assert response.status_code == 404
    html = response.content.decode()
    assert '<html lang="bg"' in html
    assert f'href="{public_paper.url}"' in html
    assert "Clusters across borders" in html
    assert client.get("/bg/library/no-such-thing/").status_code == 404
    assert b"not-yet-languages" in response.content
    assert b"not-yet-languages" not in client.get("/bg/library/no-such-thing/").content


def test_once_there_the_same_address_leads_to_it(
    client: Client, translated: Any, people: dict[str, Any], public_paper: Any
) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    rest = public_paper.url.removeprefix("/en/")
    response = client.get(f"/bg/{rest}")
    assert response.status_code == 302
    assert response.url == page.url
    shown = client.get(public_paper.url).content.decode()
    assert f'href="{page.url}" hreflang="bg"' in shown


def test_a_superseded_translation_leads_to_its_successor_in_its_language(
    client: Client, public_paper: Any, people: dict[str, Any], world: World
) -> None:
    def in_public(page: Any) -> Any:
        translation = begin(page)
        fill(translation, people["translator"])
        submit(translation, people["translator"])
        return approve(translation, people["reviewer"])

    newer = publish_through_review(make_paper(world, title="The newer one"), world)
    edit(public_paper, world.editor, superseded_by=newer)
    older = in_public(publish_through_review(public_paper, world))
    shown = client.get(older.url).content.decode()
    assert f'<a href="{newer.get_url()}" lang="en" hreflang="en">The newer one</a>' in shown
    successor = in_public(newer)
    shown = client.get(older.url).content.decode()
    assert f'<a href="{successor.url}">{successor.title}</a></p>' in shown
    assert "The newer one" not in shown


def test_a_draft_of_a_translation_is_not_there(
    client: Client, translated: Any, people: dict[str, Any], public_paper: Any
) -> None:
    page = submit(translated, people["translator"])
    assert client.get(page.url).status_code == 404
    library = fresh(page).get_parent().get_url()
    assert page.latest_revision.as_object().title not in client.get(library).content.decode()
    assert client.get(f"{library}{page.slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/bg/a/b/c/", "/bg/%00/", "/xx/library/", "/bg//library//"])
def test_nonsense_is_plainly_not_found(client: Client, world: World, address: str) -> None:
    assert client.get(address, follow=True).status_code in (200, 404)


def test_moving_the_source_moves_its_translations(
    client: Client, world: World, people: dict[str, Any], bulgarian: Any
) -> None:
    def page_and_translation(title: str, slug: str) -> tuple[Any, Any]:
        source = install(StandardPage(title=title, slug=slug), fresh(world.home), REASON)
        translation = begin(source)
        fill(translation, people["translator"])
        submit(translation, people["translator"])
        return fresh(source), approve(translation, people["reviewer"])

    about, about_bg = page_and_translation("About", "about")
    team, team_bg = page_and_translation("Team", "team")
    old = team_bg.url
    team.move(about, pos="last-child")
    moved = fresh(team_bg)
    assert moved.get_parent().pk == about_bg.pk
    assert client.get(moved.url).status_code == 200
    response = client.get(old)
    assert response.status_code in (301, 302)
    assert response.url.endswith(moved.url)
    assert moved.locale == bulgarian
