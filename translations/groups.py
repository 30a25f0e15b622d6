"""The two groups of each partner language: who translates, who reviews."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission

from cms.groups import in_group

TRANSLATORS = "Translators"
LANGUAGE_REVIEWERS = "Language reviewers"


def source_language() -> str:
    """Return the code of the language that everything is written in first."""
    return settings.LANGUAGE_CODE


def partner_languages() -> list[str]:
    """Return the codes of the languages that the source is translated into, as in the settings."""
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return [code for code in codes if code != source_language()]


def translators_of(code: str) -> str:
    """Return the name of the group that translates into a language."""
    return f"{TRANSLATORS} {code}"


def reviewers_of(code: str) -> str:
    """Return the name of the group that reviews a language."""
    return f"{LANGUAGE_REVIEWERS} {code}"


def ensure_groups(code: str) -> list[str]:
    """Make the groups of a language where they are missing; return the names of the new ones.

    They may enter the admin and hold no page rights at all: the translation editor asks for
    membership, and the review step does.
    """
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    made = []
    for name in (translators_of(code), reviewers_of(code)):
        group, created = Group.objects.get_or_create(name=name)
        if created:
            group.permissions.set([access])
            made.append(name)
    return made


def languages_of(user: Any) -> list[str]:
    """Return the partner languages that a user translates into or reviews, in order."""
    return [
        code
        for code in partner_languages()
        if in_group(user, translators_of(code)) or in_group(user, reviewers_of(code))
    ]
