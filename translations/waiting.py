"""What the desk asks of translations: the rule of language review for many pages at once, which
pages a language's people see, and where they open them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.review.sets import scheduled
from cms.review.steps import nothing
from translations.groups import languages_of, partner_languages, reviewers_of, source_language


def translations_for(user: Any) -> Q:
    """Return ``takes_language_review`` as a condition on pages, for all of them at once."""
    from translations.permissions import may_review

    codes = [code for code in partner_languages() if may_review(user, code)]
    if not codes:
        return nothing()
    sources = Page.objects.filter(Q(live=True) | scheduled())
    sources = sources.filter(locale__language_code=source_language())
    return Q(locale__language_code__in=codes, translation_key__in=sources.values("translation_key"))


def reviewers_of_language(page: Any) -> QuerySet[Any]:
    """Return the accounts for which ``takes_language_review`` holds."""
    from translations.permissions import is_partner_page
    from translations.sources import source_is_coming

    accounts = get_user_model()._default_manager.filter(is_active=True)
    if not is_partner_page(page) or not source_is_coming(page):
        return accounts.none()
    return accounts.filter(groups__name=reviewers_of(page.locale.language_code))


def pages_of_languages(user: Any) -> Q:
    """Return the pages in the languages that ``user`` translates into or reviews."""
    codes = languages_of(user)
    return Q(locale__language_code__in=codes) if codes else nothing()


def editor_of(page: Any, user: Any) -> str | None:
    """Return the translation editor of a translated page, for those who may see it there."""
    from translations.permissions import is_partner_page, may_see

    if not is_partner_page(page) or not may_see(user, page.locale.language_code):
        return None
    key = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id
        )
        .values_list("pk", flat=True)
        .first()
    )
    return reverse("translations_editor", args=[key]) if key is not None else None
