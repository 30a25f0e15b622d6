"""What rooms add to the rules of approval: objections to a last approval, more of four eyes.

An objection stands against the approval that would make a text public, until it is met or the
approver says why it does not count. Review knows none of them; rooms register theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.steps import Step, required_step_keys

#: A reason shorter than this says nothing to whoever reads the history a year later.
SHORTEST_REASON = 10

Objection = Callable[[Any], str]


@dataclass(frozen=True, eq=False)
class FourEyesRule:
    """A deed that counts as having taken part in a text: one rule, seen from both sides.

    :param accounts: ``(page, step key) -> keys of accounts``: all whom it keeps from the step.
    :param pages: ``(step, user) -> Q``: the pages whose step it keeps from the user, for lists.
    :param words: the reason, for whoever is refused.
    """

    accounts: Callable[[Any, str], set[int]]
    pages: Callable[[Step, Any], Q]
    words: str | Promise


_objections: list[Objection] = []
_four_eyes_rules: list[FourEyesRule] = []


def register_objection(objection: Objection) -> None:
    """Let a room object to a last approval.

    :param objection: ``page -> sentence``, empty when nothing stands against it.
    """
    if objection not in _objections:
        _objections.append(objection)


def register_four_eyes_rule(rule: FourEyesRule) -> None:
    """Let a room count more deeds as having taken part in a text."""
    if rule not in _four_eyes_rules:
        _four_eyes_rules.append(rule)


def four_eyes_rules() -> tuple[FourEyesRule, ...]:
    """Return every registered rule."""
    return tuple(_four_eyes_rules)


def check_more_of_four_eyes(page: Any, step_key: str, user: Any) -> None:
    """Ask every registered rule.

    :raises cms.review.exceptions.FourEyes: with the reason in words for the person.
    """
    for rule in four_eyes_rules():
        if user.pk in rule.accounts(page, step_key):
            raise FourEyes(str(rule.words))


def took_part_otherwise(page: Any, step_key: str) -> set[int]:
    """Return the keys of the accounts that :func:`check_more_of_four_eyes` refuses."""
    refused: set[int] = set()
    return refused.union(*(rule.accounts(page, step_key) for rule in four_eyes_rules()))


def is_last_step(draft: Any, step_key: str) -> bool:
    """Say whether nothing but this step is missing for ``draft`` to be public."""
    from cms.review import approvals

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
    data = {"comment": reason.strip(), "objections": objections}
    log(page.specific, "review.approve_despite", user=user, data=data)
