"""What finds English left in a page finds it, and the interface leaves none where it is short."""

from __future__ import annotations

from django.test import Client
from django.utils.translation import override
from django_countries import countries

from policies.library import type_choices
from tests.factories import World
from tests.home.interface import Seen, english_left, look, names_in_english


def left(html: str, code: str) -> list[str]:
    """The English texts of a page in a language."""
    page = f'<html lang="{code}"><body>{html}</body></html>'
    return list(english_left(Seen.of(page).texts, code, frozenset()))


def test_countries_in_english_are_found() -> None:
    assert left("<li>Albania, Greece, Hungary</li><li>Greqi</li>", "sq") == [
        "Albania, Greece, Hungary"
    ]


def test_a_marked_word_belongs_to_its_sentence() -> None:
    html = "<p>Пример у књизи The <mark>Cluster</mark> Initiative Greenbook.</p><p>Cluster</p>"
    assert left(html, "sr") == ["Cluster"]
    assert left("<p>Policy paper</p><h3><a><mark>Кластер</mark> и мрежа</a></h3>", "sr") == [
        "Policy paper"
    ]


def test_an_address_has_no_language() -> None:
    text = "Malo prioriteta. https://example.org/choosing-a-few-of-the-many-priorities-well/"
    assert left(f"<p>{text}</p>", "sr-latn") == []


def test_countries_have_albanian_names() -> None:
    with override("en"):
        english = dict(countries)
    with override("sq"):
        albanian = dict(countries)
    same = {code for code, name in albanian.items() if name == english[code]}
    assert albanian["GR"] == "Greqi"
    # Spain is called otherwise in both, and Oman alike.
    assert len(same) < 60
    assert not same & {"AL", "AT", "BG", "HR", "GR", "HU", "IT", "RO", "RS", "SK", "SI"}


def test_german_nouns_stay_large() -> None:
    with override("de"):
        assert type_choices()["pilot-action-guideline"] == "Leitfäden für Pilotmaßnahmen"


def test_a_page_in_english_is_found(client: Client, world: World) -> None:
    found = look(client, "/en/search/", "hr", names_in_english())
    assert "lang is 'en'" in found
    assert any(line.startswith("English: ") for line in found)
