"""Typing many segments at once: a file of translations laid into a page that has none yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from cms.review.models import user_name
from translations import quality, states
from translations.editing import MANUAL
from translations.models import SegmentEdit
from translations.pairs import Pair, as_stored


@transaction.atomic
def type_in(
    translation: Translation, pairs: list[Pair], texts: Mapping[int, str], user: Any
) -> int:
    """Write texts into the segments that are empty, as one person; return how many were written.

    The same rows as ``editing.save_segment`` leaves for one text after the other, in four queries
    however many there are. A segment that says something already is left as it is.

    :param pairs: every pair of the translation, as ``pairs_of`` gives them.
    :param texts: what is typed, by the key of the segment.
    """
    rows: dict[tuple[int, int], StringTranslation] = {}
    for pair in pairs:
        text, _cleaned = quality.clean_text(texts.get(pair.pk, ""))
        data = as_stored(text, pair.rich)
        # The same words twice in one place of the page are one row.
        if not data or pair.translation is not None or pair.place in rows:
            continue
        error = quality.error_of(pair.source, data)
        rows[pair.place] = StringTranslation(
            translation_of_id=pair.segment.string_id,
            locale_id=translation.target_locale_id,
            context_id=pair.segment.context_id,
            data=data,
            translation_type=MANUAL,
            last_translated_by=user,
            field_error=error,
            has_error=bool(error),
        )
    StringTranslation.objects.bulk_create(rows.values())
    SegmentEdit.objects.bulk_create(
        SegmentEdit(
            translation=translation,
            context_id=context,
            string_id=string,
            user=user,
            user_name=user_name(user),
            data=row.data,
        )
        for (context, string), row in rows.items()
    )
    if rows:
        # Rows made in one statement send no signal.
        states.touch(pk=translation.pk)
        Translation.objects.filter(pk=translation.pk).update(
            translations_last_updated_at=timezone.now()
        )
    return len(rows)
