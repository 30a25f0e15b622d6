"""Checks of translated content: each finds what it is for, and is quiet where all is well."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from home.demo.looked_at import LookedAt, looked_at
from search.analysis import identify
from tests.translations.words import pair_source_text, write
from translations.content_checks import (
    Finding,
    Segment,
    TermUse,
    findings_of,
    language_findings,
    left_findings,
    length_findings,
    loss_findings,
    script_findings,
    term_findings,
)
from translations.pairs import pairs_of
from translations.termbase.index import build

ENGLISH = "The group helps regions to choose a small number of priorities and to keep them."
BULGARIAN = "Групата помага на регионите да изберат малък брой приоритети и да ги запазят."


def segment(target: str, source: str = ENGLISH, language: str = "bg") -> Segment:
    return Segment(language, source, target, "somewhere:1")


def kinds(found: list[Finding]) -> set[str]:
    return {finding.kind for finding in found}


def test_a_good_translation_has_no_findings() -> None:
    assert list(findings_of([segment(BULGARIAN)], identify)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "de"),
        ("Групата помага на регионите да изберат малък брой приоритети.", "sr"),
        ("Die Gruppe hilft den Regionen, wenige Prioritäten zu wählen.", "hu"),
        ("Skupina pomaga regijam izbrati majhno število prednostnih nalog in jih ohraniti.", "sk"),
    ],
)
def test_a_text_in_another_language_is_found(text: str, language: str) -> None:
    found = list(language_findings(segment(text, language=language), identify))
    assert [finding.hard for finding in found] == [True]


def test_few_words_of_a_neighbour_are_only_a_warning() -> None:
    text = "Smernice za izvedbo pilotnih aktivnosti (shema)"
    found = list(language_findings(segment(text, language="sl"), identify))
    assert all(not finding.hard for finding in found)


def test_two_words_say_nothing_about_a_language() -> None:
    assert list(language_findings(segment("Working group", language="de"), identify)) == []


@pytest.mark.parametrize(
    ("text", "language", "hard"),
    [
        ("Групaта помага", "bg", [True]),  # a Latin a
        ("Групата помага на regions", "bg", [True]),
        ("Die Gruppe hilft регионите", "de", [True]),
        ("Η ομάδα βοηθά τις περιφέρειες", "el", []),
        ("Платформата ClusterPoliSEE и проектът TACTICS", "bg", []),
        ("Книгата <i>Cluster internationalisation handbook</i>", "bg", []),
        ("Адрес https://example.org/some-words", "bg", []),
    ],
)
def test_wrong_letters_are_found_and_names_are_not(
    text: str, language: str, hard: list[bool]
) -> None:
    found = script_findings(segment(text, language=language))
    assert [finding.hard for finding in found] == hard


def test_words_left_as_in_the_source_are_found() -> None:
    text = "Die Gruppe hilft to choose a small number von Schwerpunkten."
    assert kinds(list(left_findings(segment(text, language="de")))) == {"left"}
    assert list(left_findings(segment(BULGARIAN))) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('See <a id="a1">1</a>', "Вижте"),
        ("It costs 62,000 euros in all", "Струва евро общо, а това е много"),
        ("<b>Reading.</b> Papers", "Четене. Документи"),
        ("Hello %(name)s", "Здравейте"),
        ("See this", "Вижте <a id='x9'>това</a>"),
        ("Privacy", "Privacy"),
    ],
)
def test_losses_are_found(source: str, target: str) -> None:
    found = list(loss_findings(segment(target, source)))
    assert found
    assert all(finding.hard for finding in found)


def test_length_is_measured_against_the_language_itself() -> None:
    usual = [segment("х" * 130, "x" * 100) for _number in range(10)]
    short, long = segment("х" * 70, "x" * 100), segment("х" * 200, "x" * 100)
    found = list(length_findings([*usual, short, long]))
    assert [finding.segment for finding in found] == [short, long]
    assert list(length_findings([])) == []


SOURCE = build("en", [(1, "state aid", "preferred"), (2, "cluster", "preferred")])
TARGET = build(
    "bg",
    [(1, "държавна помощ", "preferred"), (2, "клъстер", "preferred"), (2, "кластер", "deprecated")],
)


def terms(source: str, target: str) -> tuple[TermUse, list[Finding]]:
    use = TermUse()
    return use, list(term_findings(segment(target, source), SOURCE, TARGET, use))


def test_terms_used_are_counted_in_every_form() -> None:
    use, found = terms(
        "Rules on state aid for a cluster", "Правилата за държавната помощ за клъстера"
    )
    assert (use.named, use.used, found) == (2, 2, [])
    assert use.percent == 100.0
    use, found = terms("cluster policy", "клъстерна политика")
    assert (use.named, use.used) == (1, 1)


def test_another_word_for_a_term_is_found() -> None:
    use, found = terms("Rules on state aid", "Правилата за подкрепа от държавата")
    assert (use.named, use.used) == (1, 0)
    assert kinds(found) == {"term"}
    assert "държавна помощ" in found[0].words


def test_a_term_that_is_not_used_any_more_is_named() -> None:
    _use, found = terms("A cluster", "Един кластер")
    assert "кластер" in found[0].words


def test_the_title_of_a_work_is_no_term() -> None:
    use, _found = terms("See <i>The cluster book</i>", "Вижте <i>The cluster book</i>")
    assert use.named == 0


def test_what_was_looked_at_covers_just_that() -> None:
    item = LookedAt("bg", "script", "The group", "A name.", "partner")
    right = Finding(segment("x"), "script", True, "not in Cyrillic letters: partner")
    assert item.covers(right)
    assert not item.covers(Finding(segment("x"), "left", True, "partner"))
    assert not item.covers(Finding(segment("x"), "script", True, "other"))
    assert not item.covers(Finding(segment("x", language="sr"), "script", True, "partner"))
    assert not item.covers(Finding(segment("x", "Other"), "script", True, "partner"))


def test_the_list_gives_a_reason_for_each(tmp_path: Path) -> None:
    assert looked_at()
    bad = tmp_path / "looked_at.yaml"
    bad.write_text('- {language: bg, kind: script, source: "A", reason: " "}\n')
    with pytest.raises(ValueError, match="no reason"):
        looked_at(bad)


@pytest.mark.django_db
def test_what_is_in_the_database_can_be_checked(translated: Any, people: dict[str, Any]) -> None:
    out = StringIO()
    call_command("check_content", language=["bg"], database=True, stdout=out)
    row = next(line for line in out.getvalue().splitlines() if line.startswith("bg "))
    assert f" {len(pairs_of(translated))}/{len(pairs_of(translated))} " in row
    write(translated, 0, pair_source_text(pairs_of(translated)[0]), people["translator"])
    with pytest.raises(CommandError, match="errors"):
        call_command("check_content", language=["bg"], database=True, stdout=out)
    assert "Left in the source language?" in out.getvalue()
