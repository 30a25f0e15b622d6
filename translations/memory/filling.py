"""Remembering: what a language review approved, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.batches import batches
from cms.review.models import user_name
from translations.memory.keys import BATCH, digest_of, keys_of
from translations.memory.models import Remembered, RememberedSource, SourceKey
from translations.pairs import pairs_of
from translations.termbase.checking import plain


@dataclass(frozen=True)
class Origin:
    """Where approved segments come from."""

    page: Any
    title: str
    language: str
    approved_at: datetime.datetime
    user: Any


def remember_translation(
    translation: Any, page: Any, user: Any, approved_at: datetime.datetime
) -> int:
    """Remember every segment of a translation that was just approved; return how many.

    :param page: the translated page.
    :param user: who approved it.
    """
    language = translation.target_locale.language_code
    origin = Origin(page, translation.source.object_repr[:255], language, approved_at, user)
    segments = [(pair.source, pair.data) for pair in pairs_of(translation) if pair.data]
    return remember(segments, translation.source.locale.language_code, origin)


@transaction.atomic
def remember(segments: Iterable[tuple[str, str]], source_language: str, origin: Origin) -> int:
    """Remember pairs of source and translation, both inline HTML; return how many there are.

    A pair that is known already is given its newest origin.
    """
    by_digest = {digest_of(source): source for source, _data in segments if plain(source).strip()}
    sources = _sources(by_digest, source_language)
    wanted = {
        (sources[digest].pk, digest_of(data)): data
        for source, data in segments
        if (digest := digest_of(source)) in sources
    }
    known = {
        (row.source_id, row.digest): row.pk
        for batch in batches([source.pk for source in sources.values()], BATCH)
        for row in Remembered.objects.filter(source__in=batch, language=origin.language)
    }
    facts = {
        "page_id": origin.page.pk if origin.page is not None else None,
        "title": origin.title,
        "approved_at": origin.approved_at,
        "user_id": origin.user.pk if origin.user is not None else None,
        "user_name": user_name(origin.user),
    }
    again = [known[key] for key in wanted if key in known]
    for batch in batches(again, BATCH):
        Remembered.objects.filter(pk__in=batch).update(**facts)
    Remembered.objects.bulk_create(
        [
            Remembered(
                source_id=key[0], digest=key[1], data=data, language=origin.language, **facts
            )
            for key, data in wanted.items()
            if key not in known
        ],
        batch_size=BATCH,
    )
    return len(wanted)


def _sources(by_digest: dict[str, str], language: str) -> dict[str, RememberedSource]:
    """Return the rows of source segments by digest, those made that are missing."""
    found: dict[str, RememberedSource] = {}

    def read(digests: list[str]) -> None:
        for batch in batches(digests, BATCH):
            rows = RememberedSource.objects.filter(language=language, digest__in=batch)
            found.update({row.digest: row for row in rows.only("digest")})

    read(list(by_digest))
    missing = [digest for digest in by_digest if digest not in found]
    texts = {digest: plain(by_digest[digest]) for digest in missing}
    RememberedSource.objects.bulk_create(
        [
            RememberedSource(
                language=language,
                data=by_digest[digest],
                text=text,
                digest=digest,
                length=len(text),
            )
            for digest, text in texts.items()
        ],
        batch_size=BATCH,
        # Two reviews may approve the same sentence at the same time.
        ignore_conflicts=True,
    )
    read(missing)
    SourceKey.objects.bulk_create(
        [
            SourceKey(source=found[digest], value=value)
            for digest in missing
            for value in keys_of(texts[digest], language)
        ],
        batch_size=BATCH * 4,
    )
    return found
