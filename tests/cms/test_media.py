"""Pictures are as public as the pages that show them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms import media
from cms.media import opened_for_guest
from cms.proxy import SenderMiddleware
from cms.review.doors import publish_installed
from tests.cms.inviting import invite, link_of
from tests.factories import REASON, World, fresh, make_paper, make_user
from tests.workflows import submit


@pytest.fixture
def picture(db: None) -> Any:
    """A picture with one of its sizes."""
    # Wagtail remembers the sizes of the picture that had this key in an earlier test.
    cache.clear()
    image = get_image_model().objects.create(title="Map", file=get_test_image_file("map.png"))
    image.get_rendition("width-100")
    return image


def body_with(picture: Any) -> list[dict[str, Any]]:
    """Return a body of one figure."""
    value = {"image": picture.pk, "alternative_text": "A map", "caption": "", "credit": ""}
    return [{"type": "figure", "value": value}]


def size_of(picture: Any) -> str:
    """Return the stored name of the picture's size."""
    return str(picture.renditions.get().file.name)


def answer(client: Client, path: str, **parameters: str) -> int:
    """Return what the web server is told about a file."""
    return client.get(reverse("media_allowed", args=[path]), parameters).status_code


def test_a_picture_is_public_while_a_page_shows_it(
    client: Client, world: World, picture: Any
) -> None:
    paper = make_paper(world, body=body_with(picture))
    assert answer(client, size_of(picture)) == 403
    publish_installed(paper, REASON)
    assert answer(client, size_of(picture)) == 204
    page = fresh(paper)
    page.unpublish()
    assert answer(client, size_of(picture)) == 403


def test_an_original_is_for_the_administration_only(
    client: Client, world: World, picture: Any
) -> None:
    publish_installed(make_paper(world, body=body_with(picture)), REASON)
    assert answer(client, picture.file.name) == 403
    client.force_login(world.editor)
    assert answer(client, picture.file.name) == 204


def test_a_draft_shows_its_pictures_to_who_may_enter_the_administration(
    client: Client, world: World, picture: Any
) -> None:
    make_paper(world, body=body_with(picture))
    client.force_login(make_user("somebody"))
    assert answer(client, size_of(picture)) == 403
    client.force_login(world.outsider)
    assert answer(client, size_of(picture)) == 204


def test_addresses_around_the_gate_lead_nowhere(client: Client, picture: Any) -> None:
    name = size_of(picture)
    for path in ("images/", f"images/../{picture.file.name}", f"{name}/", "nothing"):
        assert client.get(f"/media-allowed/{path}").status_code == 403, path
    assert client.get(f"/media-allowed/{name}%00").status_code == 404
    assert client.get("/media-allowed/").status_code != 204


def test_an_expert_sees_the_pictures_of_the_draft_for_some_hours(
    world: World, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = make_paper(world, body=body_with(picture))
    picture.renditions.all().delete()
    submit(paper, world.editor)
    invitation = invite(fresh(paper), world.reviewer)
    expert = Client()
    html = expert.get(link_of(invitation)).content.decode()
    size = picture.renditions.first()
    address, _, signature = html.partition(f"{size.file.url}?guest=")
    assert address
    signature = signature.split('"')[0].split()[0].rstrip(",")
    assert answer(expert, size.file.name) == 403
    assert answer(expert, size.file.name, guest=signature) == 204
    assert answer(expert, picture.file.name, guest=signature) == 403
    assert answer(expert, size.file.name, guest=signature[:-1]) == 403
    monkeypatch.setattr(media, "GUEST_SPAN", -1)
    assert answer(expert, size.file.name, guest=signature) == 403


def test_every_address_of_a_picture_is_opened_and_nothing_else() -> None:
    html = opened_for_guest(
        '<img src="/media/images/a.png" srcset="/media/images/a.png 1x, /media/images/b.png 2x">'
        '<a href="/media/original_images/a.png">/documents/1/a.pdf</a>'
    )
    assert html.count("?guest=") == 3
    assert 'original_images/a.png">' in html


def test_the_sender_is_who_our_own_web_server_saw() -> None:
    seen: list[str] = []

    def view(request: Any) -> Any:
        seen.append(request.META["REMOTE_ADDR"])

    for header in ("203.0.113.7", "10.0.0.1, 203.0.113.7", ""):
        SenderMiddleware(view)(RequestFactory().get("/", headers={"X-Forwarded-For": header}))
    assert seen == ["203.0.113.7", "203.0.113.7", "127.0.0.1"]
