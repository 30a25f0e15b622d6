"""Parts of the shell that are kept show what they would show anew."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.models import Page

from cms.navigation import HOME_DEPTH
from tests.factories import World
from tests.search.support import publish, translate


def part(address: str, name: str) -> str:
    text = Client().get(address).content.decode()
    found = re.search(rf"<{name}\b.*?</{name}>", text, re.DOTALL)
    assert found is not None
    return found.group()


@pytest.mark.django_db
def test_the_footer_follows_the_titles_of_its_pages(world: World) -> None:
    before = part("/en/search/", "footer")
    section = Page.objects.filter(depth=HOME_DEPTH + 1, locale__language_code="en").first()
    assert section is not None
    assert section.title in before

    Page.objects.filter(pk=section.pk).update(title="Another name of it")

    assert "Another name of it" in part("/en/search/", "footer")
    assert part("/en/search/", "footer") == part("/en/search/", "footer")


@pytest.mark.django_db
def test_the_switcher_leads_to_translations_of_the_page_shown(world: World) -> None:
    papers = [publish(world, f"Paper {number}", "text") for number in range(2)]
    there = translate(papers[0], "bg", title="Документ")

    first, second = (part(str(paper.get_url()), "header") for paper in papers)

    assert str(there.get_url()) in first
    assert str(there.get_url()) not in second
    assert part(str(papers[0].get_url()), "header") == first
