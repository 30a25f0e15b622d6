"""The words of translation for tests: begin, fill, submit, approve."""

from __future__ import annotations

import re
from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import Translation

from translations import editing, submission
from translations.pairs import pairs_of

_TAGS = re.compile(r"(<[^>]*>|&\w+;)")
_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстувшсюз")


def in_bulgarian(text: str) -> str:
    """Return text in letters that look translated; tags and numbers stay as they are."""
    parts = _TAGS.split(text)
    return "".join(
        part if _TAGS.fullmatch(part) else part.lower().translate(_CYRILLIC) for part in parts
    )


def begin(page: Any, code: str = "bg") -> Translation:
    """Begin the translation of a public page."""
    return editing.start(page, Locale.objects.get(language_code=code))


def fill(translation: Translation, user: Any) -> None:
    """Translate every segment as a translator types it."""
    for pair in pairs_of(translation):
        text = in_bulgarian(pair_source_text(pair))
        editing.save_segment(translation, pair.pk, text, pair.token, user)


def pair_source_text(pair: Any) -> str:
    """Return the source as it would be typed."""
    from translations.pairs import as_typed

    return as_typed(pair.source, pair.rich)


def write(translation: Translation, number: int, text: str, user: Any) -> Any:
    """Write into the segment at a place."""
    pair = pairs_of(translation)[number]
    return editing.save_segment(translation, pair.pk, text, pair.token, user)


def submit(translation: Translation, user: Any) -> Any:
    """Submit for language review."""
    return submission.submit(translation, user)


def approve(translation: Translation, user: Any) -> Any:
    """Approve."""
    return submission.judge(translation, user, approve=True)


def send_back(translation: Translation, user: Any, words: str = "Please look again.") -> Any:
    """Send back."""
    return submission.judge(translation, user, approve=False, words=words)
