"""Recording changes and approvals, and the rule of four eyes."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.review.enums import ApprovalKind, EndReason
from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.fingerprint import content_fingerprint
from cms.review.objections import check_more_of_four_eyes
from cms.review.steps import required_step_keys

__all__ = [
    "EndReason",
    "approve_step",
    "changers",
    "check_four_eyes",
    "end_for_page",
    "is_permitted",
    "mark_scheduled",
    "passed_steps",
    "record_change",
]


def _model(name: str) -> Any:
    # The models module imports the task, the task imports this module: models are asked for late.
    return apps.get_model("review", name)


def record_change(page: Any, user: Any) -> tuple[str, bool]:
    """Note who changed the content, when it differs from the content last noted.

    Ends the approvals of the page when it does, except those of a complete version that waits
    for its go-live date. A save without change notes nothing.

    :param page: the specific page as it was just saved.
    :return: the content fingerprint of ``page``, and whether it was a change.
    """
    fingerprint = content_fingerprint(page)
    changes = _model("ContentChange").objects.filter(page_id=page.pk)
    last = changes.order_by("-pk").values_list("fingerprint", flat=True).first()
    if last is None:
        last = (
            _model("PublicState")
            .objects.filter(page_id=page.pk)
            .values_list("fingerprint", flat=True)
            .first()
        )
    changed = last != fingerprint
    if changed:
        name = user.get_username() if user is not None else ""
        changes.create(page_id=page.pk, fingerprint=fingerprint, user=user, user_name=name)
        end_for_page(page.pk, EndReason.CHANGED)
    return fingerprint, changed


def _has_schedule(page_pk: int) -> bool:
    return (
        Revision.page_revisions.filter(object_id=str(page_pk))
        .filter(approved_go_live_at__isnull=False)
        .exists()
    )


def end_for_page(page_pk: int, reason: str) -> int:
    """End the page's active approvals; return how many ended.

    A change of the draft, or sending it back, leaves a scheduled version alone: that version was
    reviewed whole and is not what changed.
    """
    approvals = _model("Approval").objects.active().filter(page_id=page_pk)
    keeps_schedule = reason in {EndReason.CHANGED, EndReason.SENT_BACK, EndReason.WITHDRAWN}
    if keeps_schedule and approvals.filter(scheduled=True).exists() and _has_schedule(page_pk):
        approvals = approvals.filter(scheduled=False)
    return int(approvals.end(reason))


def changers(page_pk: int) -> set[int]:
    """Return the keys of the accounts that changed the content since it was last public."""
    state = _model("PublicState").objects.filter(page_id=page_pk).first()
    changes = _model("ContentChange").objects.filter(page_id=page_pk, user__isnull=False)
    if state is not None:
        changes = changes.filter(pk__gt=state.through_change)
    return set(changes.values_list("user_id", flat=True))


def check_four_eyes(page: Any, step_key: str, user: Any) -> None:
    """Refuse an approver who changed the content, or who took another step of the page.

    :raises FourEyes: with the reason in words for the person.
    """
    if user.pk in changers(page.pk):
        raise FourEyes(
            _("You changed this text since it was last public: somebody else has to approve it.")
        )
    own = _model("Approval").objects.active().filter(page_id=page.pk, user_id=user.pk)
    if own.filter(kind=ApprovalKind.STEP, scheduled=False).exclude(step=step_key).exists():
        raise FourEyes(_("You approved another step of this text: this one needs somebody else."))
    check_more_of_four_eyes(page, step_key, user)


def approve_step(
    page: Any, step_key: str, user: Any, *, reason: str = "", outside_name: str = ""
) -> Any:
    """Record that this content passed the step; return the approval.

    :param page: the latest draft.
    :param reason: why objections do not count.
    :param outside_name: name of an outside expert whom ``user`` invited. The approval is the
        expert's; four eyes are counted on whoever invited.
    :raises FourEyes: see :func:`check_four_eyes`.
    """
    # Content that came in past ``save_revision`` is noted now, under the name its revision bears.
    latest = page.latest_revision
    fingerprint, _changed = record_change(page, latest.user if latest is not None else None)
    check_four_eyes(page, step_key, user)
    return _model("Approval").objects.create(
        page_id=page.pk,
        fingerprint=fingerprint,
        step=step_key,
        user=None if outside_name else user,
        user_name=outside_name or user.get_username(),
        reason=reason,
    )


def mark_scheduled(page: Any) -> None:
    """Note that the approved content waits for its go-live date.

    :raises NotReviewed: when it has not passed every step; a date is no way round the gate.
    """
    fingerprint = content_fingerprint(page)
    if not is_permitted(page, fingerprint):
        raise NotReviewed(
            _("“%s” cannot be scheduled: it has not passed every step of review.") % page.title
        )
    rows = _model("Approval").objects.active().filter(page_id=page.pk)
    rows.filter(fingerprint=fingerprint).update(scheduled=True)


def passed_steps(page: Any) -> set[str]:
    """Return the keys of the steps that the present content of ``page`` has passed."""
    rows = _model("Approval").objects.active().filter(page_id=page.pk)
    rows = rows.filter(fingerprint=content_fingerprint(page), kind=ApprovalKind.STEP)
    return set(rows.values_list("step", flat=True))


def is_permitted(page: Any, fingerprint: str) -> bool:
    """Say whether this content passed every step its type requires, or a recorded door.

    A page type for which no step is registered is never permitted.
    """
    keys = required_step_keys(page)
    if not keys:
        return False
    rows = _model("Approval").objects.active().filter(page_id=page.pk, fingerprint=fingerprint)
    passed: set[str] = set()
    for kind, step in rows.values_list("kind", "step"):
        if kind != ApprovalKind.STEP:
            return True
        passed.add(step)
    return passed.issuperset(keys)
