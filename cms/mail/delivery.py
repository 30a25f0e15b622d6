"""Sending what the outbox holds: each message claimed first, so that nobody else sends it too.

A claim is a conditional update with a lease. Whoever claims sends, then notes that it was sent.
When a process ends between the two, the lease runs out and the message is sent again: then it says
so, in the outbox and in the mail, and bears the same Message-ID, by which mail programs know it.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from cms.due.claims import claims_are_on
from cms.mail.enums import MessageState
from cms.mail.framing import framed
from cms.mail.models import Message, MessageQuerySet

logger = logging.getLogger(__name__)

#: Longer than any server takes for one mail (``EMAIL_TIMEOUT`` holds for each of its answers).
LEASE = timedelta(minutes=5)
#: How long a failed message waits for its next attempt: doubled each time, up to the last.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
#: Whoever could not be reached for this long is not tried any more; the row keeps the error.
GIVE_UP_AFTER = timedelta(days=5)
#: The message is the reason. After any other error of the connection the others would fail alike.
OF_THE_MESSAGE = (
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPRecipientsRefused,
)


def send_soon(keys: Iterable[int]) -> None:
    """Send these messages now, unless somebody else does; what fails waits for ``run_due``."""
    _send(Message.objects.filter(pk__in=list(keys)), timezone.now())


def send_due(now: datetime) -> int:
    """Send every message whose time has come; return how many went out. A job of ``run_due``."""
    return _send(Message.objects.all(), now)


def _send(messages: MessageQuerySet, now: datetime) -> int:
    sent = 0
    connection = get_connection()
    try:
        for key in list(messages.due(now).values_list("pk", flat=True)):
            message = _claimed(key, now)
            if message is None:
                continue
            error = _send_one(message, connection)
            if error is None:
                sent += 1
            elif isinstance(error, OSError) and not isinstance(error, OF_THE_MESSAGE):
                # The server cannot be reached: the others keep their turn, none fails in vain.
                break
    finally:
        _close(connection)
    return sent


def _claimed(key: int, now: datetime) -> Message | None:
    """Take the message for ourselves; None when somebody else has it or it was sent meanwhile."""
    token = secrets.token_hex(16)
    rows = Message.objects.filter(pk=key)
    # Committed before sending: a claim that others do not see yet would be none.
    with transaction.atomic(durable=True):
        if claims_are_on():
            rows = rows.due(now).order_by()
        taken = rows.update(
            claim=token,
            claimed_until=timezone.now() + LEASE,
            attempts=F("attempts") + 1,
            interrupted=Case(
                When(claimed_until__isnull=False, then=Value(True)), default=F("interrupted")
            ),
        )
    if not taken:
        return None
    return Message.objects.select_related("receiver").filter(pk=key, claim=token).first()


def _send_one(message: Message, connection: Any) -> Exception | None:
    """Send a message that we hold and note what came of it; return the error, None when sent."""
    receiver = message.receiver
    if receiver is not None and not (receiver.is_active and receiver.email):
        closed = ValueError("The account is not active any more, or has no address.")
        _note(message, state=MessageState.GIVEN_UP, error=str(closed))
        return closed
    if message.interrupted:
        logger.warning("Mail %s is sent again: sending it was interrupted", message.pk)
    try:
        connection.open()
        as_mail(message, connection).send()
    except Exception as error:
        _note_failure(message, error)
        return error
    _note(message, state=MessageState.SENT, sent_at=timezone.now(), error="")
    return None


def as_mail(message: Message, connection: Any = None) -> EmailMultiAlternatives:
    """Return the mail as it goes out: text and HTML in their frame, with a stable Message-ID."""
    text, html = framed(message)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}.{message.kind}@{domain}>",
    }
    to = message.receiver.email if message.receiver is not None else message.address
    mail = EmailMultiAlternatives(
        message.subject, text, None, [to], headers=headers, connection=connection
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _note(message: Message, **fields: Any) -> None:
    """Store the outcome, unless somebody else holds the message by now."""
    rows = Message.objects.filter(pk=message.pk, claim=message.claim)
    if not rows.update(claim="", claimed_until=None, **fields):
        logger.warning("Mail %s was taken over while it was being sent", message.pk)


def _note_failure(message: Message, error: Exception) -> None:
    now = timezone.now()
    words = f"{type(error).__name__}: {error}"[:2000]
    logger.warning("Mail %s could not be sent: %s", message.pk, words)
    if now - message.created_at > GIVE_UP_AFTER:
        _note(message, state=MessageState.GIVEN_UP, error=words)
        return
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(message.attempts - 1, 10))
    _note(message, send_after=now + wait, error=words)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        logger.warning("The connection to the mail server did not close", exc_info=True)
