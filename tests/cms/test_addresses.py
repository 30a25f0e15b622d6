"""Null characters never reach the database, which may fail on them."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cms.addresses import NoNullCharacterMiddleware
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/%00/", "/en/%00/", "/en/library/a%00b/", "/documents/1/%00", "/media-allowed/%00"]
)
def test_an_address_with_one_is_not_found(client: Client, world: World, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/en/library/?topic=%00", "/en/search/?q=a%00b&topic=%00", "/api/search/?q=%00"]
)
def test_in_a_question_it_is_left_out(client: Client, world: World, address: str) -> None:
    assert client.get(address).status_code < 500


def test_what_comes_behind_sees_none() -> None:
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.GET.get("q"))
        return HttpResponse()

    middleware = NoNullCharacterMiddleware(answer)
    middleware(RequestFactory().get("/", {"q": "a\0b"}))
    assert seen == ["ab"]
    with pytest.raises(Http404):
        middleware(RequestFactory().get("/%00"))
