"""The editor over HTTP: with and without its script, by whom, how quickly."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests.factories import World, fresh
from tests.translations.stale_words import long_paper
from tests.translations.words import begin, in_bulgarian, pair_source_text, submit, write
from tests.workflows import publish_through_review
from translations import following, submission
from translations.bulk import type_in
from translations.models import SegmentComment
from translations.pairs import pairs_of


def address(translation: Any) -> str:
    return reverse("translations_editor", args=[translation.pk])


def whole_form(translation: Any) -> dict[str, str]:
    """Return what a browser would send when everything was typed."""
    return {
        f"text-{pair.pk}-{pair.token}": in_bulgarian(pair_source_text(pair))
        for pair in pairs_of(translation)
    }


def test_without_script_the_whole_way(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    form = whole_form(translation)
    response = client.post(address(translation), {**form, "act": "save-all"}, follow=True)
    assert response.status_code == 200
    assert all(pair.state == "done" for pair in pairs_of(translation))
    response = client.post(address(translation), {"act": "submit", "warnings_seen": "on"})
    assert response.status_code == 302, response.content.decode()
    client.force_login(people["reviewer"])
    pair = pairs_of(translation)[0]
    client.post(
        address(translation), {"act": f"comment-{pair.pk}", f"comment-{pair.pk}": "Wrong word."}
    )
    client.post(address(translation), {"act": "sendback", "words": "See my comment."})
    client.force_login(people["translator"])
    page = client.get(address(translation)).content.decode()
    assert "Wrong word." in page
    assert "See my comment." in page
    pair = pairs_of(translation)[0]
    form = {f"text-{pair.pk}-{pair.token}": "По-добре", "act": "submit", "warnings_seen": "on"}
    assert client.post(address(translation), form).status_code == 302
    client.force_login(people["reviewer"])
    assert client.post(address(translation), {"act": "approve"}).status_code == 302
    assert submission.target_of(translation).live
    assert submission.target_of(translation).title == "По-добре"


def test_submit_asks_to_look_at_the_warnings(
    client: Client, translated: Any, people: dict[str, Any]
) -> None:
    pair = next(p for p in pairs_of(translated) if "number 1" in p.source)
    client.force_login(people["translator"])
    client.post(address(translated), {f"text-{pair.pk}-{pair.token}": "Без число", "act": "save-1"})
    response = client.post(address(translated), {"act": "submit"})
    assert response.status_code == 409
    assert "Look at the warnings" in response.content.decode()
    assert submission.target_of(translated) is None
    response = client.post(address(translated), {"act": "submit", "warnings_seen": "on"})
    assert response.status_code == 302


def test_segments_are_saved_as_typed(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    pair = pairs_of(translation)[0]
    url = reverse("translations_segment", args=[translation.pk, pair.pk])
    first = client.post(url, {"text": "Клъс", "token": pair.token}).json()
    second = client.post(url, {"text": "Клъстери", "token": first["token"]})
    assert second.status_code == 200
    assert second.json()["state"] == "done"
    assert pairs_of(translation)[0].text == "Клъстери"


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("translator", True, True),
        ("reviewer", True, False),
        ("foreign_translator", False, False),
        ("foreign_reviewer", False, False),
        ("world:publisher", True, False),
        ("world:editor", True, False),
        ("world:reviewer", False, False),
        ("world:administrator", True, False),
    ],
)
def test_who_reads_and_writes(
    client: Client,
    world: World,
    translation: Any,
    people: dict[str, Any],
    role: str,
    reads: bool,
    writes: bool,
) -> None:
    user = world.users[role[6:]] if role.startswith("world:") else people[role]
    client.force_login(user)
    assert (client.get(address(translation)).status_code == 200) is reads
    pair = pairs_of(translation)[0]
    url = reverse("translations_segment", args=[translation.pk, pair.pk])
    for target, extra in ((url, {"text": "Х"}), (address(translation), {"act": "save-all"})):
        form = {**extra, "token": pair.token, f"text-{pair.pk}-{pair.token}": "Х"}
        client.post(target, form)
        assert StringTranslation.objects.exists() is writes
        StringTranslation.objects.all().delete()
    for side in ("source", "target"):
        preview = reverse("translations_preview", args=[translation.pk, side])
        assert (client.get(preview).status_code == 200) is reads


def test_the_desk_shows_ones_own_language(
    client: Client, public_paper: Any, people: dict[str, Any], world: World
) -> None:
    client.force_login(people["translator"])
    desk = reverse("translations_desk")
    page = client.get(desk).content.decode()
    assert "Clusters across borders" in page
    assert client.get(desk, {"language": "hr"}).status_code in (302, 403)
    begin_it = reverse("translations_start", args=[public_paper.pk, "bg"])
    assert client.post(begin_it).status_code == 302
    foreign = reverse("translations_start", args=[public_paper.pk, "hr"])
    client.post(foreign)
    assert begin(public_paper).target_locale.language_code == "bg"
    client.force_login(world.editor)
    assert client.get(desk).status_code in (302, 403)


def test_wagtails_editor_leads_to_ours(
    client: Client, translated: Any, people: dict[str, Any], world: World
) -> None:
    page = submit(translated, people["translator"])
    client.force_login(world.superuser)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.url == address(translated)
    client.force_login(people["reviewer"])
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.url == address(translated)


def test_machine_segments_wait_for_a_person(
    client: Client, translation: Any, people: dict[str, Any], settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    client.force_login(people["translator"])
    client.post(address(translation), {"act": "machine"})
    pairs = pairs_of(translation)
    assert all(pair.unconfirmed for pair in pairs)
    with pytest.raises(submission.NotReadyError, match="nobody confirmed"):
        submit(translation, people["translator"])
    for pair in pairs:
        client.post(address(translation), {"act": f"confirm-{pair.pk}"})
    assert not any(pair.unconfirmed for pair in pairs_of(translation))
    submit(translation, people["translator"])


def test_without_a_machine_there_is_none(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    assert "by machine" not in client.get(address(translation)).content.decode()
    client.post(address(translation), {"act": "machine"})
    assert not StringTranslation.objects.exists()


def test_comments_are_dealt_with(client: Client, translated: Any, people: dict[str, Any]) -> None:
    client.force_login(people["reviewer"])
    pair = pairs_of(translated)[0]
    client.post(address(translated), {"act": f"comment-{pair.pk}", f"comment-{pair.pk}": "Hm."})
    said = SegmentComment.objects.get()
    assert said.user_name == "language.bg"
    client.force_login(people["translator"])
    client.post(address(translated), {"act": f"resolve-{said.pk}"})
    said.refresh_from_db()
    assert said.resolved_at
    client.force_login(people["foreign_translator"])
    client.post(address(translated), {"act": f"comment-{pair.pk}", f"comment-{pair.pk}": "No."})
    assert SegmentComment.objects.count() == 1


def test_a_changed_source_is_followed_by_itself(
    client: Client, translated: Any, people: dict[str, Any], world: World, public_paper: Any
) -> None:
    draft = fresh(public_paper).get_latest_revision_as_object()
    draft.abstract = "Another abstract."
    draft.save_revision(user=world.editor)
    publish_through_review(public_paper, world)
    client.force_login(people["translator"])
    states = [pair.state for pair in pairs_of(translated)]
    assert states.count("missing") == 1
    # Nothing is public yet, so there is no version to compare with.
    assert "readers have" not in client.get(address(translated)).content.decode()


def test_where_following_failed_the_editor_offers_it(
    client: Client,
    translated: Any,
    people: dict[str, Any],
    world: World,
    public_paper: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(page: Any) -> Any:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(following, "take_over", broken)
        draft = fresh(public_paper).get_latest_revision_as_object()
        draft.abstract = "Another abstract."
        draft.save_revision(user=world.editor)
        publish_through_review(public_paper, world)
    client.force_login(people["translator"])
    assert "could not follow" in client.get(reverse("translations_desk")).content.decode()
    assert "The source has changed" in client.get(address(translated)).content.decode()
    client.post(address(translated), {"act": "update"})
    states = [pair.state for pair in pairs_of(translated)]
    assert states.count("missing") == 1
    assert "The source has changed" not in client.get(address(translated)).content.decode()


def test_a_long_paper_opens_with_few_queries(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    translation = begin(long_paper(world, sections=12))
    pairs = pairs_of(translation)
    type_in(translation, pairs, {pair.pk: "Текст" for pair in pairs}, people["translator"])
    client.force_login(people["translator"])
    client.get(address(translation))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(translation))
    assert response.status_code == 200
    assert len(queries) <= 20, "\n".join(query["sql"][:300] for query in queries)


def test_the_second_language_begins_empty(
    translated: Any, public_paper: Any, people: dict[str, Any]
) -> None:
    croatian = begin(public_paper, "hr")
    assert {pair.state for pair in pairs_of(croatian)} == {"missing"}
    write(croatian, 0, "Klasteri", people["foreign_translator"])
    assert pairs_of(translated)[0].text != "Klasteri"
