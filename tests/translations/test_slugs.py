"""Addresses of translated pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from translations import slugs


@pytest.mark.parametrize(
    ("language", "title", "latin"),
    [
        ("bg", "Щастливи клъстери и обмен на хора", "shtastlivi klasteri i obmen na hora"),
        ("de", "Förderung für Größe: Übersicht", "foerderung fuer groesse: uebersicht"),
        ("sr", "Ђорђе, ћирилица, џеп, њива, цвеће", "dorde, cirilica, dzep, njiva, cvece"),
        ("el", "Συνεργασία ξανά", "synergasia xana"),
        ("ro", "Țară și ședință", "tara si sedinta"),
        ("hr", "Što će đaci", "sto ce daci"),
    ],
)
def test_titles_are_written_as_the_language_writes_latin_letters(
    language: str, title: str, latin: str
) -> None:
    assert slugs.in_latin_letters(title, language) == latin


def _slug(title: str, language: str = "en") -> str:
    parent: Any = SimpleNamespace(locale=SimpleNamespace(language_code=language))
    with mock.patch.object(slugs, "find_available_slug", lambda _parent, words, **_: words):
        return slugs.slug_for(title, parent, None)


def test_a_long_title_ends_with_a_whole_word() -> None:
    slug = _slug("regional " * 20)
    assert len(slug) <= slugs.LONGEST_SLUG
    assert set(slug.split("-")) == {"regional"}
    assert _slug("x" * 200) == "x" * slugs.LONGEST_SLUG


def test_a_title_without_letters_still_gives_an_address() -> None:
    assert _slug("…!") == "page"
