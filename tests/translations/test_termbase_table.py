"""The termbase as a table: the same out and in, every mistake named, nothing half done."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import World
from translations.termbase import loading
from translations.termbase.loading import FIRST_TERMS, load, load_first_terms
from translations.termbase.models import Concept, Definition, Label, Stamp
from translations.termbase.tables import Unreadable, as_csv, columns, safe, unsafe

pytestmark = pytest.mark.django_db

CLUSTER = {
    "key": "cluster",
    "en_preferred": "cluster",
    "sl_preferred": "grozd",
    "sl_admitted": "klaster|poslovni grozd",
    "sl_deprecated": "cluster",
    "sl_definition": "Podjetja, ki delajo skupaj.",
}


def table(*rows: dict[str, str], names: list[str] | None = None, delimiter: str = ",") -> bytes:
    """Return rows as a CSV file with the columns that they name."""
    names = names or list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, names, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def faults(data: bytes, user: Any = None) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.words) for fault in load(data, user).faults]


def labels(key: str, language: str) -> list[str]:
    return [str(label.text) for label in Concept.objects.get(key=key).names(language)]


def test_what_goes_out_comes_in_equal() -> None:
    load(FIRST_TERMS.read_bytes())
    before = as_csv()
    Concept.objects.all().delete()
    loaded = load(before.encode())
    assert (loaded.added, loaded.changed, loaded.same) == (Concept.objects.count(), 0, 0)
    assert as_csv() == before
    again = load(before.encode())
    assert (again.added, again.changed) == (0, 0)


def test_the_first_terms_are_loaded_once_and_leave_changes_alone() -> None:
    added = load_first_terms()
    assert added == Concept.objects.count() >= 60
    label = Label.objects.get(concept__key="cluster", language="sl", text="klaster")
    label.text = "bettered"
    label.save()
    assert load_first_terms() == 0
    assert "bettered" in labels("cluster", "sl")


def test_the_first_terms_name_every_concept_in_every_language() -> None:
    load_first_terms()
    languages = {name.partition("_")[0] for name in columns() if name.endswith("_preferred")}
    assert len(languages) == 12
    for concept in Concept.objects.prefetch_related("labels"):
        named = {label.language for label in concept.labels.all() if label.status == "preferred"}
        assert named == languages, concept.key
    assert Definition.objects.filter(language="en").count() == Concept.objects.count()


def test_a_table_of_one_language_leaves_the_others_as_they_are() -> None:
    load(table(CLUSTER))
    load(table({"key": "cluster", "sl_admitted": "skupek"}))
    assert labels("cluster", "sl") == ["grozd", "skupek", "cluster"]
    assert labels("cluster", "en") == ["cluster"]
    assert Definition.objects.get().text == "Podjetja, ki delajo skupaj."
    load(table({"key": "cluster", "sl_definition": ""}))
    assert not Definition.objects.exists()


def test_a_semicolon_separates_cells_too() -> None:
    assert load(table(CLUSTER, delimiter=";")).added == 1
    assert labels("cluster", "sl")[0] == "grozd"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "'=x", "''-x", "'plain", "x=1"])
def test_no_spreadsheet_runs_a_cell_and_it_comes_back_as_it_was(value: str) -> None:
    assert not safe(value).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unsafe(safe(value)) == value


def test_a_note_that_looks_like_a_formula_goes_out_safely() -> None:
    load(table({**CLUSTER, "notes": "'=HYPERLINK(1)"}))
    assert Concept.objects.get().notes == "=HYPERLINK(1)"
    assert "'=HYPERLINK(1)" in as_csv()
    assert ",=HYPERLINK" not in as_csv()


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"key": ""}, "key", "The key is missing."),
        ({"key": "two words"}, "key", "A key has letters a to z"),
        ({"key": "k" * 81}, "key", "A key has letters a to z"),
        ({"sl_preferred": "a|b"}, "sl_preferred", "Only one label of a language"),
        ({"sl_preferred": ""}, "sl_preferred", "has to be the preferred one"),
        ({"sl_admitted": "Grozd"}, "sl_preferred", "The label “grozd” is there twice."),
        ({"sl_admitted": "---"}, "sl_admitted", "needs at least one letter"),
        ({"sl_admitted": "x" * 201}, "sl_admitted", "Longer than 200 characters."),
        ({"sl_definition": "x" * 5001}, "sl_definition", "Longer than 5000 characters."),
        ({"en_preferred": ""}, "en_preferred", "preferred label in English"),
        ({"sl_admitted": "a\x01b"}, "sl_admitted", "without invisible characters"),
    ],
)
def test_a_wrong_cell_is_named(changes: dict[str, str], column: str, words: str) -> None:
    found = faults(table({"key": "first", "en_preferred": "first"}, {**CLUSTER, **changes}))
    assert [(row, where) for row, where, _words in found] == [(3, column)]
    assert words in found[0][2]
    assert not Concept.objects.exists()


def test_a_key_that_is_there_twice_names_the_other_row() -> None:
    assert faults(table(CLUSTER, CLUSTER)) == [(3, "key", "This key is in row 2 already.")]


@pytest.mark.parametrize(
    ("data", "column", "words"),
    [
        (b"key,xx_preferred\na,b\n", "xx_preferred", "There is no column of this name."),
        (b"key,notes,notes\na,b,c\n", "notes", "This column is there twice."),
        (b"notes\na\n", "key", "The column “key” is missing"),
    ],
)
def test_a_wrong_heading_is_named(data: bytes, column: str, words: str) -> None:
    [(row, where, said)] = faults(data)
    assert (row, where) == (1, column)
    assert words in said


def test_a_row_with_too_many_cells_is_named() -> None:
    [(row, _column, words)] = faults(b"key,en_preferred\na,b,c\n")
    assert row == 2
    assert "more than the 2 cells" in words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This table is empty"),
        ("key,en_preferred\na,b\n".encode("utf-16"), "UTF-16"),
        ("key,en_preferred\na,b\nц,д\n".encode("cp1251"), "line 3"),
        (b"PK\x03\x04\x00\x00", "no CSV table"),
        (b'key,en_preferred\na,"b\n', "Row 2 cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        load(data)


def test_fifty_mistakes_in_twenty_thousand_rows_are_all_named_and_nothing_is_changed() -> None:
    load(table(CLUSTER))
    before, mark = as_csv(), Stamp.current()
    wrong = set(range(400, 20_400, 400))
    rows = []
    for number in range(2, 20_002):
        name = "" if number in wrong else f"name {number}"
        rows.append({"key": f"concept-{number}", "en_preferred": name, "sl_preferred": "ime"})
    found = load(table(*rows)).faults
    assert len(found) == 50
    assert {fault.row for fault in found} == wrong
    assert {fault.column for fault in found} == {"en_preferred"}
    assert as_csv() == before
    assert Stamp.current() == mark


def test_without_the_check_something_would_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "check", lambda *given: [])
    load(table({"key": "bare", "sl_admitted": "x"}))
    assert Concept.objects.filter(key="bare").exists()


# --- Over HTTP -------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = "terms.csv") -> Any:
    upload = SimpleUploadedFile(name, data, content_type="text/csv")
    return client.post(reverse("termbase_import"), {"file": upload})


def test_an_administrator_sends_a_table_and_downloads_it(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    response = send(client, table(CLUSTER))
    assert response.status_code == 302
    downloaded = client.get(reverse("termbase_export"))
    assert "attachment" in downloaded["Content-Disposition"]
    assert "klaster|poslovni grozd" in downloaded.content.decode("utf-8-sig")


def test_mistakes_are_shown_with_row_and_column(client: Client, world: World) -> None:
    client.force_login(world.administrator)
    response = send(client, table({**CLUSTER, "sl_preferred": "a|b"}))
    assert response.status_code == 422
    html = response.content.decode()
    assert "1 cell is wrong. Nothing was changed." in html
    assert "<td>2</td><td>sl_preferred</td>" in html
    assert "UTF-16" in send(client, "key".encode("utf-16")).content.decode()
    assert not Concept.objects.exists()


def test_a_translator_sends_columns_of_their_language_only(
    client: Client, people: dict[str, Any]
) -> None:
    load(table({"key": "cluster", "en_preferred": "cluster"}))
    client.force_login(people["translator"])
    row = {"key": "cluster", "bg_preferred": "клъстер"}
    assert send(client, table(row)).status_code == 302
    assert labels("cluster", "bg") == ["клъстер"]
    refused = send(client, table({**row, "hr_preferred": "klaster"}))
    assert refused.status_code == 422
    assert "You may not change this column" in refused.content.decode()
    refused = send(client, table({"key": "new", "bg_preferred": "ново"}))
    assert "only administrators add one" in refused.content.decode()
    assert labels("cluster", "hr") == []


@pytest.mark.parametrize("role", ["editor", "publisher", "reviewer"])
def test_others_read_and_change_nothing(client: Client, world: World, role: str) -> None:
    client.force_login(world.users[role])
    assert client.get(reverse("termbase_export")).status_code == 200
    assert send(client, table(CLUSTER)).status_code == 302
    assert not Concept.objects.exists()
