"""The words of invitations for tests: invite, open, answer."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageLogEntry, Revision, TaskState

from cms.comments.models import Comment
from cms.experts import answers, invitations
from cms.experts.models import Invitation
from cms.mail.models import Message
from cms.review.enums import ApprovalKind
from cms.review.fingerprint import content_fingerprint
from cms.review.models import Approval
from tests.factories import World, fresh


def invite(page: Any, user: Any, name: str = "Outside Person", **more: Any) -> Invitation:
    """Invite somebody without an account."""
    fields = {"address": "outside@example.net", "language": "en", "days": 14, **more}
    return invitations.invite(fresh(page), user, name=name, **fields)


def link_of(invitation: Invitation) -> str:
    """Return the link that stands in the mail, as a path."""
    return Message.objects.get(key=f"experts.invitation:{invitation.pk}").link


def seen(page: Any) -> str:
    """Return the fingerprint of what the expert reads."""
    return content_fingerprint(fresh(page).get_latest_revision_as_object())


def answer(invitation: Invitation, given: str = "approve", text: str = "Well done.") -> None:
    """Answer for the text as it stands."""
    invitation = Invitation.objects.get(pk=invitation.pk)
    page = fresh(invitation.page)
    answers.answer(page, invitation, given, text, seen(page))


def form(page: Any, given: str = "approve", **more: str) -> dict[str, str]:
    """Return the expert's form, confirmed."""
    return {
        "act": "answer",
        "answer": given,
        "text": "Well done.",
        "confirm": "on",
        "seen": seen(page),
        **more,
    }


def everything(world: World) -> tuple[Any, ...]:
    """Return what opening a link must not change."""
    return tuple(
        list(model._default_manager.order_by("pk").values())
        for model in (Invitation, Approval, TaskState, Revision, PageLogEntry, Comment, Message)
    )


def step_approvals() -> Any:
    """Return the approvals of steps; the world's own pages came in by installation."""
    return Approval.objects.filter(kind=ApprovalKind.STEP)
