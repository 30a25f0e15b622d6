"""What editors, translators, reviewers and readers see of a source that changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail_localize.models import Translation

from cms.mail.models import Message
from tests.admin import paper_form
from tests.factories import World, fresh
from tests.translations.stale_words import (
    block,
    body,
    draft_with,
    republish,
    standing,
    state,
    with_block,
)
from tests.translations.words import approve, begin, send_back, submit
from tests.workflows import publish_through_review
from translations import editing, submission
from translations.bulk import type_in
from translations.changes import Verdicts, changes_between, marked_words
from translations.enums import State
from translations.models import Judgement
from translations.pairs import pairs_of
from translations.source_content import Content, cut

TWO = with_block(
    with_block(body(), 1, {"text": "How firms work", "level": "2"}),
    2,
    "<p>Clusters share all costs in the region.</p><p>They meet every year.</p>",
)


@pytest.fixture
def people(prepared: dict[str, Any], world: World) -> dict[str, Any]:
    accounts = type(world.editor).objects
    return {role: accounts.get(pk=user.pk) for role, user in prepared["people"].items()}


@pytest.fixture
def bulgarian(prepared: dict[str, Any], people: dict[str, Any]) -> Any:
    return Translation.objects.get(pk=prepared["translation"])


def editor(translation: Any) -> str:
    return reverse("translations_editor", args=[translation.pk])


def shown(client: Client, translation: Any, query: str = "") -> tuple[list[str], str]:
    """Return the sources of the segments that the editor shows, and its words."""
    response = client.get(editor(translation) + query)
    pairs = [pair for group in response.context["groups"] for pair in group.pairs]
    return [pair.source for pair in pairs], re.sub(r"\s+", " ", response.content.decode())


def page_of_changes(source: Any) -> str:
    return reverse("translations_changes", args=[source.pk])


def test_words_are_marked_for_eyes_and_ears() -> None:
    html = marked_words("Clusters share costs.", "Clusters share <b>all</b> costs.")
    assert html.startswith("Clusters share <ins")
    assert "[put in: " in html
    assert "&lt;b&gt;all&lt;/b&gt;" in html
    html = marked_words("Old words only.", "Something else entirely stands here now.")
    assert html.startswith('<del class="word-del"><span class="w-sr-only">[taken out: ')


def test_a_content_survives_being_kept(source: Any) -> None:
    content = cut(fresh(source))
    again = Content.from_data(content.as_data())
    assert again == content
    assert changes_between(content, again) == []
    assert Verdicts([]).open([]) == []


def test_the_translator_sees_what_changed_and_only_that(
    client: Client, world: World, source: Any, bulgarian: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    everything, words = shown(client, bulgarian)
    assert len(everything) == len(pairs_of(bulgarian))
    assert "readers have" not in words
    republish(source, world, body=TWO)
    some, words = shown(client, bulgarian)
    assert some == ["How firms work", "Clusters share all costs in the region."]
    assert "in 2 places" in words
    assert re.search(r'<ins class="word-ins"><span class="w-sr-only">\[put in: </span> ?all', words)
    assert "[taken out: </span>clusters" in words
    before = next(p for p in pairs_of(bulgarian) if p.source == "Numbers").text
    assert shown(client, bulgarian, "?show=all")[0] == [p.source for p in pairs_of(bulgarian)]
    # The version that readers have is there to begin with.
    changed = next(p for p in pairs_of(bulgarian) if "all costs" in p.source)
    client.post(editor(bulgarian), {"act": f"earlier-{changed.pk}"})
    changed = next(p for p in pairs_of(bulgarian) if "all costs" in p.source)
    assert changed.state == "done"
    assert next(p for p in pairs_of(bulgarian) if p.source == "Numbers").text == before


def test_the_reviewer_sees_the_same_ones_first(
    client: Client, world: World, source: Any, bulgarian: Any, people: dict[str, Any]
) -> None:
    republish(source, world, body=TWO)
    for pair in [p for p in pairs_of(bulgarian) if p.state == "missing"]:
        editing.save_segment(bulgarian, pair.pk, "Нов текст", pair.token, people["translator"])
    # An edit of a segment whose source did not change is to be seen as well.
    title = pairs_of(bulgarian)[0]
    editing.save_segment(bulgarian, title.pk, "Друго име", title.token, people["translator"])
    submit(bulgarian, people["translator"])
    client.force_login(people["reviewer"])
    some, words = shown(client, bulgarian)
    assert some == ["Shared costs", "How firms work", "Clusters share all costs in the region."]
    assert "Друго</ins>" in words.replace(" </ins>", "</ins>") or "Друго" in words
    approve(bulgarian, people["reviewer"])
    assert state(bulgarian) == State.CURRENT
    assert len(shown(client, bulgarian)[0]) == len(pairs_of(bulgarian))


def test_segments_that_only_move_are_not_gone_for_who_has_the_editor_open(
    client: Client, world: World, source: Any, bulgarian: Any, people: dict[str, Any]
) -> None:
    before = {pair.source: pair.pk for pair in pairs_of(bulgarian)}
    first = block(9, "key_message", {"text": "Put before all others"})
    republish(source, world, body=[first, *body()])
    after = {pair.source: pair.pk for pair in pairs_of(bulgarian)}
    assert after.pop("Put before all others")
    assert after == before
    orders = [pair.segment.order for pair in pairs_of(bulgarian)]
    assert len(set(orders)) == len(orders)


def test_showing_what_changed_asks_little(
    client: Client, world: World, source: Any, bulgarian: Any, people: dict[str, Any]
) -> None:
    def asked(role: str) -> list[str]:
        client.force_login(people[role])
        client.get(editor(bulgarian))
        with CaptureQueriesContext(connection) as queries:
            client.get(editor(bulgarian))
        return [query["sql"][:300] for query in queries]

    republish(source, world, body=TWO)
    by_translator = asked("translator")
    assert len(by_translator) <= 20, "\n".join(by_translator)
    pairs = pairs_of(bulgarian)
    type_in(bulgarian, pairs, {pair.pk: "Ново" for pair in pairs}, people["translator"])
    submit(bulgarian, people["translator"])
    by_reviewer = asked("reviewer")
    assert len(by_reviewer) <= 20, "\n".join(by_reviewer)


def test_what_is_in_review_follows_an_earlier_source(
    client: Client, world: World, other: Any, people: dict[str, Any]
) -> None:
    translation = begin(other)
    for pair in pairs_of(translation):
        editing.save_segment(translation, pair.pk, "Текст", pair.token, people["translator"])
    submit(translation, people["translator"])
    client.force_login(people["reviewer"])
    assert "since this was submitted" not in shown(client, translation)[1]
    republish(other, world, abstract="Other.")
    assert "since this was submitted" in shown(client, translation)[1]


def test_who_submits_a_changed_source_is_asked(
    client: Client, world: World, source: Any, bulgarian: Any
) -> None:
    client.force_login(world.editor)
    form = paper_form(fresh(source), "New words", action="submit")
    response = client.post(reverse("wagtailadmin_pages:edit", args=[source.pk]), form)
    assert response.url == page_of_changes(source)
    page = client.get(response.url)
    words = page.content.decode()
    assert "not public yet" in words
    assert "Changed in meaning" in words
    rows = page.context["rows"]
    assert rows
    assert not any(row["wording"] for row in rows), "in meaning until somebody says otherwise"


def test_the_editor_says_it_and_it_stands_in_the_history(
    client: Client, world: World, source: Any, bulgarian: Any
) -> None:
    draft_with(source, world, body=TWO)
    client.force_login(world.editor)
    page = client.get(page_of_changes(source))
    first, second = page.context["rows"]
    form = {"fingerprint": page.context["asked"].fingerprint}
    client.post(page_of_changes(source), {**form, f"change-{first['key']}": "wording"})
    said = {
        row["key"]: row["wording"] for row in client.get(page_of_changes(source)).context["rows"]
    }
    assert said == {first["key"]: True, second["key"]: False}
    entry = PageLogEntry.objects.get(action="translations.judged")
    assert (entry.page_id, entry.user_id) == (source.pk, world.editor.pk)
    assert "In wording only: 1" in entry.data["comment"]
    history = client.get(reverse("review_history", args=[source.pk])).content.decode()
    assert "In wording only: 1" in history
    publish_through_review(source, world)
    assert standing(bulgarian).changed == 1
    said_then = PageLogEntry.objects.get(action="translations.source_changed")
    assert "Changes in meaning: 1" in said_then.data["comment"]


@pytest.mark.parametrize(
    ("answer", "expected"), [("wording", State.CURRENT), ("meaning", State.STALE)]
)
def test_for_all_at_once(
    client: Client, world: World, source: Any, bulgarian: Any, answer: str, expected: State
) -> None:
    draft_with(source, world, body=TWO)
    client.force_login(world.editor)
    asked = client.get(page_of_changes(source)).context["asked"]
    form = {"fingerprint": asked.fingerprint, "all": answer}
    client.post(page_of_changes(source), form)
    publish_through_review(source, world)
    assert state(bulgarian) == expected


def test_what_was_seen_is_what_is_judged(
    client: Client, world: World, source: Any, bulgarian: Any
) -> None:
    client.force_login(world.editor)
    draft_with(source, world, body=TWO)
    seen = client.get(page_of_changes(source)).context["asked"].fingerprint
    draft_with(source, world, abstract="Something else.")
    client.post(page_of_changes(source), {"fingerprint": seen, "all": "wording"})
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("role", "allowed"), [("outsider", False), ("publisher", True), ("administrator", True)]
)
def test_who_may_judge(
    client: Client, world: World, source: Any, bulgarian: Any, role: str, allowed: bool
) -> None:
    draft_with(source, world, body=TWO)
    client.force_login(world.users[role])
    assert (client.get(page_of_changes(source)).status_code == 200) is allowed


def test_readers_are_told_in_their_language(
    client: Client, world: World, source: Any, bulgarian: Any
) -> None:
    page = submission.target_of(bulgarian)
    assert client.get(page.url).context["banners"] == []
    republish(source, world, body=TWO)
    html = client.get(page.url).content.decode()
    assert f'href="{fresh(source).url}" hreflang="en"' in html
    assert "tone-warning" not in html.split('class="banner')[1].split(">")[0], "discreet"
    assert client.get(fresh(source).url).context["banners"] == []
    preview = client.get(page.url)
    assert [b["kind"] for b in preview.context["banners"]] == ["stale"]


def test_serbian_readers_are_told_in_their_script(
    client: Client, world: World, serbian_paper: Any
) -> None:
    from translations.sources import source_page_of

    republish(source_page_of(serbian_paper), world, abstract="Other.")
    cyrillic = client.get(serbian_paper.url).content.decode()
    latin = client.get(serbian_paper.url.replace("/sr/", "/sr-latn/")).content.decode()
    banner = re.compile(r'<div class="banner.*?</div>', re.DOTALL)
    link = 'hreflang="en"'
    for html in (cyrillic, latin):
        assert link in banner.search(html)[0]
    assert re.search("[\u0400-\u04ff]{4}", banner.search(cyrillic)[0])
    assert not re.search("[\u0400-\u04ff]", banner.search(latin)[0])


def receivers(kind: str) -> set[str]:
    found = Message.objects.filter(kind=kind).values_list("receiver__username", flat=True)
    return {name for name in found if name}


def test_translators_hear_of_a_change_in_meaning_only(
    world: World, source: Any, bulgarian: Any, people: dict[str, Any]
) -> None:
    from tests.translations.stale_words import judge_draft

    draft_with(source, world, abstract="In other words.")
    judge_draft(source, world.editor)
    publish_through_review(source, world)
    assert receivers("translations.source_changed") == set()
    republish(source, world, body=TWO)
    assert receivers("translations.source_changed") == {"translator.bg"}
    mail = Message.objects.get(kind="translations.source_changed")
    assert "2 places" in mail.text
    assert mail.link == editor(bulgarian)


def test_people_hear_when_it_is_sent_back_approved_and_public(
    world: World, other: Any, people: dict[str, Any]
) -> None:
    translation = begin(other)
    for pair in pairs_of(translation):
        editing.save_segment(translation, pair.pk, "Текст", pair.token, people["translator"])
    submit(translation, people["translator"])
    Message.objects.all().delete()
    send_back(translation, people["reviewer"])
    assert receivers("sent_back") == {"translator.bg"}
    submit(translation, people["translator"])
    approve(translation, people["reviewer"])
    assert receivers("published") >= {"translator.bg"}
    assert receivers("translations.landed") == {"editor.bg"}
    assert "Български" in Message.objects.get(kind="translations.landed").text
