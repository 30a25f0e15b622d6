"""Which steps a page has to pass before it may be public: the one place where that rule lives.

Rooms register their steps and what their page types require when their app is ready. A page type
for which nothing was registered can never go live.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.groups import PUBLISHERS, in_group

MayTake = Callable[[Any, Any], bool]
WaitingFor = Callable[[Any], Q]
Takers = Callable[[Any], QuerySet[Any]]
StepRule = Callable[[Any], tuple[str, ...] | None]


@dataclass(frozen=True)
class Step:
    """One step of review.

    :param key: stored with each approval; never renamed.
    :param label: the step's name for people.
    :param may_take: ``(user, page) -> bool``: who may take it. Four eyes come on top, for everyone.
    :param waiting_for: ``user -> Q``: the same rule for all pages at once, as a condition on
        ``Page``; without it, lists ask ``may_take`` page by page.
    :param takers: ``page -> accounts``: the same rule seen from the page, as a set of active
        accounts; without it, every account is asked.
    :param outside_experts: whether those who may take it may ask an outside expert in their place.
    """

    key: str
    label: str | Promise
    may_take: MayTake
    waiting_for: WaitingFor | None = None
    takers: Takers | None = None
    outside_experts: bool = False


_steps: dict[str, Step] = {}
_required: dict[type, tuple[str, ...]] = {}
_rules: dict[StepRule, tuple[str, ...]] = {}


def _is_publisher(user: AbstractBaseUser, page: Any) -> bool:
    return in_group(user, PUBLISHERS)


def nothing() -> Q:
    """Return the condition that no row meets."""
    return Q(pk__in=[])


def everything() -> Q:
    """Return the condition that every row meets; an empty ``Q`` would vanish beside an "or"."""
    return Q(pk__isnull=False)


def _all_for_publishers(user: AbstractBaseUser) -> Q:
    return everything() if in_group(user, PUBLISHERS) else nothing()


def _publishers(page: Any) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(is_active=True, groups__name=PUBLISHERS)


EDITORIAL = Step(
    "editorial", _("Editorial approval"), _is_publisher, _all_for_publishers, _publishers
)


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


def all_steps() -> tuple[Step, ...]:
    """Return every registered step."""
    return tuple(_steps.values())


def step_for(key: str) -> Step:
    """Return the registered step.

    :raises KeyError: when no room registered it.
    """
    return _steps[key]


def register_step_rule(rule: StepRule, *keys: str) -> None:
    """Let a rule decide for some pages before their type does.

    :param rule: ``page -> keys`` for the pages it is about, None for all others; never ().
    :param keys: the keys the rule may give, so that their workflow can be made beforehand.
    """
    if not keys:
        raise ImproperlyConfigured("A step rule must name the steps it gives")
    _rules[rule] = keys


def type_step_keys(page_class: type) -> tuple[str, ...]:
    """Return the keys registered for the nearest class in the method resolution order, or ()."""
    for cls in page_class.__mro__:
        if cls in _required:
            return _required[cls]
    return ()


def required_step_keys(page: Any) -> tuple[str, ...]:
    """Return the keys of the steps that ``page`` must pass, in order; () means it cannot go live.

    A page whose type registered nothing stays closed, whatever a rule says.
    """
    by_type = type_step_keys(page.specific_class or type(page))
    if not by_type:
        return ()
    for rule in _rules:
        keys = rule(page)
        if keys:
            return keys
    return by_type


def required_steps(page: Any) -> tuple[Step, ...]:
    """Return the steps that ``page`` must pass, in order; () means it cannot go live."""
    return tuple(_steps[key] for key in required_step_keys(page))


def all_step_sets() -> set[tuple[str, ...]]:
    """Return every set of steps that some page may require."""
    return {*_required.values(), *_rules.values()}
