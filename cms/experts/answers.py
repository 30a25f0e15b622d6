"""The answer of an outside expert: once, for the content they saw, while everything still holds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from cms.experts import mails, tokens
from cms.experts.enums import Answer
from cms.experts.invitations import check_address, check_inviter
from cms.experts.models import Invitation
from cms.review.fingerprint import content_fingerprint

#: The history's words for what Wagtail's workflow logs of an answer.
_WORKFLOW_ACTIONS = {
    Answer.APPROVE: "wagtail.workflow.approve",
    Answer.CHANGES: "wagtail.workflow.reject",
}


class ContentChanged(PermissionDenied):
    """The draft is another one than the expert read."""


class NoLongerOpen(PermissionDenied):
    """The invitation was answered, revoked or has expired, or its step is over."""


def find(page_pk: int, token: str) -> Invitation | None:
    """Return the invitation that a link opens: waiting or answered, of this page; else None.

    Expired, revoked and unknown links are all alike, so that a guess tells nothing.
    """
    secret = tokens.secret_of(page_pk, token)
    if not secret:
        return None
    rows = Invitation.objects.filter(page_id=page_pk, token_hash=tokens.hashed(secret))
    found = rows.select_related("page", "task_state").first()
    if found is None or found.revoked_at is not None or found.expires_at <= timezone.now():
        return None
    return found


def inviter_of(invitation: Invitation) -> Any:
    """Return the account of whoever invited, as it is now; None when it is gone."""
    key = invitation.invited_by_id
    return get_user_model().objects.filter(pk=key).first() if key is not None else None


def check_open(page: Any, invitation: Invitation) -> Any:
    """Return the inviter when the invitation can be answered at this moment.

    :raises NoLongerOpen: when it was answered, revoked, has expired, or its task is over.
    :raises cms.review.exceptions.NotReviewed: when the inviter may not take the step any more.
    :raises cms.review.exceptions.FourEyes: when the inviter changed the text meanwhile.
    :raises django.core.exceptions.ValidationError: when the address has an account by now.
    """
    if not invitation.is_waiting:
        raise NoLongerOpen(_("This invitation can no longer be answered."))
    inviter = inviter_of(invitation)
    state, _task = check_inviter(page, inviter)
    if state.pk != invitation.task_state_id:
        raise NoLongerOpen(_("This invitation can no longer be answered."))
    check_address(page, invitation.address)
    return inviter


@transaction.atomic
def answer(page: Any, invitation: Invitation, given: str, text: str, seen: str) -> None:
    """Take the expert's decision; it counts for the invitation's step only.

    :param given: one of :class:`Answer`.
    :param text: the expert's words; they stand in the history.
    :param seen: fingerprint of the content that the expert read.
    :raises ContentChanged: when the draft is another one by now.
    :raises NoLongerOpen: see :func:`check_open`, which raises more.
    """
    inviter = check_open(page, invitation)
    draft = page.get_latest_revision_as_object()
    if content_fingerprint(draft) != seen:
        raise ContentChanged(_("The text has changed since you opened it."))
    # Conditional, so that of two answers at once only one counts.
    rows = Invitation.objects.of(page).unanswered(timezone.now()).filter(pk=invitation.pk)
    answered = rows.update(
        answered_at=timezone.now(), answer=given, answer_text=text, fingerprint=seen
    )
    if not answered:
        raise NoLongerOpen(_("This invitation can no longer be answered."))
    state = invitation.task_state
    assert state is not None  # noqa: S101 - check_open asked
    before = PageLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    approval = state.task.specific.on_outside_answer(
        state, inviter, invitation.name, approve=given == Answer.APPROVE, comment=text
    )
    Invitation.objects.filter(pk=invitation.pk).update(approval=approval)
    _name_in_history(page, invitation, given, before)
    invitation.refresh_from_db()
    mails.tell_of_answer(page, invitation, inviter)


def _name_in_history(page: Any, invitation: Invitation, given: str, before: int) -> None:
    """Put the expert's name where Wagtail's log has no user."""
    entries = PageLogEntry.objects.filter(
        page=page.pk, pk__gt=before, action=_WORKFLOW_ACTIONS[Answer(given)], user__isnull=True
    )
    entry = entries.order_by("pk").first()
    data = mails.expert_data(invitation)
    if entry is None:
        log(page, "experts.answer", data={"expert": data, "comment": invitation.answer_text})
        return
    entry.data = {**entry.data, "expert": data}
    entry.save(update_fields=["data"])
