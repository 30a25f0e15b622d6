"""Bringing a file of translations up to date with the segments that its page has now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import polib
from django.utils.translation import override
from wagtail.models import Locale

from home.demo.translated_files import WIDTH, TranslatedFile, files
from home.models import StandardPage
from policies.models import Publication, TopicPage
from translations import editing
from translations.pairs import Pair, as_typed, groups_of, pairs_of

#: How alike an earlier source must be for its translation to be offered for a new one.
ALIKE = 0.6
_LETTER = re.compile(r"[^\W\d_]")


def addresses(home: Any) -> Iterator[str]:
    """Yield the pages that the demonstration wants translated: all public texts, home first."""
    yield "home"
    for model in (StandardPage, TopicPage, Publication):
        for page in model.objects.descendant_of(home).live().order_by("path"):
            yield page.url_path.removeprefix(home.url_path).strip("/")


def described_pairs(page: Any, language: str) -> list[tuple[Pair, str]]:
    """Return the pairs of a page in its order, each with what it is: “Recommendation, Rationale”.

    Begins the translation where there is none: the caller rolls that back.
    """
    translation = editing.start(page, Locale.objects.get(language_code=language))
    pairs = pairs_of(translation)
    with override("en"):
        groups = list(groups_of(pairs, type(page)))
    return [
        (pair, f"{group.label}, {pair.part}" if pair.part else group.label)
        for group in groups
        for pair in group.pairs
    ]


def known_texts(language: str) -> dict[str, str]:
    """Return what the files of a language translate already, by source."""
    return {
        entry.msgid: entry.msgstr
        for file in files([language])
        for entry in file.entries
        if entry.msgstr and not entry.obsolete and not entry.fuzzy and not entry.msgctxt
    }


def brought_up_to_date(
    file: TranslatedFile, described: list[tuple[Pair, str]], known: dict[str, str]
) -> polib.POFile:
    """Return the file with every segment of its page, in order.

    What is translated stays. A source that changed keeps its translation under ``fuzzy``, with the
    words that it was made from; what has gone is kept at the end as obsolete.

    :param known: translations of the same language by source, taken for segments that are new.
    """
    old = {(e.msgctxt or "", e.msgid): e for e in file.entries if not e.obsolete}
    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = {
        "Language": file.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    fresh = []
    for pair, what in described:
        source, place = as_typed(pair.source, pair.rich), pair.segment.context.path
        special = old.pop((place, source), None)
        if special is not None:
            special.comment = what
            made.append(special)
        if made.find(source, msgctxt=False) is not None:
            continue
        entry = old.pop(("", source), None)
        if entry is None:
            text = known.get(source, "" if _LETTER.search(source) else source)
            entry = polib.POEntry(msgid=source, msgstr=text)
            if not text:
                fresh.append(entry)
        entry.comment = what
        made.append(entry)
    _offer_earlier(fresh, [entry for entry in old.values() if entry.msgstr])
    kept = [entry for entry in fresh if entry.fuzzy]
    used = {entry.previous_msgid for entry in kept}
    for entry in [*old.values(), *file.entries.obsolete_entries()]:
        if entry.msgstr and entry.msgid not in used:
            entry.obsolete = True
            made.append(entry)
    return made


def _offer_earlier(fresh: list[polib.POEntry], gone: list[polib.POEntry]) -> None:
    """Give new segments the translation of the gone one that they are most like, marked fuzzy."""
    left = list(gone)
    for entry in fresh:
        measured = [
            (SequenceMatcher(None, entry.msgid, other.msgid, autojunk=False).ratio(), number)
            for number, other in enumerate(left)
        ]
        best, number = max(measured, default=(0.0, 0))
        if best >= ALIKE:
            other = left.pop(number)
            entry.msgstr = other.msgstr
            entry.previous_msgid = other.msgid
            entry.flags.append("fuzzy")
