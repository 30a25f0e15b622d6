"""The termbase in work: terms found in any form, checked on submission, changed by whom it may."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.factories import World, body_of, fresh, make_paper
from tests.translations.words import begin, fill, write
from tests.workflows import publish_through_review
from translations.pairs import pairs_of
from translations.termbase import analysis
from translations.termbase.analysis import by_spelling, register_analyser, words_of
from translations.termbase.checking import Terms, plain
from translations.termbase.index import build, index_of
from translations.termbase.models import Concept, Definition, Label

pytestmark = pytest.mark.django_db


def concept(key: str, **labels: str) -> Concept:
    """Make a concept: ``bg="клъстер|!кластер"``; the first is preferred, "!" marks deprecated."""
    made = Concept.objects.create(key=key)
    for language, text in labels.items():
        for number, label in enumerate(text.split("|")):
            status = "deprecated" if label.startswith("!") else "admitted"
            Label.objects.create(
                concept=made,
                language=language,
                text=label.lstrip("!"),
                status=status if number else "preferred",
            )
    return made


def found(text: str, language: str) -> list[str]:
    return [match.name.text for match in index_of(language).find(text)]


# --- Found -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "label", "text"),
    [
        ("en", "cluster policy", "Regions need good cluster policies now."),
        ("en", "call for proposals", "Two calls for proposals were open."),
        ("sl", "grozdna politika", "O grozdnih politikah se govori malo."),
        ("bg", "клъстерна политика", "Без клъстерни политики няма растеж."),
        ("hr", "lanac vrijednosti", "U lancima vrijednosti je snaga."),
        ("hu", "értéklánc", "Az értékláncok hossza változik."),
        ("el", "αλυσίδα αξίας", "Οι αλυσίδες αξίας μικραίνουν."),
        ("sr", "ланац вредности", "У ланцима вредности је снага."),
        ("it", "catena del valore", "Le catene del valore si accorciano."),
        ("sk", "pracovná skupina", "Závery pracovných skupín sú tu."),
    ],
)
def test_a_term_of_several_words_is_found_in_any_form(language: str, label: str, text: str) -> None:
    concept("it", **{language: label})
    assert found(text, language) == [label]


def test_a_longer_term_hides_the_one_in_it_and_places_are_right() -> None:
    concept("policy", en="cluster policy")
    concept("cluster", en="cluster")
    text = "A cluster is no cluster policy."
    matches = index_of("en").find(text)
    assert [text[m.start : m.end] for m in matches] == ["cluster", "cluster policy"]


def test_a_name_of_two_concepts_shows_both() -> None:
    one, other = concept("net", en="network"), concept("grid", en="network")
    assert {m.name.concept for m in index_of("en").find("networks")} == {one.pk, other.pk}


def test_a_change_is_found_at_once_in_every_process() -> None:
    made = concept("cluster", en="cluster")
    assert found("agglomeration", "en") == []
    label = made.labels.get()
    label.text = "agglomeration"
    label.save()
    assert found("agglomerations", "en") == ["agglomeration"]
    made.delete()
    assert found("agglomeration", "en") == []


def test_without_the_search_room_words_are_compared_as_they_are_written() -> None:
    lent = analysis.current_analyser()
    register_analyser(by_spelling)
    try:
        index = build("sl", [(1, "Grozd", "preferred")])
        assert [m.name.text for m in index.find("grozd in GROZD")] == ["Grozd", "Grozd"]
        assert index.find("grozdi") == []
        assert [word.exact for word in words_of("Čebela", "sl")] == ["cebela"]
    finally:
        register_analyser(lent)
    assert analysis.current_analyser() is lent
    assert lent is not by_spelling


def test_tags_and_entities_do_not_hide_a_term() -> None:
    concept("rd", en="research & development")
    source = 'For <b>research</b> &amp; <a id="a1">development</a>'
    assert plain(source) == "For research & development"
    assert Terms("bg").concepts_in(source)


# --- Checked ---------------------------------------------------------------------------------


def warnings(source: str, data: str, code: str = "bg") -> list[str]:
    return Terms(code).warnings(source, data)


def test_a_translation_without_any_of_the_labels_is_warned_of() -> None:
    concept("cluster", en="cluster", bg="клъстер|бизнес обединение")
    assert warnings("Clusters grow.", "Фирмите растат.") == [
        "Term “Clusters”: expected “клъстер” / “бизнес обединение”."
    ]
    assert warnings("Clusters grow.", "Клъстерите растат.") == []
    assert warnings("Clusters grow.", "Бизнес обединенията растат.") == []
    assert warnings("Firms grow.", "Фирмите растат.") == []
    assert warnings("Clusters grow.", "") == []


def test_a_deprecated_label_is_warned_of_with_the_one_to_write() -> None:
    concept("cluster", en="cluster", bg="клъстер|!кластер")
    assert warnings("A cluster", "Кластери и клъстери") == [
        "“кластер” is not used any more for “cluster”: write “клъстер”."
    ]


def test_a_deprecated_word_inside_of_a_good_label_is_no_fault() -> None:
    concept("cluster", en="cluster", hr="industrijski klaster|!klaster")
    assert warnings("A cluster", "Industrijski klasteri", "hr") == []
    assert len(warnings("A cluster", "Klasteri", "hr")) == 1


def test_a_language_without_labels_has_nothing_to_check() -> None:
    concept("cluster", en="cluster", hr="klaster")
    assert warnings("A cluster", "Фирми") == []


def test_submission_asks_to_look_at_the_term(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    concept("cluster", en="cluster", bg="клъстер")
    fill(translation, people["translator"])
    client.force_login(people["translator"])
    address = reverse("translations_editor", args=[translation.pk])
    refused = client.post(address, {"act": "submit"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Term “Clusters”: expected “клъстер”." in page
    pairs = pairs_of(translation)
    number = next(n for n, pair in enumerate(pairs) if pair.is_title)
    assert any("клъстер" in warning for warning in pairs[number].warnings)
    write(translation, number, "Клъстери през граница", people["second"])
    warned = pairs_of(translation)[number].warnings
    assert not any("клъстер" in warning for warning in warned)


def test_terms_stand_beside_their_segment(
    client: Client, translation: Any, people: dict[str, Any]
) -> None:
    made = concept("cluster", en="cluster", bg="клъстер|!кластер")
    Definition.objects.create(concept=made, language="en", text="Firms that are close.")
    client.force_login(people["translator"])
    page = client.get(reverse("translations_editor", args=[translation.pk])).content.decode()
    assert '<dt lang="en">Clusters</dt>' in page
    assert "Firms that are close." in page
    assert 'class="term-label is-deprecated" lang="bg">кластер</span>' in page


def test_the_number_of_queries_does_not_grow_with_the_terms(
    world: World, people: dict[str, Any], client: Client
) -> None:
    text = "".join(f"<p>Cluster number {number}, voucher and grant.</p>" for number in range(30))
    body = body_of("x")
    body[0]["value"] = text
    paper = publish_through_review(make_paper(world, title="Long", body=body), world)
    translation = begin(fresh(paper))
    client.force_login(people["translator"])
    address = reverse("translations_editor", args=[translation.pk])

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    before = queries()
    concept("cluster", en="cluster", bg="клъстер")
    one = queries()
    for key in ("voucher", "grant", "number"):
        concept(key, en=key, bg="дума")
    assert queries() == one <= before + 3


# --- Changed by whom -------------------------------------------------------------------------


def label_row(label: Label | None, **values: Any) -> dict[str, Any]:
    row = {"id": "", "language": "bg", "text": "", "status": "preferred", "DELETE": ""}
    if label is not None:
        row |= {
            "id": label.pk,
            "language": label.language,
            "text": label.text,
            "status": label.status,
        }
    return row | values


def send(client: Client, made: Concept, rows: list[dict[str, Any]], **fields: Any) -> Any:
    initial = sum(bool(row["id"]) for row in rows)
    data = {
        "key": made.key,
        "notes": made.notes,
        "labels": inline_formset(rows, initial=initial),
        "definitions": inline_formset([]),
        **fields,
    }
    return client.post(reverse("termbase:edit", args=[made.pk]), nested_form_data(data))


def test_an_administrator_adds_a_concept(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    assert client.get(reverse("termbase:add")).status_code == 200
    rows = [label_row(None, language="en", text="cluster"), label_row(None, text="клъстер")]
    definition = {"id": "", "language": "en", "text": "Firms.", "DELETE": ""}
    data = nested_form_data(
        {
            "key": "cluster",
            "notes": "",
            "labels": inline_formset(rows),
            "definitions": inline_formset([definition]),
        }
    )
    assert client.post(reverse("termbase:add"), data).status_code == 302
    made = Concept.objects.get()
    assert (made.name_in_source(), made.languages_named()) == ("cluster", "en bg")
    page = client.get(reverse("termbase:index"), {"q": "клъст"}).content.decode()
    assert "cluster" in page


def test_a_translator_changes_labels_of_their_language_and_nothing_else(
    client: Client, people: dict[str, Any]
) -> None:
    made = concept("cluster", en="cluster", bg="клъстер", hr="klaster")
    english, bulgarian, croatian = made.labels.order_by("pk")
    client.force_login(people["translator"])
    assert client.get(reverse("termbase:edit", args=[made.pk])).status_code == 200
    rows = [
        label_row(english, text="changed"),
        label_row(bulgarian, text="Клъстер"),
        label_row(croatian, text="promijenjeno", DELETE="on"),
        label_row(None, text="грозд", status="admitted"),
    ]
    assert send(client, made, rows, key="another", notes="mine").status_code == 302
    made = Concept.objects.get()
    assert (made.key, made.notes) == ("cluster", "")
    assert [label.text for label in made.names("bg")] == ["Клъстер", "грозд"]
    assert [label.text for label in made.names("en")] == ["cluster"]
    assert [label.text for label in made.names("hr")] == ["klaster"]


def test_a_translator_adds_no_label_in_another_language(
    client: Client, people: dict[str, Any]
) -> None:
    made = concept("cluster", en="cluster")
    client.force_login(people["translator"])
    rows = [
        label_row(made.labels.get()),
        label_row(None, language="hr", text="klaster"),
    ]
    assert send(client, made, rows).status_code == 200
    assert made.labels.count() == 1


@pytest.mark.parametrize("name", ["add", "delete"])
def test_only_administrators_add_and_delete_concepts(
    client: Client, people: dict[str, Any], name: str
) -> None:
    made = concept("cluster", en="cluster")
    client.force_login(people["translator"])
    arguments = [made.pk] if name == "delete" else []
    client.post(reverse(f"termbase:{name}", args=arguments), {"key": "new"})
    assert list(Concept.objects.values_list("key", flat=True)) == ["cluster"]


@pytest.mark.parametrize("role", ["editor", "publisher", "reviewer"])
def test_others_look_things_up_and_change_nothing(client: Client, world: World, role: str) -> None:
    made = concept("cluster", en="cluster")
    client.force_login(world.users[role])
    assert client.get(reverse("termbase:index")).status_code == 200
    send(client, made, [label_row(made.labels.get(), text="changed")])
    assert made.labels.get().text == "cluster"
    assert client.get(reverse("termbase_import")).status_code in {302, 403}


def test_two_labels_change_places(client: Client, world: World) -> None:
    made = concept("cluster", en="cluster", sl="grozd|klaster")
    english, one, other = made.labels.order_by("pk")
    client.force_login(world.administrator)
    rows = [
        label_row(english),
        label_row(one, status="admitted"),
        label_row(other, status="preferred"),
    ]
    assert send(client, made, rows).status_code == 302
    assert [label.text for label in Concept.objects.get().names("sl")] == ["klaster", "grozd"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("sl", "grozd", "admitted")], "has to be the preferred one"),
        ([("sl", "grozd", "preferred"), ("sl", "gruča", "preferred")], "Only one label"),
        ([("sl", "grozd", "preferred"), ("sl", "Grozd", "admitted")], "is there twice"),
        ([("sl", "a|b", "preferred")], "separates labels"),
        ([("sl", "…", "preferred")], "at least one letter"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(
    client: Client, world: World, rows: list[tuple[str, str, str]], words: str
) -> None:
    made = concept("cluster", en="cluster")
    client.force_login(world.administrator)
    given = [label_row(made.labels.get())]
    given += [label_row(None, language=code, text=text, status=s) for code, text, s in rows]
    response = send(client, made, given)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert made.labels.count() == 1
