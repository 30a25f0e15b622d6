"""Who is on a translation: one person each, taken or given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from cms.groups import ADMINISTRATORS, in_group
from cms.review.models import user_name
from translations.groups import reviewers_of, translators_of
from translations.models import Assignment
from translations.permissions import may_review, may_translate


def may_assign(user: Any, code: str) -> bool:
    """Say whether the user gives work in a language to people: its own, and administrators."""
    by_office = in_group(user, ADMINISTRATORS)
    return by_office or may_translate(user, code) or may_review(user, code)


def people_of(code: str) -> QuerySet[Any]:
    """Return who can be put on a translation into a language: its translators and reviewers."""
    accounts = get_user_model()._default_manager.filter(
        is_active=True, groups__name__in=[translators_of(code), reviewers_of(code)]
    )
    return accounts.distinct().order_by(get_user_model().USERNAME_FIELD)


def assign(translation: Translation, person: Any, by: Any) -> None:
    """Put somebody on a translation, or nobody when ``person`` is None.

    :raises PermissionDenied: when ``by`` may not, or ``person`` does not work in the language.
    """
    code = translation.target_locale.language_code
    if not may_assign(by, code):
        raise PermissionDenied
    if person is None:
        Assignment.objects.filter(translation=translation).delete()
        return
    if not (may_translate(person, code) or may_review(person, code)):
        raise PermissionDenied(_("This person neither translates nor reviews the language."))
    Assignment.objects.update_or_create(
        translation=translation,
        defaults={
            "user_id": person.pk,
            "user_name": user_name(person),
            "assigned_by_name": user_name(by),
            "assigned_at": timezone.now(),
        },
    )
