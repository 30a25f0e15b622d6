"""No door lets an original begin in a partner language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from cms.review.exceptions import NotReviewed
from home.models import HomePage
from policies.models import PolicyPaper
from tests.admin import paper_form
from tests.factories import World, fresh, make_paper
from tests.translations.words import begin, submit
from translations import originals


def library_of(code: str, world: World) -> Any:
    return Page.objects.get(
        translation_key=world.library.translation_key, locale__language_code=code
    ).specific


def foreign() -> list[str]:
    return list(Page.objects.exclude(locale__language_code="en").values_list("title", flat=True))


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator", "superuser"])
def test_not_by_the_editor(client: Client, world: World, role: str) -> None:
    there, before = library_of("bg", world), foreign()
    client.force_login(world.users[role])
    url = reverse("wagtailadmin_pages:add", args=["policies", "policypaper", there.pk])
    paper = make_paper(world, title="Original")
    client.post(url, {**paper_form(paper, "Text"), "slug": "original-2"}, follow=True)
    assert foreign() == before
    assert not Page.objects.child_of(there).exists()


def test_not_by_copying_nor_by_moving(client: Client, world: World) -> None:
    there, before = library_of("bg", world), foreign()
    paper = make_paper(world, title="Original")
    client.force_login(world.superuser)
    copy = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": str(there.pk),
        "copy_subpages": "",
    }
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[paper.pk]), copy, follow=True)
    assert "Write it in English" in re.sub(r"\s+", " ", answer.content.decode())
    move = reverse("wagtailadmin_pages:move_confirm", args=[paper.pk, there.pk])
    # Here Wagtail itself refuses already.
    client.post(move, follow=True)
    assert foreign() == before
    assert fresh(paper).get_parent().pk == world.library.pk


def test_not_by_a_script(world: World) -> None:
    there = library_of("bg", world)
    bulgarian = Locale.objects.get(language_code="bg")
    for locale in (bulgarian, world.home.locale, None):
        paper = PolicyPaper(title="Original", slug="original", live=False, topic=world.topic)
        if locale is not None:
            paper.locale = locale
        with pytest.raises(NotReviewed, match="in English"):
            library_of("bg", world).add_child(instance=paper)
    assert not Page.objects.child_of(there).exists()
    with pytest.raises(NotReviewed, match="in English"):
        make_paper(world).move(there, pos="last-child")


def test_translations_come_in_as_ever(translated: Any, people: dict[str, Any]) -> None:
    assert submit(translated, people["translator"]).locale.language_code == "bg"


def test_without_the_guard_it_would_be_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "_refuse_if_foreign", lambda *args: None)
    monkeypatch.setattr(originals, "source_language", lambda: "bg")
    paper = PolicyPaper(title="Original", slug="original", live=False, topic=world.topic)
    there = library_of("bg", world)
    there.add_child(instance=paper)
    assert Page.objects.child_of(there).count() == 1


def test_one_first_page_for_each_language(world: World) -> None:
    root = Page.get_first_root_node()
    assert HomePage.can_create_at(root)
    for number in range(13):
        Locale.objects.get_or_create(language_code=f"x{number}")
    # A thirteenth language and a fourteenth: as many first pages as languages.
    assert HomePage.can_create_at(root)
    home = fresh(world.home)
    macedonian = Locale.objects.create(language_code="mk")
    first = home.copy_for_translation(macedonian)
    second = HomePage(title="Second", slug="second", locale=macedonian, path="000100ZZ", depth=2)
    with pytest.raises(ValidationError, match="its first page already"):
        second.clean()
    first.clean()


def test_when_each_language_has_its_first_page_there_is_no_other(world: World) -> None:
    homes = HomePage.objects.values("locale")
    Locale.all_objects.exclude(pk__in=homes).delete()
    assert not HomePage.can_create_at(Page.get_first_root_node())


def test_a_translation_is_begun_only_once(public_paper: Any) -> None:
    assert begin(public_paper).pk == begin(public_paper).pk
