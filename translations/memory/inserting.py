"""The editor's button that puts a remembered translation into a segment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, Translation

from translations import acts, editing, quality
from translations.memory.finding import remembered
from translations.pairs import as_stored, as_typed, pair_of, token_of


def seen_token(request: Any, segment_pk: int, rich: bool) -> str:
    """Return the token of the text that the person saw in the segment when the button was pressed.

    The form sends the text as it stands in the field: typed text was saved just before, so its own
    token is the present one; where nothing was typed it is the one that the form was filled with.
    """
    for name, text in request.POST.items():
        kind, _dash, rest = name.partition("-")
        segment, _dash, token = rest.partition("-")
        if kind == "text" and segment == str(segment_pk):
            cleaned, _changed = quality.clean_text(text)
            if token_of(cleaned) == token:
                return token
            return token_of(as_typed(as_stored(cleaned, rich), rich))
    return str(request.POST.get("token", ""))


def insert(request: Any, translation: Translation, key: str) -> None:
    """Put a remembered translation into a segment, after saving what was typed elsewhere.

    :param key: segment and remembered translation, ``12-34``.
    :raises RefusedError: when somebody else wrote in the segment meanwhile; both texts are kept.
    """
    acts.save(request, translation, "all")
    segment, _dash, wanted = key.partition("-")
    if not segment.isdecimal() or not wanted.isdecimal():
        raise PermissionDenied
    found = remembered(int(wanted), translation.target_locale.language_code)
    if found is None:
        raise acts.RefusedError([_("This suggestion is not there any more.")])
    try:
        pair = pair_of(translation, int(segment))
    except StringSegment.DoesNotExist as gone:
        raise acts.RefusedError([_("The source changed, this segment is gone.")]) from gone
    text = as_typed(found.data, pair.rich)
    token = seen_token(request, pair.pk, pair.rich)
    saved = editing.save_segment(translation, pair.pk, text, token, request.user)
    if saved.conflict is not None:
        words = _("Somebody else wrote in “%s” meanwhile. Both texts are kept: choose one below.")
        raise acts.RefusedError([words % pair.source[:80]])
    messages.success(request, _("The remembered text is in the segment."))
