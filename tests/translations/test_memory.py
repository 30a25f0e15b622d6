"""The translation memory: what was approved, found again exactly or nearly, inserted by a click."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import World, body_of, fresh, make_paper
from tests.translations.words import approve, begin, send_back, submit
from tests.workflows import publish_through_review
from translations import editing
from translations.acts import ACTS
from translations.memory import filling
from translations.memory.filling import Origin, remember
from translations.memory.finding import exact_for, similar_to, suggestions_for
from translations.memory.keys import NUMBER, digest_of, keys_of
from translations.memory.models import Remembered, RememberedSource, SourceKey
from translations.models import SegmentConflict
from translations.pairs import pairs_of

pytestmark = pytest.mark.django_db

KNOWN = [-5321407118721272518, 6144130368668938500]
SENTENCE = "The regional agency pays half of the voucher to each small firm."


def keep(*segments: tuple[str, str], language: str = "bg", title: str = "Old paper") -> None:
    """Remember pairs of source and translation."""
    origin = Origin(None, title, language, timezone.now(), None)
    remember(list(segments), "en", origin)


def another_paper(world: World, text: str) -> Any:
    paper = publish_through_review(
        make_paper(world, title="Another paper", body=body_of(text)), world
    )
    return begin(fresh(paper))


def pair_with(translation: Any, text: str) -> Any:
    return next(pair for pair in pairs_of(translation) if text in pair.source)


def address(translation: Any) -> str:
    return reverse("translations_editor", args=[translation.pk])


def suggestions_at(translation: Any, pair: Any) -> str:
    return reverse("memory_suggestions", args=[translation.pk, pair.pk])


# --- Filled ----------------------------------------------------------------------------------


def test_it_is_filled_by_approval_and_by_nothing_before(
    translated: Any, people: dict[str, Any], public_paper: Any
) -> None:
    submit(translated, people["translator"])
    assert not Remembered.objects.exists()
    send_back(translated, people["reviewer"])
    assert not Remembered.objects.exists()
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    pairs = pairs_of(translated)
    assert Remembered.objects.count() == len({(pair.source, pair.data) for pair in pairs})
    row = Remembered.objects.get(source__data=pairs[0].source)
    assert (row.data, row.title, row.language) == (pairs[0].data, public_paper.title, "bg")
    assert (row.user_name, row.page_id) == ("language.bg", page.pk)


def test_an_approval_taken_back_by_an_error_remembers_nothing(
    translated: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(translated, people["translator"])
    monkeypatch.setattr(filling, "keys_of", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve(translated, people["reviewer"])
    assert not Remembered.objects.exists()
    assert not RememberedSource.objects.exists()


def test_the_same_pair_is_kept_once_with_its_newest_origin() -> None:
    keep((SENTENCE, "Текст"), title="First")
    keep((SENTENCE, "Текст"), (SENTENCE, "Друг"), title="Second")
    assert RememberedSource.objects.count() == 1
    assert SourceKey.objects.count() == NUMBER
    assert set(Remembered.objects.values_list("data", "title")) == {
        ("Текст", "Second"),
        ("Друг", "Second"),
    }


# --- Found -----------------------------------------------------------------------------------


def test_the_same_source_comes_first_then_similar_ones_with_the_difference() -> None:
    keep(
        (SENTENCE, "Точен"),
        (SENTENCE.replace("half", "a third"), "Подобен"),
        ("Nothing of this is alike here at all.", "Друг"),
    )
    exact, similar = suggestions_for(SENTENCE, "en", "bg")
    assert (exact.percent, exact.data, exact.exact) == (100, "Точен", True)
    assert (similar.data, similar.exact) == ("Подобен", False)
    assert 70 <= similar.percent < 100
    assert ">a third</del>" in similar.difference
    assert ">half</ins>" in similar.difference


def test_numbers_are_not_changed_by_magic() -> None:
    keep(("In 2024 we paid 300 vouchers.", "През 2024 г. платихме 300 ваучера."))
    [found] = suggestions_for("In 2025 we paid 400 vouchers.", "en", "bg")
    assert found.data == "През 2024 г. платихме 300 ваучера."
    assert not found.exact


def test_the_same_words_with_other_tags_are_not_the_same() -> None:
    keep(("Pay <b>small</b> firms soon.", "Плащайте"))
    [found] = suggestions_for("Pay small firms soon.", "en", "bg")
    assert found.percent == 99


def test_another_language_has_its_own() -> None:
    keep((SENTENCE, "Tekst"), language="hr")
    assert suggestions_for(SENTENCE, "en", "bg") == []
    assert exact_for([SENTENCE], "en", "hr")


@pytest.mark.parametrize("source", ["", "   ", "<br/>", "…"])
def test_a_source_without_words_finds_nothing_and_fails_nowhere(source: str) -> None:
    keep((source, "x"), (SENTENCE, "y"))
    assert similar_to(source, "en", "bg") == []


def test_keys_never_change_because_stored_ones_were_made_with_them() -> None:
    assert keys_of("Clusters across borders", "en")[:2] == KNOWN
    assert len(keys_of(SENTENCE, "en")) == NUMBER
    assert keys_of(SENTENCE.upper(), "en") == keys_of(SENTENCE, "en")
    assert not set(keys_of(SENTENCE, "en")) & set(keys_of(SENTENCE, "bg"))
    assert len(digest_of("x")) == 32


def test_similar_texts_are_found_among_many_that_share_a_phrase() -> None:
    keep(*((f"Recommendation {n}: do the thing that helps.", f"Т{n}") for n in range(600)))
    keep((SENTENCE, "Точен"))
    with CaptureQueriesContext(connection) as captured:
        found = similar_to(SENTENCE.replace("pays", "gives"), "en", "bg")
    assert [item.data for item in found] == ["Точен"]
    assert len(captured) <= 3
    assert similar_to("Recommendation 5: do the thing which helps.", "en", "bg")


# --- Inserted --------------------------------------------------------------------------------


def test_without_script_an_exact_match_is_inserted_and_typed_text_is_saved(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    keep((SENTENCE, "Помни ме"))
    translation = another_paper(world, SENTENCE)
    pair, title = pair_with(translation, "voucher"), pairs_of(translation)[0]
    client.force_login(people["translator"])
    page = client.get(address(translation)).content.decode()
    row = Remembered.objects.get()
    assert f'value="remember-{pair.pk}-{row.pk}"' in page
    assert "Old paper" in page
    form = {
        f"text-{pair.pk}-{pair.token}": "",
        f"text-{title.pk}-{title.token}": "Заглавие",
        "act": f"remember-{pair.pk}-{row.pk}",
    }
    assert client.post(address(translation), form).status_code == 302
    assert pair_with(translation, "voucher").text == "Помни ме"
    assert pairs_of(translation)[0].text == "Заглавие"
    assert pair_with(translation, "voucher").translation.last_translated_by == people["translator"]


def test_what_was_typed_in_the_same_segment_gives_way_to_what_was_chosen(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    keep((SENTENCE, "Помни ме"))
    translation = another_paper(world, SENTENCE)
    pair = pair_with(translation, "voucher")
    client.force_login(people["translator"])
    form = {
        f"text-{pair.pk}-{pair.token}": "Почнах  ",
        "act": f"remember-{pair.pk}-{Remembered.objects.get().pk}",
    }
    assert client.post(address(translation), form).status_code == 302
    assert pair_with(translation, "voucher").text == "Помни ме"


@pytest.mark.parametrize("with_field", [True, False])
def test_what_another_translator_wrote_meanwhile_is_not_lost(
    client: Client, world: World, people: dict[str, Any], with_field: bool
) -> None:
    keep((SENTENCE, "Помни ме"))
    translation = another_paper(world, SENTENCE)
    pair = pair_with(translation, "voucher")
    editing.save_segment(translation, pair.pk, "Неин текст", pair.token, people["second"])
    client.force_login(people["translator"])
    form = {"act": f"remember-{pair.pk}-{Remembered.objects.get().pk}"}
    form |= {f"text-{pair.pk}-{pair.token}": ""} if with_field else {"token": pair.token}
    response = client.post(address(translation), form)
    assert response.status_code == 409
    assert "Both texts are kept" in response.content.decode()
    assert pair_with(translation, "voucher").text == "Неин текст"
    assert SegmentConflict.objects.get().data == "Помни ме"


def test_suggestions_are_a_page_and_a_part_of_one(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    keep((SENTENCE.replace("half", "all"), "<Подобен>"))
    translation = another_paper(world, SENTENCE)
    pair = pair_with(translation, "voucher")
    client.force_login(people["translator"])
    page = client.get(suggestions_at(translation, pair)).content.decode()
    assert "<html" in page
    assert "&lt;Подобен&gt;" in page
    assert "% the same" in page
    part = client.get(suggestions_at(translation, pair), {"part": "1"}).content.decode()
    assert "<html" not in part
    assert "data-insert=" in part


def test_a_reviewer_sees_suggestions_and_inserts_none(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    keep((SENTENCE, "Помни ме"))
    translation = another_paper(world, SENTENCE)
    pair = pair_with(translation, "voucher")
    client.force_login(people["reviewer"])
    page = client.get(suggestions_at(translation, pair)).content.decode()
    assert "Помни ме" in page
    assert "remember-" not in page
    form = {"act": f"remember-{pair.pk}-{Remembered.objects.get().pk}"}
    assert client.post(address(translation), form).status_code in {302, 403}
    assert pair_with(translation, "voucher").text == ""


def test_other_languages_are_not_opened(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    keep((SENTENCE, "Tekst"), language="hr")
    translation = another_paper(world, SENTENCE)
    pair = pair_with(translation, "voucher")
    client.force_login(people["foreign_translator"])
    assert client.get(suggestions_at(translation, pair)).status_code in {302, 403}
    client.force_login(people["translator"])
    form = {"act": f"remember-{pair.pk}-{Remembered.objects.get().pk}", "token": pair.token}
    assert client.post(address(translation), form).status_code == 409
    assert pair_with(translation, "voucher").text == ""


@pytest.mark.parametrize("key", ["", "1", "x-y", "999999-1"])
def test_a_button_that_nobody_made_does_nothing(
    client: Client, translation: Any, people: dict[str, Any], key: str
) -> None:
    client.force_login(people["translator"])
    response = client.post(address(translation), {"act": f"remember-{key}"})
    assert response.status_code in {302, 403, 409}
    assert "remember" in ACTS


def test_the_next_version_is_offered_what_the_first_one_said(
    client: Client, translated: Any, people: dict[str, Any], world: World
) -> None:
    submit(translated, people["translator"])
    approve(translated, people["reviewer"])
    translation = another_paper(world, "The first words.")
    client.force_login(people["second"])
    page = client.get(address(translation)).content.decode()
    assert "approved by language.bg" in page
