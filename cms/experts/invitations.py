"""Inviting an outside expert, and taking it back. Every rule about inviters lives here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import TaskState

from cms.experts import mails, tokens
from cms.experts.models import Invitation
from cms.review import approvals
from cms.review.exceptions import NotReviewed
from cms.review.models import StepTask, user_name
from cms.review.objections import FourEyesRule
from cms.review.permissions import may_use_emergency_door
from cms.review.steps import Step, required_steps

#: How long a link may be open, and how long it is when nobody chose.
MOST_DAYS, DAYS = 60, 14
#: Open invitations that a page may have at once: more is a mailing, not a review.
MOST_OPEN = 5


def waiting_task(page: Any) -> tuple[TaskState, StepTask] | None:
    """Return the task that waits at a page when outside experts may take it, else None."""
    state = page.current_workflow_task_state
    task = state.task.specific if state is not None else None
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    if not isinstance(task, StepTask) or not task.step.outside_experts:
        return None
    return state, task


def may_manage(user: Any, page: Any) -> bool:
    """Say whether ``user`` sees a page's invitations: who takes such a step, administrators."""
    if user is None or not user.is_active:
        return False
    steps = [step for step in required_steps(page) if step.outside_experts]
    if not steps:
        return False
    return may_use_emergency_door(user) or any(step.may_take(user, page) for step in steps)


def check_inviter(page: Any, user: Any) -> tuple[TaskState, StepTask]:
    """Return the waiting task when ``user`` may ask an outside expert to take it.

    :raises NotReviewed: when no such step waits, or the user may not take it.
    :raises FourEyes: when the user changed the text or took another step of it.
    """
    found = waiting_task(page)
    if found is None:
        raise NotReviewed(_("No step that an outside expert may take is waiting at this page."))
    state, task = found
    if user is None or not task.may_take(page, user):
        raise NotReviewed(_("You may not take the step “%s”.") % task.step.label)
    approvals.check_four_eyes(page, task.step_key, user)
    return state, task


def check_address(page: Any, address: str) -> None:
    """Refuse the address of somebody with an account: they review under their own name.

    An author could otherwise be asked to approve their own text.

    :raises ValidationError: when the address belongs to an account, active or not.
    """
    if get_user_model().objects.filter(email__iexact=address.strip()).exists():
        words = _("This address belongs to an account of the platform, not to an outsider.")
        raise ValidationError({"address": words})


@transaction.atomic
def invite(
    page: Any, user: Any, *, name: str, address: str, language: str, days: int, note: str = ""
) -> Invitation:
    """Invite somebody without an account to take the waiting step, and send the link.

    :param days: how long the link is open, 1 to ``MOST_DAYS``.
    :raises NotReviewed: see :func:`check_inviter`.
    :raises FourEyes: see :func:`check_inviter`.
    :raises ValidationError: for an account's address, or too many open invitations.
    """
    state, _task = check_inviter(page, user)
    check_address(page, address)
    now = timezone.now()
    waiting = Invitation.objects.of(page).unanswered(now).filter(task_state=state)
    if waiting.count() >= MOST_OPEN:
        raise ValidationError(
            _("%(number)d invitations are open at this page: revoke one first.")
            % {"number": MOST_OPEN}
        )
    if waiting.filter(address__iexact=address.strip()).exists():
        raise ValidationError({"address": _("This address has an open invitation already.")})
    secret = tokens.new_secret()
    invitation = Invitation.objects.create(
        page_id=page.pk,
        task_state=state,
        name=name.strip(),
        address=address.strip(),
        language=language,
        note=note.strip(),
        token_hash=tokens.hashed(secret),
        invited_by=user,
        invited_by_name=user_name(user),
        expires_at=now + timedelta(days=min(max(days, 1), MOST_DAYS)),
    )
    log(page, "experts.invite", user=user, data={"expert": mails.expert_data(invitation)})
    mails.send_invitation(page, invitation, tokens.link_for(page.pk, secret, language))
    return invitation


@transaction.atomic
def revoke(page: Any, user: Any, invitation: Invitation) -> None:
    """Take an invitation back: its link leads nowhere from now on.

    :raises PermissionDenied: for anybody who may not see the page's invitations.
    :raises ValidationError: when it was answered already.
    """
    if not may_manage(user, page) and invitation.invited_by_id != user.pk:
        raise PermissionDenied
    rows = Invitation.objects.of(page).filter(pk=invitation.pk, revoked_at__isnull=True)
    done = rows.filter(answered_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by_name=user_name(user)
    )
    if not done:
        raise ValidationError(_("This invitation was answered or revoked already."))
    mails.forget_link(invitation)
    log(page, "experts.revoke", user=user, data={"expert": mails.expert_data(invitation)})


def inviters_of(page: Any, step_key: str) -> set[int]:
    """Return the keys of the accounts whose guest approved another step of this text."""
    approved = Invitation.objects.of(page).approved_another(step_key)
    return set(approved.filter(invited_by__isnull=False).values_list("invited_by_id", flat=True))


def approved_by_guests_of(step: Step, user: Any) -> Q:
    """Return the same seen from the account: the pages of which a guest approved another step."""
    approved = Invitation.objects.approved_another(step.key).filter(invited_by_id=user.pk)
    return Q(pk__in=approved.values("page"))


#: Having invited the expert who approved one step counts as having taken that step: otherwise one
#: person could pass two steps, one through a guest of theirs, one themselves.
INVITERS = FourEyesRule(
    inviters_of,
    approved_by_guests_of,
    gettext_lazy(
        "An expert whom you invited approved this text: the next step needs somebody else."
    ),
)
