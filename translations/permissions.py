"""Who may translate, who takes the language review, and which pages need it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.groups import ADMINISTRATORS, EDITORS, PUBLISHERS, in_group
from cms.review.steps import Step
from translations.groups import languages_of, reviewers_of, source_language, translators_of
from translations.waiting import reviewers_of_language, translations_for


def may_translate(user: Any, code: str) -> bool:
    """Say whether the user writes in this language."""
    return in_group(user, translators_of(code))


def may_review(user: Any, code: str) -> bool:
    """Say whether the user reviews this language."""
    return in_group(user, reviewers_of(code))


def may_see(user: Any, code: str) -> bool:
    """Say whether the user may read the pairs of a language: its own people, and the editors."""
    if may_translate(user, code) or may_review(user, code):
        return True
    return any(in_group(user, name) for name in (EDITORS, PUBLISHERS, ADMINISTRATORS))


def has_desk(user: Any) -> bool:
    """Say whether the translators' desk concerns the user."""
    if user is None or not user.is_active:
        return False
    return bool(languages_of(user)) or in_group(user, ADMINISTRATORS)


def is_partner_page(page: Any) -> bool:
    """Say whether a page is a translation, by its language."""
    return page.locale_id is not None and page.locale.language_code != source_language()


def partner_language_rule(page: Any) -> tuple[str, ...] | None:
    """A page in a partner language needs the review of that language, and nothing else."""
    return (LANGUAGE_REVIEW.key,) if is_partner_page(page) else None


def takes_language_review(user: Any, page: Any) -> bool:
    """Say whether ``user`` reviews the language of ``page``, and its source may be read.

    A translation never becomes public before its source, nor after that was withdrawn.
    """
    from translations.sources import source_is_coming

    return (
        is_partner_page(page)
        and may_review(user, page.locale.language_code)
        and source_is_coming(page)
    )


LANGUAGE_REVIEW = Step(
    "language_review",
    _("Language review"),
    takes_language_review,
    translations_for,
    reviewers_of_language,
)
