"""What a question means, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parsing import MOST_CHARACTERS, MOST_WORDS, Question, Unit, parse
from search.spelling import MOST_EDITS, near


def exact(question: Question) -> list[list[tuple[str, ...]]]:
    return [[unit.exact for unit in group] for group in question.groups]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("regional clusters", [[("regional",)], [("clusters",)]]),
        ('"regional clusters" money', [[("regional", "clusters")], [("money",)]]),
        ("„regional clusters“", [[("regional", "clusters")]]),
        ('"unfinished phrase', [[("unfinished", "phrase")]]),
        ("voucher OR grant firms", [[("voucher",), ("grant",)], [("firms",)]]),
        ("voucher | grant", [[("voucher",), ("grant",)]]),
        ("or grant", [[("grant",)]]),
        ("OR OR voucher OR", [[("voucher",)]]),
        ("the voucher of the state", [[("voucher",)], [("state",)]]),
        ("to be or not to be", [[(word,)] for word in ["to", "be", "or", "not", "to", "be"]]),
        ("EU-policy", [[("eu",)], [("policy",)]]),
        ("", []),
        ("- * ( ) \" '", []),
    ],
)
def test_questions_are_understood(text: str, groups: list[list[tuple[str, ...]]]) -> None:
    assert exact(parse(text, "en")) == groups


def test_minus_leaves_out() -> None:
    question = parse('clusters -energy -"heat pump" -EU-policy', "en")
    assert [unit.exact for unit in question.without] == [
        ("energy",), ("heat", "pump"), ("eu", "policy"),
    ]  # fmt: skip
    assert exact(question) == [[("clusters",)]]


def test_a_star_and_the_word_being_typed_may_go_on() -> None:
    assert parse("innov*", "en").groups == ((Unit(("innov",), prefix=True),),)
    assert parse("small innov", "en", typing=True).groups[1] == (Unit(("innov",), prefix=True),)
    assert not parse("small innov ", "en", typing=True).groups[1][0].prefix


def test_both_scripts_of_serbian_ask_the_same() -> None:
    latin, cyrillic = parse("preporuka klastera", "sr"), parse("препорука кластера", "sr")
    assert latin.groups == cyrillic.groups


def test_long_questions_are_cut_and_say_so() -> None:
    question = parse("word " * 5000, "en")
    assert question.cut
    assert len(question.groups) <= MOST_WORDS
    assert parse("x" * (MOST_CHARACTERS + 1), "en").cut


@given(st.text(), st.sampled_from(["en", "bg", "el", "sr", "xx", ""]), st.booleans())
def test_nothing_that_is_typed_breaks_it(text: str, language: str, typing: bool) -> None:
    question = parse(text, language, typing=typing)
    assert all(word for unit in (*question.wanted, *question.without) for word in unit.exact)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("cluster", "cluster", 0), ("clsuter", "cluster", 1), ("cluster", "clusters", 1),
     ("kluster", "clusters", 2), ("abc", "xyz", 3), ("", "ab", 2)],
)  # fmt: skip
def test_edits_are_counted(one: str, other: str, edits: int) -> None:
    expected = {other: edits} if edits <= MOST_EDITS else {}
    assert near(one, [other, "something-else"]) == expected
    assert near(other, [one]).get(one) == (edits if edits <= MOST_EDITS else None)
