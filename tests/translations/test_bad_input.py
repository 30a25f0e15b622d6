"""Bad input: what translators, machines and administrators may do to a translation."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from cms.review.gate import gate_switched_off_for_a_test
from cms.review.models import PublicState, PublishedVersion
from tests.factories import World, body_of, fresh, make_paper
from tests.translations.words import approve, begin, submit, write
from tests.workflows import publish_through_review
from translations import editing, submission
from translations.models import SegmentConflict, SegmentEdit
from translations.pairs import pairs_of

pytestmark = pytest.mark.usefixtures("begun")


def address(translation: Any) -> str:
    return reverse("translations_editor", args=[translation.pk])


def rich(translation: Any) -> Any:
    return next(pair for pair in pairs_of(translation) if pair.rich)


def type_in(client: Client, translation: Any, pair: Any, text: str) -> Any:
    url = reverse("translations_segment", args=[translation.pk, pair.pk])
    return client.post(url, {"text": text, "token": pair.token})


def test_two_translators_in_one_segment_both_keep_their_text(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    pair = pairs_of(translation)[0]
    client.force_login(people["translator"])
    assert type_in(client, translation, pair, "Първи").status_code == 200
    client.force_login(people["second"])
    answer = type_in(client, translation, pair, "Втори")
    assert answer.status_code == 409
    assert "translator.bg wrote" in answer.json()["message"]
    assert answer.json()["theirs"] == "Първи"
    assert pairs_of(translation)[0].text == "Първи"
    client.force_login(people["translator"])
    page = client.get(address(translation)).content.decode()
    assert "Втори" in page
    assert "second.bg wrote at the same time" in page
    state = client.get(reverse("translations_state", args=[translation.pk])).json()
    assert state["conflicts"] == {str(pair.pk): "second.bg"}
    conflict = SegmentConflict.objects.get()
    client.post(address(translation), {"act": f"use-{conflict.pk}"})
    assert pairs_of(translation)[0].text == "Втори"
    assert set(SegmentEdit.objects.values_list("data", flat=True)) >= {"Първи", "Втори"}


def test_the_same_without_script(client: Client, translation: Any, people: dict[str, Any]) -> None:
    pair = pairs_of(translation)[0]
    field = f"text-{pair.pk}-{pair.token}"
    client.force_login(people["translator"])
    client.post(address(translation), {field: "Първи", "act": "save-all"})
    client.force_login(people["second"])
    response = client.post(address(translation), {field: "Втори", "act": "save-all"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Първи" in page
    assert "Втори" in page
    response = client.post(address(translation), {"act": "submit", "warnings_seen": "on"})
    assert "choose one first" in response.content.decode()


def test_a_source_deleted_while_being_translated_loses_no_text(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    paper = publish_through_review(make_paper(world, title="Doomed"), world)
    translation = begin(fresh(paper))
    write(translation, 0, "Обречен", people["translator"])
    with gate_switched_off_for_a_test():
        # The database itself protects what was public: this takes a hand in it.
        PublishedVersion.objects.filter(page=paper).delete()
        PublicState.objects.filter(page=paper).delete()
        fresh(paper).delete()
    client.force_login(people["translator"])
    response = client.get(address(translation))
    assert response.status_code == 410
    assert "Обречен" in response.content.decode()
    with pytest.raises(submission.NotReadyError):
        submit(translation, people["translator"])
    preview = reverse("translations_preview", args=[translation.pk, "target"])
    assert client.get(preview, follow=True).status_code == 404


def test_a_language_with_content_is_kept(
    client: Client, translated: Any, people: dict[str, Any], settings: Any, bulgarian: Any
) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    with pytest.raises(ProtectedError):
        Locale.objects.get(pk=bulgarian.pk).delete()
    settings.WAGTAIL_CONTENT_LANGUAGES = [
        item for item in settings.WAGTAIL_CONTENT_LANGUAGES if item[0] != "bg"
    ]
    warnings = run_checks(tags=["database"], databases=["default"])
    assert "translations.W001" in {warning.id for warning in warnings}
    client.force_login(people["translator"])
    assert client.get(address(translated), follow=True).status_code == 404
    assert client.get(reverse("translations_desk")).status_code in (302, 403)
    assert Page.objects.get(pk=page.pk).live
    assert StringTranslation.objects.exists()


def test_texts_never_submitted_keep_their_language(
    world: World, people: dict[str, Any], public_paper: Any
) -> None:
    begun = begin(public_paper, "sq")
    write(begun, 0, "Grupimet", people["translator"])
    with pytest.raises(ProtectedError, match="kept"):
        Locale.objects.get(language_code="sq").delete()


@pytest.mark.parametrize("mark", ["\x00", "\u202e", "\u2067", "\x1b", "\ufeff", "\ud800"])
def test_invisible_characters_are_taken_out(
    translation: Any, people: dict[str, Any], mark: str
) -> None:
    saved = write(translation, 0, f"Клъ{mark}стери", people["translator"])
    assert saved.cleaned
    assert pairs_of(translation)[0].text == "Клъстери"


def test_a_hundred_thousand_characters(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    text = "Дълъг текст. " * 7700
    pair = rich(translation)
    answer = type_in(client, translation, pair, text)
    assert answer.status_code == 200
    assert "Much longer than the source" in answer.json()["warnings"]
    assert rich(translation).text == text.strip()
    assert client.get(address(translation)).status_code == 200


def test_a_title_too_long_for_its_field_is_refused_with_its_name(
    translated: Any, people: dict[str, Any]
) -> None:
    write(translated, 0, "Дълго " * 60, people["translator"])
    with pytest.raises(submission.NotReadyError, match="title"):
        submit(translated, people["translator"])
    assert submission.target_of(translated) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<p>Цял абзац</p>",
        '<a href="https://example.org">връзка</a>',
        '<a id="a9">връзка</a>',
        '<b onclick="x()">удебелено</b>',
        "<!-- бележка --><b>а</b>",
        "<h2>Заглавие</h2>",
    ],
)
def test_pasted_markup_is_kept_marked_and_never_published(
    translated: Any, people: dict[str, Any], markup: str
) -> None:
    pair = rich(translated)
    saved = editing.save_segment(translated, pair.pk, markup, pair.token, people["translator"])
    assert saved.pair.state == "error"
    assert saved.pair.error
    assert rich(translated).text == markup
    with pytest.raises(submission.NotReadyError, match="with an error"):
        submit(translated, people["translator"])


def test_markup_in_a_plain_segment_is_text(translated: Any, people: dict[str, Any]) -> None:
    write(translated, 0, "A < B & <b>C</b>", people["translator"])
    assert pairs_of(translated)[0].text == "A < B & <b>C</b>"
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    assert page.title == "A < B & <b>C</b>"


def test_a_segment_that_is_gone_says_so(
    client: Client, translated: Any, people: dict[str, Any], world: World, public_paper: Any
) -> None:
    pair = rich(translated)
    draft = fresh(public_paper).get_latest_revision_as_object()
    draft.body = body_of("Wholly new.")
    draft.save_revision(user=world.editor)
    publish_through_review(public_paper, world)
    client.force_login(people["translator"])
    client.post(address(translated), {"act": "update"})
    assert type_in(client, translated, pair, "Стар").status_code == 410
    form = {f"text-{pair.pk}-{pair.token}": "Стар текст", "act": "save-all"}
    response = client.post(address(translated), form)
    assert response.status_code == 409
    assert "Стар текст" in response.content.decode()


@pytest.mark.parametrize("act", ["nonsense", "save-\x00", "use-abc", "confirm-999999", "use-99999"])
def test_nonsense_in_the_form_breaks_nothing(
    client: Client, translated: Any, people: dict[str, Any], act: str
) -> None:
    client.force_login(people["translator"])
    response = client.post(address(translated), {"act": act, "text-x-y": "?", "text-1": "?"})
    assert response.status_code in (302, 403, 404, 409)


def test_the_same_words_twice_in_one_place_are_filled_once(
    world: World, people: dict[str, Any], settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    body = body_of("<p>They meet.</p><p>They meet.</p>")
    paper = publish_through_review(make_paper(world, title="Twice", body=body), world)
    translation = begin(fresh(paper))
    pairs = pairs_of(translation)
    places = {pair.place for pair in pairs}
    assert len(places) < len(pairs)
    assert editing.fill_by_machine(translation) == len(places)
    assert all(pair.unconfirmed for pair in pairs_of(translation))


@pytest.mark.parametrize("act", ["confirm-²", "comment-²", "use-²", "earlier-²", "resolve-²"])
def test_a_key_that_is_no_number_is_refused(
    client: Client, translation: Any, people: dict[str, Any], act: str
) -> None:
    client.force_login(people["translator"])
    assert client.post(address(translation), {"act": act, "text-²-x": "А"}).status_code in (
        302,
        403,
    )
    assert not StringTranslation.objects.exists()
