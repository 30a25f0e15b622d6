"""Statements kept from the first time ask what their query sets ask; sites that are remembered."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page, Site

from cms.navigation import chrome_of
from cms.prepared import SIZES, Prepared
from search.models import SearchDocument
from search.projection import filter_is_on, filter_switched_off_for_a_test, public_pages
from tests.factories import World
from tests.search.support import publish


def pages_with(keys: list[int], moment: datetime.datetime, *_named: Any) -> Any:
    return public_pages(Page.objects.filter(pk__in=keys), moment).values_list("pk", "title")


@pytest.fixture
def prepared() -> Prepared:
    return Prepared(Page._meta.get_field("id"), pages_with)


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 1, SIZES[0], SIZES[0] + 1, SIZES[-1] + 1])
def test_the_rows_are_those_of_the_query_set(world: World, prepared: Prepared, more: int) -> None:
    keys = [publish(world, f"Paper {number}", "text").pk for number in range(2)]
    some = [*keys, *range(10**6, 10**6 + more)]

    for _kept in range(2):
        assert sorted(prepared.rows(some)) == sorted(pages_with(some, timezone.now()))
        assert prepared.rows(keys[:1]) == [(keys[0], "Paper 0")]
    assert prepared.rows([]) == []


@pytest.mark.django_db
def test_the_moment_is_that_of_the_question(world: World, prepared: Prepared) -> None:
    page = publish(world, "Paper", "text")
    expiry = timezone.now() + datetime.timedelta(hours=1)
    Page.objects.filter(pk=page.pk).update(expire_at=expiry)

    assert prepared.rows([page.pk])
    with time_machine.travel(expiry, tick=False):
        assert prepared.rows([page.pk]) == []


@pytest.mark.django_db
def test_what_else_is_named_has_a_statement_of_its_own(world: World, prepared: Prepared) -> None:
    draft = publish(world, "Paper", "text")
    Page.objects.filter(pk=draft.pk).update(live=False)

    assert prepared.rows([draft.pk], filter_is_on()) == []
    with filter_switched_off_for_a_test():
        assert prepared.rows([draft.pk], filter_is_on()) == [(draft.pk, "Paper")]
    assert prepared.rows([draft.pk], filter_is_on()) == []


@pytest.mark.django_db
def test_keys_can_be_uuids(world: World) -> None:
    page = publish(world, "Paper", "text")
    document = SearchDocument.objects.filter(page=page).first()
    assert document is not None
    prepared = Prepared(
        SearchDocument._meta.get_field("identity"),
        lambda keys, _moment: SearchDocument.objects.filter(identity__in=keys).values_list("pk"),
    )

    assert prepared.rows([document.identity, uuid.uuid4()]) == [(document.pk,)]
    assert prepared.rows([uuid.uuid4()]) == []


@pytest.mark.django_db
def test_a_query_set_that_leaves_out_keys_is_refused() -> None:
    prepared = Prepared(
        Page._meta.get_field("id"),
        lambda keys, _moment: Page.objects.filter(pk__in=keys[1:]).values_list("pk"),
    )
    with pytest.raises(ValueError, match="all of its keys"):
        prepared.rows([1])


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["testserver", "other.example", "testserver:81"])
@pytest.mark.parametrize("sites", [1, 2])
@pytest.mark.parametrize("default", [True, False])
def test_the_site_of_a_request_is_the_one_that_wagtail_finds(
    world: World, host: str, sites: int, default: bool
) -> None:
    Site.objects.update(is_default_site=default)
    if sites == 2:
        Site.objects.create(hostname="other.example", root_page=Page.objects.get(depth=1))

    def request() -> Any:
        return RequestFactory().get("/en/search/", HTTP_HOST=host)

    shown = request()
    chrome_of(shown)

    # Nothing has asked for an address yet.
    assert ("_wagtail_site" in shown.__dict__) == (sites == 1 and default)
    assert Site.find_for_request(shown) == Site.find_for_request(request())
