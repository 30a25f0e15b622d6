"""Everything is written in the source language first: no original begins in a partner language.

Held at the row, as the publish gate is, because there are many ways to make a page: the editor,
copying, importing, moving a branch, a script.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.review.exceptions import NotReviewed
from translations.groups import source_language

#: The root of the tree; it has no language of its own that would bind what is below it.
ROOT_DEPTH = 1


def _parent_locale(instance: Any) -> int | None:
    """Return the key of the language that the place of a new page has, or None at the root."""
    if instance.depth is None or instance.depth <= ROOT_DEPTH + 1:
        return None
    path = instance.path[: -instance.steplen]
    return Page.objects.filter(path=path).values_list("locale_id", flat=True).first()


def _refuse_if_foreign(locale_id: int, parent_locale: int | None) -> None:
    if parent_locale is not None and parent_locale != locale_id:
        raise NotReviewed(
            _(
                "A page stands among the pages of its own language. Write it in English, in the "
                "English part of the site; it comes into the other languages by translation."
            )
        )


def guard_new_pages(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Refuse a new page in a partner language that translates nothing.

    :raises NotReviewed: saying where to write it instead.
    """
    if raw or not isinstance(instance, Page) or not instance._state.adding or not instance.path:
        return
    if instance.depth == ROOT_DEPTH or instance.locale_id is None:
        return
    _refuse_if_foreign(instance.locale_id, _parent_locale(instance))
    if instance.locale.language_code == source_language():
        return
    sources = Page.objects.filter(
        translation_key=instance.translation_key, locale__language_code=source_language()
    )
    if not sources.exists():
        raise NotReviewed(
            _(
                "Nothing is written in a partner language first. Write “%(title)s” in English, "
                "publish it, then have it translated."
            )
            % {"title": instance.title}
        )


def guard_moves(sender: Any, instance: Any, parent_page_after: Any, **kwargs: Any) -> None:
    """Refuse to move a page among the pages of another language.

    :raises NotReviewed: saying where it belongs.
    """
    if parent_page_after.depth > ROOT_DEPTH:
        _refuse_if_foreign(instance.locale_id, parent_page_after.locale_id)
