"""How well and how fast the language analysis conflates: `python -m tests.bench.analysis`.

Prints Markdown. Pair recall: of all pairs of distinct forms of one lemma and part of speech, the
share whose index terms meet. Pair precision: of all pairs of forms whose index terms meet, the
share that have a lemma in common. F1 is their harmonic mean.

The tables (``<language>.tsv``: form, lemma, part of speech) lie outside the repository, at
``../shared/data/inflection`` seen from its root; another folder can be given as the argument. Each
is split by a hash of the lemma: rules were developed on one half and decided on the other.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from unicodedata import combining, normalize

from search.analysis import LANGUAGES, identify, word_terms

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT.parent / "shared" / "data" / "inflection"
# Languages with a Snowball stemmer; for the others the word itself stands.
SNOWBALL = {
    "de": "german",
    "el": "greek",
    "en": "english",
    "hr": "serbian",
    "hu": "hungarian",
    "it": "italian",
    "ro": "romanian",
    "sr": "serbian",
}

Row = tuple[str, str, str]
Terms = Callable[[str], Iterable[str]]


class Score(NamedTuple):
    """Pair recall and pair precision, 0 to 1."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision."""
        total = self.recall + self.precision
        return 2 * self.recall * self.precision / total if total else 0.0


def read_table(language: str, folder: Path = TABLES) -> list[Row]:
    """The rows (form, lemma, part of speech) of a language's table."""
    lines = (folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(form, lemma, pos) for form, lemma, pos in (line.split("\t") for line in lines)]


def is_held_out(lemma: str) -> bool:
    """Whether a lemma belongs to the half that decides."""
    return hashlib.sha256(lemma.encode()).digest()[0] % 2 == 1


def half(rows: Iterable[Row], *, held_out: bool) -> list[Row]:
    """One half of a table."""
    return [row for row in rows if is_held_out(row[1]) == held_out]


def score(rows: Iterable[Row], terms: Terms) -> Score:
    """Pair recall and precision of an analysis over a table.

    Pairs that meet are found through the terms (an inverted index), so that the cost grows with
    the pairs that meet and not with all pairs.
    """
    forms_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    lemmas_of: dict[str, set[str]] = defaultdict(set)
    for form, lemma, pos in rows:
        forms_of[lemma, pos].add(form)
        lemmas_of[form].add(lemma)
    wanted = {pair for forms in forms_of.values() for pair in combinations(sorted(forms), 2)}
    forms_with: dict[str, list[str]] = defaultdict(list)
    for form in sorted(lemmas_of):
        for term in set(terms(form)):
            forms_with[term].append(form)
    met = {pair for forms in forms_with.values() for pair in combinations(forms, 2)}
    right = sum(1 for left, other in met if lemmas_of[left] & lemmas_of[other])
    return Score(
        len(wanted & met) / len(wanted) if wanted else 1.0, right / len(met) if met else 1.0
    )


def _final_sigma(word: str) -> str:
    """The tables are case folded; the stock tools expect the final sigma."""
    return word[:-1] + "ς" if word.endswith("σ") else word


def stock(language: str) -> Terms:
    """What the stock engine does on SQLite: equal up to case and accents (unicode61)."""
    return lambda word: (
        "".join(mark for mark in normalize("NFD", word.casefold()) if not combining(mark)),
    )


def snowball(language: str) -> Terms:
    """Snowball alone; the word itself where it has no stemmer for the language."""
    import snowballstemmer

    if language not in SNOWBALL:
        return lambda word: (word,)
    stemmer = snowballstemmer.stemmer(SNOWBALL[language])
    return lambda word: (stemmer.stemWord(_final_sigma(word)),)


def simplemma_alone(language: str) -> Terms:
    """simplemma as it comes."""
    import simplemma

    code = LANGUAGES[language].dictionary
    return lambda word: (simplemma.lemmatize(_final_sigma(word), code, low_memory=True).casefold(),)


def ours(language: str) -> Terms:
    """The platform's analysis."""
    return lambda word: word_terms(word, language)


METHODS = {"stock": stock, "Snowball": snowball, "simplemma": simplemma_alone, "ours": ours}


def scores(
    language: str, rows: list[Row], methods: Iterable[str] = tuple(METHODS)
) -> dict[str, Score]:
    """The scores of several methods over the same rows."""
    return {name: score(rows, METHODS[name](language)) for name in methods}


def mean(values: Iterable[Score]) -> Score:
    """Mean recall and mean precision."""
    listed = list(values)
    return Score(
        sum(value.recall for value in listed) / len(listed),
        sum(value.precision for value in listed) / len(listed),
    )


@cache
def running_text(language: str) -> str:
    """Sentences people wrote in a language: Django's and Wagtail's translated messages."""
    import django
    import wagtail

    code = {"en": "en_GB"}.get(language, language)
    texts: list[str] = []
    for package in (django, wagtail):
        base = Path(package.__file__ or "").parent
        for path in sorted(base.glob(f"**/locale/{code}/LC_MESSAGES/django.po")):
            texts += _messages(path, original=language == "en")
    return "\n".join(texts)


def _messages(path: Path, *, original: bool) -> list[str]:
    """The translations in a message file, or the English originals."""
    import polib

    entries = polib.pofile(str(path))
    return [text for entry in entries if (text := entry.msgid if original else entry.msgstr)]


