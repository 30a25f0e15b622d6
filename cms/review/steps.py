"""Which steps a page has to pass before it may be public: the one place where that rule lives.

Rooms register their steps and what their page types require when their app is ready. A page type
for which nothing was registered can never go live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.groups import PUBLISHERS, in_group

MayTake = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Step:
    """One step of review.

    :param key: stored with each approval; never renamed.
    :param label: the step's name for people.
    :param may_take: ``(user, page) -> bool``: who may take it. Four eyes come on top, for everyone.
    """

    key: str
    label: str | Promise
    may_take: MayTake


_steps: dict[str, Step] = {}
_required: dict[type, tuple[str, ...]] = {}


def _is_publisher(user: AbstractBaseUser, page: Any) -> bool:
    return in_group(user, PUBLISHERS)


EDITORIAL = Step("editorial", _("Editorial approval"), _is_publisher)


def register_step(step: Step) -> None:
    """Make a step known under its key (again: the same key replaces it)."""
    _steps[step.key] = step


def register_required_steps(page_class: type, *keys: str) -> None:
    """Say which steps, in which order, pages of ``page_class`` and its subclasses must pass.

    :raises ImproperlyConfigured: when no key is given, which would open the gate.
    """
    if not keys:
        raise ImproperlyConfigured(f"{page_class.__name__} must require at least one step")
    _required[page_class] = keys


def step_for(key: str) -> Step:
    """Return the registered step.

    :raises KeyError: when no room registered it.
    """
    return _steps[key]


def required_step_keys(page_class: type) -> tuple[str, ...]:
    """Return the keys registered for the nearest class in the method resolution order, or ()."""
    for cls in page_class.__mro__:
        if cls in _required:
            return _required[cls]
    return ()


def required_steps(page: Any) -> tuple[Step, ...]:
    """Return the steps that ``page`` must pass, in order; () means it cannot go live."""
    page_class = page.specific_class or type(page)
    return tuple(_steps[key] for key in required_step_keys(page_class))


def all_required() -> dict[type, tuple[str, ...]]:
    """Return what was registered, page class by page class."""
    return dict(_required)
