"""A question in the language of PostgreSQL's full text: what to look for, and what it weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import md5
from typing import NamedTuple

from search.parsing import Question, Unit

EXACT, TERM = "=", "~"
#: Labels of titles and leads, for beginnings that are offered while typing.
TITLES = "AB"
#: Longer words are stored cut, with their hash (see the function ``search_words``).
_LONGEST, _KEPT = 200, 168

_EXACT_COLUMNS = ("title_exact", "lead_exact", "body_exact")
_TERM_COLUMNS = ("title_terms", "lead_terms", "topic_terms", "body_terms")


def stored(word: str) -> str:
    """Return a word as the function ``search_words`` stores it."""
    if len(word) <= _LONGEST:
        return word
    return word[:_KEPT] + md5(word.encode(), usedforsecurity=False).hexdigest()


def _lexeme(mark: str, word: str, labels: str = "", *, prefix: bool = False) -> str:
    word = word[:_KEPT] if prefix else stored(word)
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    star = "*" if prefix else ""
    return f"'{mark}{quoted}'" + (f":{star}{labels}" if star or labels else "")


def _words(unit: Unit) -> list[str]:
    """Return the words of a phrase; a folded word may turn out to be several."""
    return " ".join(unit.exact).split()


def phrase(unit: Unit, operator: str = "<->", labels: str = "") -> str:
    """Return a phrase or a beginning; with ``&`` only its words, wherever they stand."""
    words = _words(unit)
    last = len(words) - 1
    lexemes = [
        _lexeme(EXACT, word, labels, prefix=unit.prefix and number == last)
        for number, word in enumerate(words)
    ]
    return f"({f' {operator} '.join(lexemes)})"


def term(word: str) -> str:
    """Return one index term."""
    return " & ".join(_lexeme(TERM, piece) for piece in word.split())


def _unit(unit: Unit, operator: str, labels: str) -> str:
    if unit.terms:
        return "(" + " | ".join(term(word) for word in sorted(unit.terms)) + ")"
    return phrase(unit, operator, labels)


def query(question: Question, *, loose: bool = False, labels: str = "") -> str:
    """Return a question as a ``tsquery``.

    :param loose: what has at least its words, phrases or not; more than what meets it.
    :param labels: where phrases and beginnings must stand; everywhere if none are given.
    """
    operator = "&" if loose else "<->"
    groups = [
        "(" + " | ".join(_unit(unit, operator, labels) for unit in group) + ")"
        for group in question.groups
    ]
    expression = (" | " if question.some else " & ").join(groups)
    without = [unit for unit in question.without if not loose or not is_phrase(unit)]
    if without:
        left_out = " | ".join(_unit(unit, operator, labels) for unit in without)
        expression = f"({expression}) & !({left_out})"
    others = [query(other, loose=loose, labels=labels) for other in question.either]
    return " | ".join(f"({part})" for part in [expression, *others])


def is_phrase(unit: Unit) -> bool:
    """Whether a unit is several words that must stand side by side."""
    return not unit.terms and len(_words(unit)) > 1


def has_phrase(question: Question) -> bool:
    """Whether anything in a question must stand side by side."""
    units = [*question.own, *question.without]
    return any(map(is_phrase, units)) or any(map(has_phrase, question.either))


class Condition(NamedTuple):
    """A condition of SQL with its values."""

    sql: str
    values: list[str]


def on_texts(question: Question) -> Condition:
    """Return a question as a condition on the texts themselves, called ``t``.

    For the few documents whose vectors could not hold everything.
    """
    groups = [_any(map(_unit_on_texts, group)) for group in question.groups]
    found = _any(groups) if question.some else _joined(" AND ", groups)
    if question.without:
        left_out = _any(map(_unit_on_texts, question.without))
        found = Condition(f"({found.sql} AND NOT {left_out.sql})", found.values + left_out.values)
    return _any([found, *map(on_texts, question.either)])


def _unit_on_texts(unit: Unit) -> Condition:
    wanted = [f" {word} " for word in sorted(unit.terms)]
    columns: tuple[str, ...] = _TERM_COLUMNS
    if not unit.terms:
        wanted = [" " + " ".join(_words(unit)) + ("" if unit.prefix else " ")]
        columns = _EXACT_COLUMNS
    return _any(
        Condition(
            rf"strpos(' ' || regexp_replace(t.{column}, '\s+', ' ', 'g') || ' ', %s) > 0", [text]
        )
        for column in columns
        for text in wanted
    )


def _any(conditions: Iterable[Condition]) -> Condition:
    return _joined(" OR ", conditions)


def _joined(operator: str, conditions: Iterable[Condition]) -> Condition:
    listed = list(conditions)
    values = [value for condition in listed for value in condition.values]
    return Condition("(" + operator.join(condition.sql for condition in listed) + ")", values)


def weighed(question: Question) -> Counter[str]:
    """Return what counts for the score, as queries of their own, with how often it is asked.

    Like FTS5's: each term and each phrase by itself, what other wordings repeat repeatedly.
    """
    found: Counter[str] = Counter()
    for unit in question.own:
        found.update(map(term, unit.terms) if unit.terms else [phrase(unit)])
    for other in question.either:
        found.update(weighed(other))
    return found
