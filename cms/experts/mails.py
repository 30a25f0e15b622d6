"""Mails of invitations, and the link that must not lie about in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.experts.enums import Answer
from cms.experts.models import Invitation
from cms.mail.enums import MessageState
from cms.mail.kinds import register_kind
from cms.mail.models import Message
from cms.mail.outbox import notify, notify_address

INVITATION = "experts.invitation"
ANSWER = "experts.answer"


def register_kinds() -> None:
    """Make the kinds of mail known."""
    register_kind(INVITATION, gettext_lazy("Invitations of outside experts"))
    register_kind(ANSWER, gettext_lazy("Answers of outside experts whom I invited"))


def expert_data(invitation: Invitation) -> dict[str, str]:
    """Return how the history names the expert."""
    return {"name": invitation.name, "invited_by": invitation.invited_by_name}


def _key(invitation: Invitation) -> str:
    return f"{INVITATION}:{invitation.pk}"


def send_invitation(page: Any, invitation: Invitation, link: str) -> None:
    """Send the link to the expert, in the language that was chosen for it."""
    notify_address(
        invitation.address,
        invitation.language,
        INVITATION,
        key=_key(invitation),
        subject=lambda: _("Your opinion on “%(title)s”") % {"title": page.title},
        template="experts/mail/invitation",
        context={"invitation": invitation, "title": page.title},
        link=link,
    )


def tell_of_answer(page: Any, invitation: Invitation, inviter: Any) -> None:
    """Tell whoever invited what the expert answered."""
    approved = invitation.answer == Answer.APPROVE

    def subject() -> str:
        words = (
            _("%(name)s approved “%(title)s”")
            if approved
            else _("%(name)s asks for changes to “%(title)s”")
        )
        return words % {"name": invitation.name, "title": page.title}

    notify(
        [inviter],
        ANSWER,
        key=f"{ANSWER}:{invitation.pk}",
        subject=subject,
        template="experts/mail/answer",
        context={"invitation": invitation, "title": page.title, "approved": approved},
        link=reverse("experts_invitations", args=[page.pk]),
    )


def forget_link(invitation: Invitation) -> None:
    """Send no link that leads nowhere, and keep none."""
    messages = Message.objects.filter(kind=INVITATION, key=_key(invitation))
    messages.filter(state=MessageState.WAITING).update(state=MessageState.GIVEN_UP)
    messages.exclude(state=MessageState.WAITING).update(link="")


def forget_sent_links(_now: datetime) -> int:
    """Take the links out of mails that went out: then only their receivers have them.

    A job of ``run_due``; until it runs, a link stands in the outbox, as it must to be sent.
    """
    over = [MessageState.SENT, MessageState.GIVEN_UP]
    messages = Message.objects.filter(kind=INVITATION, state__in=over).exclude(link="")
    return int(messages.update(link=""))
