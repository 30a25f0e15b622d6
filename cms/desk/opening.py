"""Where the desk's links lead: decided when somebody follows one, not for each row of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from cms.groups import REVIEWERS, in_group

Opener = Callable[[Any, Any], str | None]

_openers: list[Opener] = []


def register_opener(opener: Opener) -> None:
    """Let a room open its pages in a place of its own.

    :param opener: ``(page, user) -> address``, None for pages it is not about.
    """
    if opener not in _openers:
        _openers.append(opener)


def address_for(page: Any, user: Any) -> str | None:
    """Return the best place for this user to look at a page; None when there is none.

    :param page: of its specific class.
    """
    for opener in _openers:
        found = opener(page, user)
        if found:
            return found
    if page.permissions_for_user(user).can_edit():
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    if in_group(user, REVIEWERS):
        return reverse("wagtailadmin_pages:history", args=[page.pk])
    return page.get_url() if page.live else None
