"""Writing segments: start, save, confirm, fill by machine, comment. Nobody's text is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from cms.review.models import user_name
from translations import quality
from translations.models import SegmentComment, SegmentConflict, SegmentEdit
from translations.pairs import Pair, as_stored, pair_of, pairs_of, token_of
from translations.sources import take_over

MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL
MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


@transaction.atomic
def start(source: Any, locale: Locale) -> Translation:
    """Return the translation of a source into a language, begun if there is none.

    No page is made yet: that happens when it is first submitted.

    :raises cms.review.exceptions.NotReviewed: when the source is a draft.
    """
    kept = Translation.objects.filter(
        source__object_id=source.translation_key,
        source__locale_id=source.locale_id,
        target_locale=locale,
    ).first()
    if kept is not None:
        return kept
    translation = Translation.objects.create(source=take_over(source), target_locale=locale)
    _keep_title(translation)
    return translation


def _keep_title(translation: Translation) -> None:
    """Let a page that has a title in its language (an index page) begin with it."""
    page = Page.objects.filter(
        translation_key=translation.source.object_id,
        locale_id=translation.target_locale_id,
        live=True,
    ).first()
    if page is None:
        return
    for pair in pairs_of(translation):
        if pair.is_title:
            write(translation, pair, as_stored(page.title, rich=False), None, MANUAL)


@dataclass
class Saved:
    """What became of one text."""

    pair: Pair
    changed: bool = False
    conflict: SegmentConflict | None = None
    cleaned: bool = False


def write(
    translation: Translation, pair: Pair, data: str, user: Any, kind: str, tool: str = ""
) -> None:
    """Write a segment's translation; "" takes it away. An error in it is kept with it."""
    row = pair.translation
    if not data:
        if row is not None:
            row.delete()
        pair.renew(None)
        return
    if row is None:
        row = StringTranslation(
            translation_of_id=pair.segment.string_id,
            locale_id=translation.target_locale_id,
            context_id=pair.segment.context_id,
        )
    # Known already: what follows a written segment need not ask for them.
    row.translation_of, row.context = pair.segment.string, pair.segment.context
    row.data = data
    row.translation_type = kind
    row.tool_name = tool
    row.last_translated_by = user
    row.field_error = quality.error_of(pair.source, data)
    row.has_error = bool(row.field_error)
    row.save()
    pair.renew(row)


def note_edit(translation: Translation, pair: Pair, user: Any, data: str) -> None:
    """Note who left which text; typing on in one's own text makes no new row."""
    rows = SegmentEdit.objects.filter(
        translation=translation,
        context_id=pair.segment.context_id,
        string_id=pair.segment.string_id,
    )
    last = rows.order_by("-pk").first()
    if last is not None and last.user_id == user.pk and last.pk > submitted_through(translation):
        last.data = data
        last.created_at = timezone.now()
        last.save(update_fields=["data", "created_at"])
        return
    SegmentEdit.objects.create(
        translation=translation,
        context_id=pair.segment.context_id,
        string_id=pair.segment.string_id,
        user=user,
        user_name=user_name(user),
        data=data,
    )


def submitted_through(translation: Translation) -> int:
    """Return the key of the last edit that was ever submitted, or 0."""
    from translations.models import Submission

    last = Submission.objects.filter(translation=translation).order_by("-pk").first()
    return last.through_edit if last is not None else 0


@transaction.atomic
def save_segment(
    translation: Translation, segment_pk: int, text: str, token: str, user: Any
) -> Saved:
    """Save what somebody typed into a segment.

    :param token: says which text the form was filled with. When somebody else has written another
        one meanwhile, that stays, and the new one is kept beside it until a person settles it.
    :raises StringSegment.DoesNotExist: when the source changed and the segment is gone.
    """
    pair = pair_of(translation, segment_pk)
    text, cleaned = quality.clean_text(text)
    data = as_stored(text, pair.rich)
    if data == pair.data or token_of(text) == token:
        # Nothing was typed here, or the same as stands there already.
        return Saved(pair, cleaned=cleaned)
    if token != pair.token:
        conflict, _created = SegmentConflict.objects.update_or_create(
            translation=translation,
            context_id=pair.segment.context_id,
            string_id=pair.segment.string_id,
            user_id=user.pk,
            settled_at=None,
            defaults={"data": data, "user_name": user_name(user)},
        )
        return Saved(pair, conflict=conflict, cleaned=cleaned)
    write(translation, pair, data, user, MANUAL)
    note_edit(translation, pair, user, data)
    Translation.objects.filter(pk=translation.pk).update(
        translations_last_updated_at=timezone.now()
    )
    return Saved(pair, changed=True, cleaned=cleaned)


