"""What rooms add to the rules of approval: objections to a last approval, more of four eyes.

An objection stands against the approval that would make a text public, until it is met or the
approver says why it does not count. Review knows none of them; rooms register theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from cms.review.exceptions import FourEyes, NotReviewed

#: A reason shorter than this says nothing to whoever reads the history a year later.
SHORTEST_REASON = 10

Objection = Callable[[Any], str]
FourEyesRule = Callable[[Any, str, Any], None]
FourEyesAccounts = Callable[[Any, str], set[int]]

_objections: list[Objection] = []
_four_eyes_rules: dict[FourEyesRule, FourEyesAccounts | None] = {}


def register_objection(objection: Objection) -> None:
    """Let a room object to a last approval.

    :param objection: ``page -> sentence``, empty when nothing stands against it.
    """
    if objection not in _objections:
        _objections.append(objection)


def register_four_eyes_rule(rule: FourEyesRule, accounts: FourEyesAccounts | None = None) -> None:
    """Let a room count more deeds as having taken part in a text.

    :param rule: ``(page, step key, user) -> None``, raises ``FourEyes``.
    :param accounts: ``(page, step key) -> keys of accounts``: all whom the rule refuses, for where
        many are asked about at once; without it, the rule is asked for each.
    """
    _four_eyes_rules[rule] = accounts


def check_more_of_four_eyes(page: Any, step_key: str, user: Any) -> None:
    """Ask every registered rule.

    :raises cms.review.exceptions.FourEyes: with the reason in words for the person.
    """
    for rule in _four_eyes_rules:
        rule(page, step_key, user)


def took_part_otherwise(page: Any, step_key: str, users: Iterable[Any]) -> set[int]:
    """Return the keys of those of ``users`` whom :func:`check_more_of_four_eyes` refuses."""
    users = list(users)
    refused: set[int] = set()
    for rule, accounts in _four_eyes_rules.items():
        if accounts is not None:
            refused |= accounts(page, step_key)
            continue
        for user in users:
            try:
                rule(page, step_key, user)
            except FourEyes:
                refused.add(user.pk)
    return refused & {user.pk for user in users}


def is_last_step(draft: Any, step_key: str) -> bool:
    """Say whether nothing but this step is missing for ``draft`` to be public."""
    from cms.review import approvals
    from cms.review.steps import required_step_keys

    missing = set(required_step_keys(draft)) - approvals.passed_steps(draft)
    return missing <= {step_key}


def objections_to(page: Any, step_key: str) -> list[str]:
    """Return what stands against taking this step as the last one; [] when it is not the last."""
    said = [sentence for sentence in (objection(page) for objection in _objections) if sentence]
    if not said:
        return []
    draft = page.get_latest_revision_as_object()
    return said if is_last_step(draft, step_key) else []


def check_objections(page: Any, step_key: str, reason: str) -> list[str]:
    """Refuse a last approval that passes over objections in silence; return what it passes over.

    :param reason: why the objections do not count, in the approver's words.
    :raises NotReviewed: when an objection stands and the reason is missing or too short.
    """
    said = objections_to(page, step_key)
    if said and len(reason.strip()) < SHORTEST_REASON:
        raise NotReviewed(
            _("%(objections)s To approve all the same, say why in at least %(number)d characters.")
            % {"objections": " ".join(said), "number": SHORTEST_REASON}
        )
    return said


def passed_over(page: Any, *, user: Any, reason: str, objections: list[str]) -> None:
    """Write into the history that a text was approved although something stood against it."""
    from wagtail.log_actions import log

    data = {"comment": reason.strip(), "objections": objections}
    log(page.specific, "review.approve_despite", user=user, data=data)
