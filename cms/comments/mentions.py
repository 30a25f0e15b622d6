"""Naming people in a comment: ``@editor.bg``."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from cms.comments.permissions import may_see_draft

_MENTION = re.compile(r"(?<![\w@.+-])@([\w.+-]+)")
#: How many accounts are looked at, and how many offered, while somebody types a name.
MOST_LOOKED_AT, MOST_OFFERED = 40, 8


def _names(found: re.Match[str]) -> list[str]:
    """Return what a mention may mean: a name may end in a full stop, a sentence does."""
    name = found.group(1)
    return [name, *([name.rstrip(".-+")] if name != name.rstrip(".-+") else [])]


def mentioned(text: str, page: Any) -> tuple[list[Any], list[str]]:
    """Return the accounts that a comment names and the names that lead to nobody here.

    Who may not see the draft is treated like nobody, so that a name tells nothing.
    """
    accounts = get_user_model().objects
    people: list[Any] = []
    unknown: list[str] = []
    for found in _MENTION.finditer(text):
        names = _names(found)
        person = next(
            (p for name in names if (p := accounts.filter(username__iexact=name).first())), None
        )
        if person is None or not may_see_draft(person, page):
            unknown.append(names[-1])
        elif person not in people:
            people.append(person)
    return people, list(dict.fromkeys(unknown))


def offered(page: Any, typed: str) -> list[Any]:
    """Return the accounts to offer for what was typed after ``@``, by user name."""
    accounts = get_user_model().objects.filter(is_active=True).order_by("username")
    if typed:
        accounts = accounts.filter(username__istartswith=typed)
    seeing = (person for person in accounts[:MOST_LOOKED_AT] if may_see_draft(person, page))
    return [person for person, _number in zip(seeing, range(MOST_OFFERED), strict=False)]


def as_html(text: str) -> SafeString:
    """Return a comment as HTML: escaped, in paragraphs, with names set apart."""
    escaped = str(conditional_escape(text))
    named = _MENTION.sub(
        lambda found: str(format_html('<b class="mention">@{}</b>', mark_safe(found.group(1)))),  # noqa: S308 - escaped above
        escaped,
    )
    return mark_safe(linebreaks(named))  # noqa: S308 - escaped above
