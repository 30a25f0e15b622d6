"""What the memory has for a segment: the same source, and similar ones."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString
from rapidfuzz import fuzz, process

from cms.batches import batches
from policies.comparison import marked_words
from translations.memory.keys import BATCH, comparable, digest_of, keys_of
from translations.memory.models import Remembered, RememberedSource, SourceKey
from translations.termbase.checking import plain

#: Percent from which on a remembered source is similar.
SIMILAR = 70
#: Suggestions a segment, translations of one source among them.
MOST_SHOWN, MOST_OF_ONE = 6, 3
#: Rows read for each key, and sources compared letter by letter: bounds for phrases that repeat.
_ROWS_A_KEY, _COMPARED = 800, 200
#: A text with less than this part of another's length cannot be similar enough to it.
_SHORTEST = SIMILAR / (200 - SIMILAR)


@dataclass(frozen=True)
class Suggestion:
    """An approved translation of the same or a similar source.

    :param percent: how much of the source is the same, 100 only where all of it is.
    :param difference: the source at hand against the remembered one, word by word; "" if exact.
    """

    key: int
    percent: int
    data: str
    title: str
    language: str
    approved_at: datetime.datetime
    approved_by: str
    difference: SafeString | str = ""

    @property
    def exact(self) -> bool:
        """Whether the source is the same, tags and all."""
        return self.percent == 100


def _suggestion(row: Remembered, percent: int, difference: SafeString | str = "") -> Suggestion:
    return Suggestion(
        key=row.pk,
        percent=percent,
        data=row.data,
        title=row.title,
        language=row.language,
        approved_at=row.approved_at,
        approved_by=row.user_name,
        difference=difference,
    )


def exact_for(
    sources: Iterable[str], source_language: str, language: str
) -> dict[str, list[Suggestion]]:
    """Return the exact matches of many sources by source; one query for 500 of them."""
    by_digest = {digest_of(source): source for source in sources}
    found: dict[str, list[Suggestion]] = defaultdict(list)
    for batch in batches(by_digest, BATCH):
        rows = Remembered.objects.filter(
            source__language=source_language,
            source__digest__in=batch,
            language=language,
        ).select_related("source")
        for row in rows:
            matches = found[by_digest[row.source.digest]]
            if len(matches) < MOST_OF_ONE:
                matches.append(_suggestion(row, 100))
    return dict(found)


def _candidates(text: str, language: str) -> list[int]:
    """Return the sources that share most keys with a text; one statement, few rows."""
    values = keys_of(text, language)
    if not values:
        return []
    table = connection.ops.quote_name(SourceKey._meta.db_table)
    # Each key is asked for a limited number of rows: a phrase of all papers has very many.
    one = f"SELECT source_id FROM {table} WHERE value = %s LIMIT {_ROWS_A_KEY}"  # noqa: S608
    sql = " UNION ALL ".join(f"SELECT source_id FROM ({one}) AS k{n}" for n in range(len(values)))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        shared = Counter(key for (key,) in cursor.fetchall())
    return [key for key, _times in shared.most_common(_COMPARED)]


def similar_to(source: str, source_language: str, language: str) -> list[Suggestion]:
    """Return approved translations of sources like this one, the most similar first.

    The same source is not among them: see :func:`exact_for`.
    """
    text = plain(source)
    length = len(text)
    rows = RememberedSource.objects.filter(
        pk__in=_candidates(text, source_language),
        language=source_language,
        length__gte=int(length * _SHORTEST),
        length__lte=int(length / _SHORTEST) + 1,
        translations__language=language,
    ).exclude(digest=digest_of(source))
    sources = {row.pk: row for row in rows}
    choices = {key: comparable(row.text) for key, row in sources.items()}
    # One letter after another, as an editor would change it (Indel distance, Hyyrö 2004).
    best = process.extract(
        comparable(text), choices, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=MOST_SHOWN
    )
    scores = {key: min(99, int(score)) for _text, score, key in best}
    by_source: dict[int, list[Remembered]] = defaultdict(list)
    for row in Remembered.objects.filter(source__in=scores, language=language):
        if len(by_source[row.source_id]) < MOST_OF_ONE:
            by_source[row.source_id].append(row)
    found: list[Suggestion] = []
    for key, percent in scores.items():
        difference = marked_words(sources[key].text, text)
        found += [_suggestion(row, percent, difference) for row in by_source[key]]
    return found[:MOST_SHOWN]


def suggestions_for(source: str, source_language: str, language: str) -> list[Suggestion]:
    """Return everything that the memory has for a source: exact first, then similar."""
    exact = exact_for([source], source_language, language).get(source, [])
    return [*exact, *similar_to(source, source_language, language)][:MOST_SHOWN]


def remembered(key: int, language: str) -> Any:
    """Return a remembered translation into a language, or None."""
    return Remembered.objects.filter(pk=key, language=language).first()
