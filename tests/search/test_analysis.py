"""The language analysis: spelling, words, terms, and that nothing anybody types breaks it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import (
    LANGUAGES,
    analyse_word,
    exact,
    fold_word,
    identify,
    matches,
    occurrences,
    terms,
    tokens,
    word_terms,
)
from search.analysis.stop_words import STOP_WORDS

LINES = (Path(__file__).parent / "typing_pairs.tsv").read_text(encoding="utf-8").splitlines()
PAIRS = [tuple(line.split("\t")) for line in LINES[1:]]


def meet(one: str, other: str, language: str) -> bool:
    """Whether a search for one word finds the other."""
    return not word_terms(one, language).isdisjoint(word_terms(other, language))


# --- Typing as people do ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "kind", "written", "typed"), PAIRS, ids=["-".join(pair) for pair in PAIRS]
)
def test_what_is_typed_finds_what_is_written(
    language: str, kind: str, written: str, typed: str
) -> None:
    assert meet(typed, written, language)


def test_typing_pairs_cover_every_way_and_language() -> None:
    kinds = Counter(kind for _, kind, _, _ in PAIRS)
    assert len(PAIRS) >= 120
    assert {language for language, *_ in PAIRS} == set(LANGUAGES)
    assert kinds.keys() >= {
        "no accents", "other script", "old letters", "ss for ß", "capitals", "dj for đ",
        "digraph letter", "e for umlaut", "decomposed", "ligature",
    }  # fmt: skip


# --- Inflection ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("bg", "препоръка", "препоръките"),
        ("bg", "град", "градовете"),
        ("de", "Haus", "Häusern"),
        ("de", "Empfehlung", "Empfehlungen"),
        ("el", "σύσταση", "συστάσεων"),
        ("en", "policies", "policy"),
        ("hr", "preporuka", "preporukama"),
        ("hu", "ajánlás", "ajánlásaink"),
        ("hu", "munka", "munkájához"),
        ("it", "scrivere", "scritto"),
        ("it", "prodotto", "produrre"),
        ("ro", "recomandare", "recomandărilor"),
        ("sk", "odporúčanie", "odporúčaniami"),
        ("sk", "schváliť", "neschválili"),
        ("sl", "priporočilo", "priporočilih"),
        ("sq", "zhvilloj", "zhvilluar"),
        ("sr", "препорука", "препорукама"),
    ],
)
def test_forms_of_a_word_meet(language: str, one: str, other: str) -> None:
    assert meet(one, other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "schon", "schön"),
        ("ro", "râul", "răul"),
        ("hu", "kór", "kör"),
        ("en", "policy", "police"),
        ("sk", "výskum", "výkon"),
    ],
)
def test_different_words_do_not_meet(language: str, one: str, other: str) -> None:
    assert not meet(one, other, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("sl", "klasterizacija", "klasterizacijo"),
        ("hr", "digitalovanje", "digitalovanja"),
        ("bg", "клъстеризация", "клъстеризацията"),
        ("sk", "klastrovanie", "klastrovaním"),
        ("el", "συστάδα", "συστάδες"),
        ("hu", "klaszterpolitika", "klaszterpolitikát"),
    ],
)
def test_forms_of_words_no_dictionary_has_meet(language: str, one: str, other: str) -> None:
    assert meet(one, other, language)


# --- Text ------------------------------------------------------------------------------------


def test_exact_is_one_folded_word_a_position() -> None:
    text = "Die Maßnahmen der EU-Politik (2024): für Čačak, l’Aquila und Ελλάς!"

    assert exact(text, "de") == [
        "die", "massnahmen", "der", "eu", "politik", "2024", "fur", "cacak", "l", "aquila", "und",
        "ελλασ",
    ]  # fmt: skip


def test_exact_is_the_same_in_both_scripts_of_serbian() -> None:
    assert exact("Људи и џепови, ђаци", "sr") == exact("Ljudi i džepovi, đaci", "sr")


def test_terms_leave_function_words_out_unless_asked() -> None:
    text = "the policy of the region"

    assert set(terms(text, "en")) == word_terms("policy", "en") | word_terms("region", "en")
    assert "the" in terms(text, "en", stop_words=True)
    assert exact(text, "en") == ["the", "policy", "of", "the", "region"]


def test_bag_counts_every_occurrence() -> None:
    assert Counter(terms("region, regions", "en"))["region"] == 2


def test_places_are_in_the_original_text() -> None:
    text = "Politi\u00adken und Politik"

    assert [text[start:end] for start, end in matches(text, "de", word_terms("Politik", "de"))] == [
        "Politi\u00adken",
        "Politik",
    ]


def test_english_words_in_a_greek_text_are_analysed_as_english() -> None:
    assert word_terms("clusters", "el") == word_terms("cluster", "en")


def test_bulgarian_short_i_is_no_accent() -> None:
    assert fold_word("Район", "bg") == "район"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        word_terms("word", "xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_function_words_are_folded_and_stop(language: str) -> None:
    assert len(STOP_WORDS[language]) > 80
    for word in STOP_WORDS[language]:
        assert fold_word(word, language) == word
        assert analyse_word(word, language).stop


# --- Anything --------------------------------------------------------------------------------

ANY_TEXT = st.text(max_size=200) | st.text(
    alphabet="abčćđšžßäöüŞşŢțéŐűёйљњѝΆςσΣ'’-\u00ad\u0301\u200b\x00 9İıŁǅﬁ", max_size=40
)
ANY_LANGUAGE = st.sampled_from(sorted(LANGUAGES))


@given(ANY_TEXT, ANY_LANGUAGE)
@settings(max_examples=300, deadline=None)
def test_any_text_has_words_in_their_places(text: str, language: str) -> None:
    found = list(tokens(text))
    analysed = list(occurrences(text, language))

    assert [(token.start, token.end) for token in found] == [
        (start, end) for start, end, _ in analysed
    ]
    assert all(text[token.start : token.end] == token.text for token in found)
    assert exact(text, language) == [word.exact for _, _, word in analysed]
    assert all(word.terms for _, _, word in analysed if word.exact)


@given(ANY_TEXT, ANY_LANGUAGE)
@settings(max_examples=300, deadline=None)
def test_a_word_is_found_however_it_is_composed_and_cased(text: str, language: str) -> None:
    for token in tokens(unicodedata.normalize("NFC", text)):
        decomposed = unicodedata.normalize("NFD", token.text)
        assert word_terms(decomposed, language) == word_terms(token.text, language)
        assert fold_word(fold_word(token.text, language), language) == fold_word(
            token.text, language
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_long_words_are_quick_and_harmless(language: str) -> None:
    assert word_terms("a" * 10_000, language)
    assert len(exact("a " * 10_000, language)) == 10_000


# --- The language of a question --------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("препоръки за финансиране на клъстерите", "bg"),
        ("Förderung kleiner Unternehmen", "de"),
        ("χρηματοδότηση συστάδων", "el"),
        ("funding for small companies", "en"),
        ("potpore malim poduzećima", "hr"),
        ("kisvállalkozások támogatása", "hu"),
        ("finanziamenti per le piccole imprese", "it"),
        ("finanțarea întreprinderilor mici", "ro"),
        ("podpora malých podnikov", "sk"),
        ("spodbude za mala podjetja", "sl"),
        ("mbështetje për ndërmarrjet e vogla", "sq"),
        ("подршка малим предузећима", "sr"),
    ],
)
def test_language_of_a_question_is_recognised(question: str, language: str) -> None:
    assert identify(question)[0] == language


def test_nothing_to_recognise_gives_no_language() -> None:
    assert identify("2024 — 42 %") == []
