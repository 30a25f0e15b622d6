"""The source behind a translation: the page in the source language and what of it is translated."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.review.exceptions import NotReviewed
from cms.review.fingerprint import content_fingerprint
from translations.groups import source_language
from translations.models import SourceContent, SourceVersion
from translations.source_content import cut


def source_page_of(page: Any) -> Any:
    """Return the source of a translated page, specific, or None when there is none."""
    found = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=source_language()
    ).first()
    return found.specific if found is not None and found.pk != page.pk else None


def is_coming(source: Any) -> bool:
    """Say whether a source is public or approved for a later date."""
    return bool(source.live or source.scheduled_revision is not None)


def source_is_coming(page: Any) -> bool:
    """Say the same of the source of a translated page."""
    source = source_page_of(page)
    return source is not None and is_coming(source)


def waits_for_source(page: Any) -> bool:
    """Say whether a page is a translation whose source is not public: it is not published yet."""
    if page.locale.language_code == source_language():
        return False
    source = source_page_of(page)
    return source is not None and not source.live


def reviewed_content(source: Any) -> Any:
    """Return the content that may be translated: what is public, or approved for a later date.

    :raises NotReviewed: for a draft; translating it would be work on a text that still changes.
    """
    if source.live:
        return type(source).objects.get(pk=source.pk)
    revision = source.scheduled_revision
    if revision is None:
        raise NotReviewed(
            _("“%s” is not public yet: it can be translated once it is approved.") % source.title
        )
    return revision.as_object()


def take_over(source: Any) -> TranslationSource:
    """Cut the reviewed content of a source into segments, or do so again after a change."""
    content = reviewed_content(source)
    _keep_keys(content)
    kept, _created = TranslationSource.update_or_create_from_instance(content)
    fingerprint = content_fingerprint(content)
    version, created = SourceVersion.objects.get_or_create(
        source=kept, defaults={"fingerprint": fingerprint}
    )
    if not created:
        # Its date says when the content last changed.
        if version.fingerprint != fingerprint:
            version.previous, version.fingerprint = version.fingerprint, fingerprint
            version.trouble = ""
            version.save()
        elif version.trouble:
            SourceVersion.objects.filter(pk=version.pk).update(trouble="")
    keep_content(kept, fingerprint, content)
    return kept


def _keep_keys(content: Any) -> None:
    """Let segments that only move keep their rows.

    wagtail-localize 1.14.5 looks a segment up by its order too: one paragraph put in at the top
    makes all the others anew, and whoever has the editor open finds every segment gone.
    """
    rows = StringSegment.objects.filter(
        source__object_id=content.translation_key, source__locale_id=content.locale_id
    ).values_list("context__path", "string__data", "attrs", "pk", "order")
    known: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for path, text, attrs, pk, order in rows.order_by("order"):
        known[path, text, attrs].append((pk, order))
    if not known:
        return
    for segment in extract_segments(content):
        if not isinstance(segment, StringSegmentValue):
            continue
        attrs = json.dumps(segment.attrs, cls=DjangoJSONEncoder)
        found = known.get((segment.path, str(segment.string.data), attrs))
        if found:
            pk, order = found.pop(0)
            if order != segment.order:
                StringSegment.objects.filter(pk=pk).update(order=segment.order)


def keep_content(kept: TranslationSource, fingerprint: str, content: Any = None) -> SourceContent:
    """Return the kept content of a source, cut now when it is not kept yet.

    :param content: the page with this content; what the segments were cut from when None.
    """
    found = SourceContent.objects.filter(source=kept, fingerprint=fingerprint).first()
    if found is not None:
        return found
    page = content if content is not None else kept.as_instance()
    return SourceContent.objects.create(
        source=kept, fingerprint=fingerprint, content=cut(page).as_data()
    )


def has_changed(translation: Translation, source: Any) -> bool:
    """Say whether the public source differs from the one that the segments were cut from."""
    if source is None or not source.live:
        return False
    state = getattr(source, "public_state", None)
    kept = getattr(translation.source, "kept_version", None)
    return bool(kept and state and kept.fingerprint != state.fingerprint)
