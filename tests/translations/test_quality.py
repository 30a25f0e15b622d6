"""Warnings and errors of one segment."""

from __future__ import annotations

from typing import Any

import pytest

from translations.quality import clean_text, error_of, warnings_of


@pytest.mark.parametrize(
    ("source", "target", "code", "warning"),
    [
        ("Hello %(name)s", "Здравей", "bg", "Placeholder missing: %(name)s"),
        ("{count} of them", "много от тях", "bg", "Placeholder missing: {count}"),
        ('See <a id="a1">here</a>', "Вижте тук", "bg", "Link missing: a1"),
        ("In 2026 it rose by 3.5 %", "През 2026 се повиши", "bg", "Number missing: 35"),
        ("A <b>bold</b> word", "Удебелена дума", "bg", "Formatting missing: <b>"),
        ("A short sentence is here.", "Кратко", "bg", "Much shorter than the source"),
        ("A short sentence is here.", "Дълго изречение " * 5, "bg", "Much longer than the source"),
        ("A short sentence is here.", "A short sentence is here.", "de", "Left in the source"),
        ("A short sentence is here.", "Another English text here", "bg", "Left in the source"),
    ],
)
def test_warnings(source: str, target: str, code: str, warning: str) -> None:
    assert any(found.startswith(warning) for found in warnings_of(source, target, code, None))


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("It costs 1,234.5 euro.", "Струва 1 234,5 евро.", "bg"),
        ("In 2026 <b>we</b> met", "През 2026 <b>ние</b> се срещнахме", "bg"),
        ("EU", "ЕС", "bg"),
        ("NACE", "NACE", "bg"),
        ("Clusters help regions grow.", "Klasteri pomažu rast regija.", "hr"),
        ('<a id="a1">1</a>', '<a id="a1">1</a>', "bg"),
    ],
)
def test_no_warning(source: str, target: str, code: str) -> None:
    found = [w for w in warnings_of(source, target, code, None) if not w.startswith("Left")]
    assert not found


def test_a_footnote_mark_is_named() -> None:
    attrs: dict[str, Any] = {"a1": {"linktype": "footnote", "id": "x"}}
    assert warnings_of('Words<a id="a1">1</a>', "Думи", "bg", attrs)[0].startswith("Footnote mark")


def test_errors() -> None:
    assert error_of("A", "<p>Б</p>")
    assert error_of("A", '<a id="a7">Б</a>')
    assert not error_of('<a id="a1">A</a>', '<a id="a1">Б</a> & <b>В</b>')


def test_cleaning_leaves_ordinary_text_alone() -> None:
    text = "Първи ред\nвтори\tред – „цитат“\u00a0€ č š ž ș ț"
    assert clean_text(text) == (text, False)
    assert clean_text("a\r\nb") == ("a\nb", True) or clean_text("a\r\nb") == ("a\nb", False)