# Runs in a process of its own, so that nothing is loaded yet.
_READY = """
import json, sys, time
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
before, began = resident(), time.process_time()
from search.analysis import LANGUAGES, word_terms
for language in LANGUAGES:
    word_terms("test", language)
print(json.dumps([time.process_time() - began, resident(), resident() - before]))
"""


def readiness() -> tuple[float, float, float]:
    """Processor seconds until all languages answer in a fresh process, its memory then, and the
    growth (MB).

    Reads /proc, so on Linux only.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, memory, growth = json.loads(done.stdout)
    return seconds, memory, growth


def words_per_second(language: str, at_least: int = 200_000) -> tuple[int, int, int]:
    """Words a processor second over running text, and the words in it.

    The first figure is for a text that is all new, a few thousand words of which a third differ
    (the slowest there is); the second for all rounds over it, as in a long corpus.
    """
    from search.analysis import clear, exact, terms

    text = running_text(language)
    clear()
    terms("a", language)
    began = time.process_time()
    terms(text, language)
    first = time.process_time() - began
    in_text = len(exact(text, language))
    count = in_text
    while count < at_least:
        terms(text, language)
        count += in_text
    running = count / (time.process_time() - began)
    return round(in_text / first), round(running), in_text


def identification(language: str, words: range, most: int = 150) -> tuple[float, float]:
    """How often a message of so many words is given its language: first, among the first two.

    Croatian and Serbian count as one here, since Latin letters are used for both.
    """
    one = {"hr": "sr"}
    wanted = one.get(language, language)
    right = among_two = asked = 0
    for line in running_text(language).splitlines():
        if "%" in line or "{" in line or len(line) < 4 or len(line.split()) not in words:
            continue
        found = [one.get(code, code) for code in identify(line)]
        found = list(dict.fromkeys(found))
        right += found[:1] == [wanted]
        among_two += wanted in found[:2]
        asked += 1
        if asked == most:
            break
    return right / max(1, asked), among_two / max(1, asked)


def identification_report() -> str:
    """The table of recognised languages by length of the text."""
    lengths = {"1 word": range(1, 2), "2 to 3 words": range(2, 4), "4 to 8 words": range(4, 9)}
    lines = ["Language recognised, first / among the first two:", ""]
    lines += ["| language | " + " | ".join(lengths) + " |", "|---" * (len(lengths) + 1) + "|"]
    found = {
        language: [identification(language, words) for words in lengths.values()]
        for language in sorted(LANGUAGES)
    }
    for language, shares in found.items():
        cells = " | ".join(f"{first:.3f} / {two:.3f}" for first, two in shares)
        lines.append(f"| {language} | {cells} |")
    means = [
        [sum(shares[at][place] for shares in found.values()) / len(found) for place in (0, 1)]
        for at in range(len(lengths))
    ]
    cells = " | ".join(f"{first:.3f} / {two:.3f}" for first, two in means)
    return "\n".join([*lines, f"| mean | {cells} |"])


def quality_report(folder: Path) -> str:
    """The table of recall, precision and F1 by language and method, and that of the halves."""
    tables = {language: read_table(language, folder) for language in sorted(LANGUAGES)}
    whole = {language: scores(language, rows) for language, rows in tables.items()}
    lines = ["Recall / precision / F1 over the whole tables:", ""]
    lines += ["| language | " + " | ".join(METHODS) + " |", "|---" * (len(METHODS) + 1) + "|"]
    for language, by_method in whole.items():
        lines.append(f"| {language} | " + " | ".join(map(_cell, by_method.values())) + " |")
    means = [mean(by_method[name] for by_method in whole.values()) for name in METHODS]
    lines.append("| mean | " + " | ".join(map(_cell, means)) + " |")
    lines += ["", "Ours on the half to develop on and the half held out:", ""]
    lines += ["| language | development | held out |", "|---|---|---|"]
    halves = {
        language: [
            scores(language, half(rows, held_out=out), ["ours"])["ours"] for out in (False, True)
        ]
        for language, rows in tables.items()
    }
    for language, (development, held_out) in halves.items():
        lines.append(f"| {language} | {_cell(development)} | {_cell(held_out)} |")
    both = [mean(pair[index] for pair in halves.values()) for index in (0, 1)]
    lines.append(f"| mean | {_cell(both[0])} | {_cell(both[1])} |")
    return "\n".join(lines)


def speed_report() -> str:
    """Words a second by language, readiness and memory."""
    lines = ["| language | words | words/s, all new | words/s, running |", "|---|---|---|---|"]
    for language in sorted(LANGUAGES):
        first, running, words = words_per_second(language)
        lines.append(f"| {language} | {words:,} | {first:,} | {running:,} |")
    seconds, memory, growth = readiness()
    lines += [
        "",
        f"All languages ready in a fresh process: {seconds:.3f} s, {memory:.0f} MB resident,",
        f"{growth:.0f} MB more than the bare interpreter.",
    ]
    return "\n".join(lines)


def _cell(value: Score) -> str:
    return f"{value.recall:.3f} / {value.precision:.3f} / {value.f1:.3f}"


def main(arguments: list[str]) -> int:
    """Print the reports; the first argument is the folder of the tables."""
    folder = Path(arguments[0]) if arguments else TABLES
    if not folder.is_dir():
        print(f"No inflection tables at {folder}.")
        return 1
    print(quality_report(folder), flush=True)
    print()
    print(identification_report(), flush=True)
    print()
    print(speed_report())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
