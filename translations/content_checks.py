"""Checks of translated content: language, script, length, losses, terms. No database.

What :mod:`translations.quality` says while somebody types, and what can only be judged over a whole
text: which language it is in, and whether it is as long as the language's other texts make expect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import override

from translations import quality
from translations.termbase.analysis import TextWord, words_of
from translations.termbase.enums import Status
from translations.termbase.index import Index, Name

#: Returns the languages a text may be in, likeliest first.
Identifier = Callable[[str], list[str]]

_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+@[\w.-]+\b")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
#: Titles of works in a text keep their language: what stands in italics is not judged.
_WORK = re.compile(r"<i\b[^>]*>.*?</i>", re.DOTALL)

#: A text of fewer words than this says too little about its language.
FEWEST_WORDS = 6
#: Below this many, a text may be in either of two neighbours.
CERTAIN_WORDS = 12
#: This many words of the source in a row, in small letters too, were left and not translated.
LEFT_WORDS = 4
#: Length relative to the language's own median beyond which a text is an outlier; texts shorter
#: than this many letters vary too much.
LONGER, SHORTER, SHORTEST_MEASURED = 1.5, 0.6, 60
#: The two languages that no rule tells apart with certainty where both write Latin letters.
_TWINS = {"hr": {"hr", "sr"}, "sr": {"sr"}}
_NEIGHBOURS = {"hr", "sl"}
_LATIN, _CYRILLIC, _GREEK = "Latin", "Cyrillic", "Greek"
_SCRIPT = {"bg": _CYRILLIC, "sr": _CYRILLIC, "el": _GREEK}


@dataclass(frozen=True)
class Segment:
    """A translated text with its source, both as stored or as typed: inline tags visible.

    :param where: where a person finds it.
    """

    language: str
    source: str
    target: str
    where: str


@dataclass(frozen=True)
class Finding:
    """Something to look at in a segment.

    :param kind: ``language``, ``script``, ``left``, ``loss``, ``length`` or ``term``.
    :param hard: whether the check fails for it, unless somebody has looked at it.
    """

    segment: Segment
    kind: str
    hard: bool
    words: str


def plain(text: str) -> str:
    """Return a text without tags and addresses, which are the same in every language."""
    return _ADDRESS.sub(" ", _TAG.sub("", text)).strip()


def script_of(letter: str) -> str:
    """Return the script of a letter, "" for any other than the three that are written here."""
    if "\u0370" <= letter <= "\u03ff" or "\u1f00" <= letter <= "\u1fff":
        # The ohm, micro and similar signs of Latin texts are no words.
        return _GREEK
    if "\u0400" <= letter <= "\u04ff":
        return _CYRILLIC
    if (letter.isascii() and letter.isalpha()) or "\u00c0" <= letter <= "\u024f":
        return _LATIN
    return ""


def words_in(text: str) -> list[str]:
    """Return the words of a text without tags, addresses and titles of works."""
    return _WORD.findall(plain(_WORK.sub(" ", text)))


def script_findings(segment: Segment) -> Iterator[Finding]:
    """Yield what is not in the script of its language.

    Names and abbreviations keep theirs: only a word in small letters, or one that mixes scripts
    (a Latin ``o`` inside a Cyrillic word reads the same and is found by nobody), is wrong.
    """
    script = _SCRIPT.get(segment.language, _LATIN)
    source = set(words_in(segment.source))
    for word in words_in(segment.target):
        scripts = {found for letter in word if (found := script_of(letter))}
        parts = re.split(r"[-’']", word)
        if any(len({script_of(letter) for letter in part} - {""}) > 1 for part in parts):
            yield Finding(segment, "script", True, f"mixes scripts: {word}")
        elif scripts and script not in scripts and word.islower() and len(word) > 2:
            hard = script == _LATIN or word in source
            yield Finding(segment, "script", hard, f"not in {script} letters: {word}")


def left_findings(segment: Segment) -> Iterator[Finding]:
    """Yield a run of words of the source that stands in the translation as it was."""
    source, target = words_in(segment.source), words_in(segment.target)
    runs = {
        tuple(source[start : start + LEFT_WORDS]) for start in range(len(source) - LEFT_WORDS + 1)
    }
    for start in range(len(target) - LEFT_WORDS + 1):
        run = tuple(target[start : start + LEFT_WORDS])
        # Names stand as they are; a sentence has words in small letters.
        if run in runs and sum(word.islower() for word in run) >= 2:
            yield Finding(segment, "left", True, f"left as in the source: {' '.join(run)}")
            return


def language_findings(segment: Segment, identify: Identifier) -> Iterator[Finding]:
    """Yield when the text reads like another language than its own."""
    words = words_in(segment.target)
    if len(words) < FEWEST_WORDS:
        return
    likely = identify(" ".join(words))
    own = _TWINS.get(segment.language, {segment.language})
    if not likely or likely[0] in own:
        return
    # Few words may be those of a neighbour too, as between Slovene and Croatian.
    near = {segment.language, likely[0]} <= _NEIGHBOURS and len(words) < CERTAIN_WORDS
    yield Finding(segment, "language", not near, f"reads like {likely[0]}")


def loss_findings(segment: Segment) -> Iterator[Finding]:
    """Yield what got lost or cannot be used, in the words that the editor has for it."""
    if error := quality.error_of(segment.source, segment.target):
        yield Finding(segment, "loss", True, error)
        return
    with override("en"):
        for words in quality.warnings_of(segment.source, segment.target, segment.language, None):
            yield Finding(segment, "loss", True, str(words))


def length_findings(segments: Sequence[Segment]) -> Iterator[Finding]:
    """Yield the segments of one language that are much longer or shorter than its others are.

    Measured against the median of the language, since languages differ: German needs more letters
    than English, Slovene about as many.
    """
    measured = [
        (segment, len(plain(segment.target)) / len(plain(segment.source)))
        for segment in segments
        if len(plain(segment.source)) >= SHORTEST_MEASURED and segment.target
    ]
    if not measured:
        return
    usual = median(ratio for _segment, ratio in measured)
    for segment, ratio in measured:
        if not SHORTER * usual <= ratio <= LONGER * usual:
            words = f"{ratio:.2f} times the source, usual are {usual:.2f}"
            yield Finding(segment, "length", False, words)


@dataclass
class TermUse:
    """How often terms of the source stand in the translations under a name of the termbase."""

    named: int = 0
    used: int = 0

    @property
    def percent(self) -> float:
        """Share of the terms used as the termbase says, 100.0 when there were none."""
        return 100 * self.used / self.named if self.named else 100.0


def in_other_form(name: Name, words: Sequence[TextWord]) -> bool:
    """Say whether a text has the words of a name in a derived form or inside of compounds.

    “Cluster policy” may become an adjective (клъстерна политика) or one word (Clusterpolitik) where
    the termbase names the noun. Words are alike here when they share all but their last letters.
    """
    stems = [stem_of(word.exact) for word in words_of(name.text, name.language) if not word.stop]
    there = [word.exact for word in words]
    return bool(stems) and all(any(stem in word for word in there) for stem in stems)


def stem_of(word: str) -> str:
    """Return a word without its last letters: at most three of them, and never below five."""
    return word[: max(min(len(word), 5), len(word) - 3)]


def term_findings(
    segment: Segment, source: Index, target: Index, use: TermUse
) -> Iterator[Finding]:
    """Yield the terms of the source that the translation has under no name of the termbase.

    :param source: names in the source language, ``target``: in the segment's.
    :param use: is counted up.
    """
    text = plain(_WORK.sub(" ", segment.source))
    words = words_of(plain(segment.target), segment.language)
    seen: set[int] = set()
    for match in source.find(text):
        concept = match.name.concept
        names = [n for n in target.by_concept.get(concept, []) if n.status != Status.DEPRECATED]
        if concept in seen or not names:
            continue
        seen.add(concept)
        use.named += 1
        present = target.present(concept, words)
        good = any(name.status != Status.DEPRECATED for name in present)
        if good or any(in_other_form(name, words) for name in names):
            use.used += 1
            continue
        expected = " / ".join(name.text for name in names)
        found = ", ".join(name.text for name in present)
        instead = f", not “{found}”" if found else ""
        term = text[match.start : match.end]
        yield Finding(segment, "term", False, f"“{term}” is “{expected}”{instead}")


def findings_of(segments: Iterable[Segment], identify: Identifier) -> Iterator[Finding]:
    """Yield what the checks find in the segments of one language, terms left out."""
    translated = [segment for segment in segments if segment.target]
    for segment in translated:
        yield from loss_findings(segment)
        yield from script_findings(segment)
        yield from left_findings(segment)
        yield from language_findings(segment, identify)
    yield from length_findings(translated)
