"""The source behind a translation: the page in the source language and what of it is translated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from cms.review.exceptions import NotReviewed
from cms.review.fingerprint import content_fingerprint
from translations.groups import source_language
from translations.models import SourceVersion


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
    kept, _created = TranslationSource.update_or_create_from_instance(content)
    SourceVersion.objects.update_or_create(
        source=kept, defaults={"fingerprint": content_fingerprint(content)}
    )
    return kept


def has_changed(translation: Translation, source: Any) -> bool:
    """Say whether the public source differs from the one that the segments were cut from."""
    if source is None or not source.live:
        return False
    state = getattr(source, "public_state", None)
    kept = getattr(translation.source, "kept_version", None)
    return bool(kept and state and kept.fingerprint != state.fingerprint)