@transaction.atomic
def confirm(translation: Translation, segment_pk: int, user: Any) -> Pair:
    """Let a person answer for what a machine wrote; it counts as having translated it."""
    pair = pair_of(translation, segment_pk)
    if pair.unconfirmed:
        tool = pair.translation.tool_name
        write(translation, pair, pair.data, user, MANUAL, tool)
        note_edit(translation, pair, user, pair.data)
    return pair


@transaction.atomic
def settle(translation: Translation, conflict_pk: int, user: Any, *, use: bool) -> None:
    """Settle two texts in one segment: take the one kept aside, or leave the one that stands.

    The one not taken stays in the record.
    """
    conflict = SegmentConflict.objects.select_for_update().get(
        translation=translation, pk=conflict_pk
    )
    if conflict.settled_at is not None:
        return
    conflict.settled_at = timezone.now()
    conflict.save(update_fields=["settled_at"])
    for pair in pairs_of(translation):
        if pair.place == conflict.place:
            if use:
                # Its author now counts among those who translated the segment.
                SegmentEdit.objects.create(
                    translation=translation,
                    context_id=conflict.context_id,
                    string_id=conflict.string_id,
                    user_id=conflict.user_id,
                    user_name=conflict.user_name,
                    data=conflict.data,
                )
                write(translation, pair, conflict.data, user, MANUAL)
            note_edit(translation, pair, user, pair.data)
            return


def fill_by_machine(translation: Translation) -> int:
    """Fill the empty segments through wagtail-localize's machine translator; return how many.

    What it wrote is marked until a person confirms it.

    :raises PermissionDenied: when no machine translator is set up for this pair of languages.
    """
    translator = get_machine_translator()
    source_locale, target = translation.source.locale, translation.target_locale
    if translator is None or not translator.can_translate(source_locale, target):
        raise PermissionDenied(_("No machine translation is set up for this language."))
    # The same words twice in one place of the page are one row.
    empty = {pair.place: pair for pair in pairs_of(translation) if not pair.data}.values()
    strings = {pair.source: StringValue(pair.source) for pair in empty}
    done = translator.translate(source_locale, target, list(strings.values()))
    with transaction.atomic():
        filled = 0
        for pair in empty:
            found = done.get(strings[pair.source])
            if found is not None and found.data:
                data, _cleaned = quality.clean_text(str(found.data))
                write(translation, pair, data, None, MACHINE, str(translator.display_name))
                filled += 1
    return filled


def machine_is_there(translation: Translation) -> bool:
    """Say whether a machine translator is set up for the two languages."""
    translator = get_machine_translator()
    return translator is not None and bool(
        translator.can_translate(translation.source.locale, translation.target_locale)
    )


def comment(
    translation: Translation, segment_pk: int, text: str, user: Any
) -> SegmentComment | None:
    """Add a remark to a segment; an empty one is none."""
    text, _cleaned = quality.clean_text(text)
    if not text.strip():
        return None
    pair = pair_of(translation, segment_pk)
    return SegmentComment.objects.create(
        translation=translation,
        context_id=pair.segment.context_id,
        string_id=pair.segment.string_id,
        user=user,
        user_name=user_name(user),
        text=text.strip(),
    )


def resolve(translation: Translation, comment_pk: int) -> None:
    """Mark a remark as dealt with."""
    SegmentComment.objects.filter(translation=translation, pk=comment_pk, resolved_at=None).update(
        resolved_at=timezone.now()
    )
