"""The role accounts of the demonstration. They belong to no real person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from cms.groups import ADMINISTRATORS, EDITORS, PUBLISHERS, REVIEWERS
from translations.groups import partner_languages, reviewers_of, translators_of

#: Country and language of each editor account, by the end of its name.
COUNTRIES = {
    "al": ("Albania", "sq"),
    "at": ("Austria", "de"),
    "bg": ("Bulgaria", "bg"),
    "gr": ("Greece", "el"),
    "hr": ("Croatia", "hr"),
    "hu": ("Hungary", "hu"),
    "it": ("Italy", "it"),
    "ro": ("Romania", "ro"),
    "rs": ("Serbia", "sr"),
    "si": ("Slovenia", "sl"),
    "sk": ("Slovakia", "sk"),
}
WORKING_GROUPS = range(1, 7)
#: The project's first working day: nobody acts before they have an account.
JOINED = datetime(2013, 1, 7, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Account:
    """A role account: what it is called, which group it is in, which language it reads."""

    username: str
    group: str
    first_name: str
    last_name: str
    language: str = "en"


def role_accounts() -> list[Account]:
    """Return the accounts of the demonstration: one a role in each country, group or language."""
    editors = [
        Account(f"editor.{code}", EDITORS, "Editor", country, language)
        for code, (country, language) in COUNTRIES.items()
    ]
    reviewers = [
        Account(f"reviewer.wg{number}", REVIEWERS, "Reviewer", f"Working Group {number}")
        for number in WORKING_GROUPS
    ]
    by_language = {language: country for country, language in COUNTRIES.values()}
    translators = [
        Account(f"translator.{code}", translators_of(code), "Translator", by_language[code], code)
        for code in partner_languages()
    ]
    language_reviewers = [
        Account(
            f"language.{code}", reviewers_of(code), "Language reviewer", by_language[code], code
        )
        for code in partner_languages()
    ]
    return [
        *editors,
        *reviewers,
        *translators,
        *language_reviewers,
        Account("publisher.eu", PUBLISHERS, "Publisher", "Editorial office"),
        Account("administrator", ADMINISTRATORS, "Administrator", "Platform"),
    ]


@dataclass
class People:
    """All accounts by name, and the passwords of those that were made just now.

    :param passwords: empty strings where the account has no usable password.
    """

    by_name: dict[str, Any]
    passwords: dict[str, str]

    def __getitem__(self, name: str) -> Any:
        return self.by_name[name]


def ensure_accounts() -> People:
    """Create the accounts that are missing; change none that is there.

    The new accounts get one random password with ``DEBUG``, an unusable one without. One, because
    making a password costs a third of a second by intent, and forty of them cost fifteen.
    """
    model = get_user_model()
    people = People({}, {})
    password = secrets.token_urlsafe(9) if settings.DEBUG else ""
    hashed = ""
    for account in role_accounts():
        user = model.objects.filter(username=account.username).first()
        if user is None:
            hashed = hashed or make_password(password or None)
            user = _create(account, hashed)
            people.passwords[account.username] = password
        people.by_name[account.username] = user
    return people


def _create(account: Account, hashed: str) -> Any:
    user = get_user_model().objects.create(
        username=account.username,
        email=f"{account.username}@example.org",
        password=hashed,
        first_name=account.first_name,
        last_name=account.last_name,
        date_joined=JOINED,
    )
    user.groups.add(Group.objects.get(name=account.group))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = account.language
    profile.save()
    return user
