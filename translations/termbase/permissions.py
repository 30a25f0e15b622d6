"""Who may change the termbase: administrators everything, translators what is their language's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.permission_policies import BasePermissionPolicy

from cms.groups import ADMINISTRATORS, EDITORS, PUBLISHERS, REVIEWERS, in_group
from translations.groups import languages_of, partner_languages, translators_of
from translations.permissions import may_translate


def is_administrator(user: Any) -> bool:
    """Say whether the user may change everything: keys, notes and every language."""
    return in_group(user, ADMINISTRATORS)


def languages_written(user: Any) -> list[str]:
    """Return the languages whose labels and definitions a user may change."""
    if is_administrator(user):
        return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [code for code in partner_languages() if may_translate(user, code)]


def may_read(user: Any) -> bool:
    """Say whether the user may look things up: everybody who works on texts."""
    groups = (ADMINISTRATORS, EDITORS, PUBLISHERS, REVIEWERS)
    return any(in_group(user, name) for name in groups) or bool(languages_of(user))


class TermbasePolicy(BasePermissionPolicy):
    """Asks for membership, as everything about languages does; rights of Django say nothing."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Say whether the user may do this to some concept."""
        if action == "view":
            return may_read(user)
        if action == "change":
            return bool(languages_written(user))
        return is_administrator(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        """Return the users who may do any of these."""
        people = get_user_model().objects.filter(is_active=True)
        names = {ADMINISTRATORS}
        if set(actions) & {"view", "change"}:
            names |= {translators_of(code) for code in partner_languages()}
        return people.filter(Q(groups__name__in=names)).distinct()
