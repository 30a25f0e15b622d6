"""What a dictionary teaches beyond its entries: whole paradigms, and endings of unknown words.

Both are learnt from simplemma's dictionaries when they are prepared, never from test data.

* `completions` fills paradigms: if nearly all lemmas ending like this one have a form with a
  certain ending, this lemma has it too, although the dictionary gives that form to another lemma.
* `endings` is a suffix guesser for words that no dictionary has, after A. Mikheev, "Automatic Rule
  Induction for Unknown-Word Guessing", Computational Linguistics 23(3), 1997: for each ending, by
  which changes forms with this ending become lemmas, and how often.

A change is a pair (letters to cut from the end, letters to put there).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from search.analysis.folding import fold

Change = tuple[str, str]
Entries = Mapping[str, tuple[str, ...]]

MINIMUM_FORMS = 3
MINIMUM_LEMMAS = 8
LEMMA_ENDING = 5
FORM_ENDING = 7
MINIMUM_SEEN = 3
BEST = 4
MINIMUM_SHARE = 0.02
# A guesser needs no more examples than this; Hungarian alone has 1.7 million forms.
ENOUGH = 350_000


class Guess(NamedTuple):
    """A change with the share of the forms with this ending that show it (0 to 1)."""

    cut: int
    put: str
    share: float


def change(form: str, lemma: str) -> Change:
    """How a form becomes its lemma: what follows their common beginning."""
    # From the end, because the ending is short and the beginning long.
    shared = min(len(form), len(lemma))
    while form[:shared] != lemma[:shared]:
        shared -= 1
    return form[shared:], lemma[shared:]


def paradigms(entries: Entries) -> dict[str, list[str]]:
    """The forms of each lemma."""
    forms: dict[str, list[str]] = defaultdict(list)
    for form, lemmas in entries.items():
        for lemma in lemmas:
            forms[lemma].append(form)
    return forms


def completions(entries: Entries, share: float) -> Iterator[tuple[str, str]]:
    """Pairs (form, lemma) that the dictionary lacks, of forms that it has under other lemmas.

    share: how many of the lemmas with the same ending (the longest that at least eight lemmas
        have) must show the change; from 0 to 1.
    """
    forms = paradigms(entries)
    lemmas_with: Counter[str] = Counter()
    seen: dict[str, Counter[Change]] = defaultdict(Counter)
    for lemma, known in forms.items():
        if len(known) < MINIMUM_FORMS:
            continue
        changes = [change(form, lemma) for form in known]
        for length in range(1, min(LEMMA_ENDING, len(lemma)) + 1):
            ending = lemma[-length:]
            lemmas_with[ending] += 1
            seen[ending].update(made for made in changes if len(made[1]) <= length)
    usual = {
        ending: [made for made, times in counter.items() if times >= share * lemmas_with[ending]]
        for ending, counter in seen.items()
        if lemmas_with[ending] >= MINIMUM_LEMMAS
    }
    for lemma, known in forms.items():
        for length in range(min(LEMMA_ENDING, len(lemma) - 1), 0, -1):
            expected = usual.get(lemma[-length:])
            if expected is None:
                continue
            for form_end, lemma_end in expected:
                form = lemma[: len(lemma) - len(lemma_end)] + form_end
                if form in entries and form not in known:
                    yield form, lemma
            break


def endings(entries: Entries) -> Iterator[tuple[str, list[Guess]]]:
    """For each ending of one to seven letters the likeliest changes, likeliest first.

    Learnt with accents and without, because unknown words come both ways.
    """
    seen: dict[str, Counter[Change]] = defaultdict(Counter)
    step = 1 + len(entries) // ENOUGH
    for number, (form, lemmas) in enumerate(entries.items()):
        if number % step:
            continue
        _count(seen, form, lemmas)
        folded = fold(form)
        if folded != form:
            _count(seen, folded, {fold(lemma) for lemma in lemmas})
    for ending, counter in seen.items():
        total = counter.total()
        if total < MINIMUM_SEEN:
            continue
        best = [
            Guess(len(cut), put, times / total)
            for (cut, put), times in counter.most_common(BEST)
            if times >= MINIMUM_SHARE * total
        ]
        if best:
            yield ending, best


def _count(seen: dict[str, Counter[Change]], form: str, lemmas: Iterable[str]) -> None:
    if len(form) < 4:
        return
    for lemma in lemmas:
        made = change(form, lemma)
        if len(made[0]) >= len(form) - 1:
            continue
        for length in range(max(1, len(made[0])), min(FORM_ENDING, len(form) - 1) + 1):
            seen[form[-length:]][made] += 1
