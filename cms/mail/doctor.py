"""The doctor's checks of mail: what has not gone out, and whether the server answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from cms.doctor import Finding, broken, in_a_line, look, ok, register_check
from cms.mail.enums import MessageState
from cms.mail.models import Message

#: Mail that has had its time for longer than this waits for something.
LATE = timedelta(minutes=15)
#: Mail that failed this often does not fail by chance.
FAILING_FROM = 3
#: Mail that was given up is told of for this long.
REMEMBERED = timedelta(days=14)
#: Seconds that the mail server has to answer.
PATIENCE = 5


def register_all() -> None:
    """Register the checks of this module."""
    register_check("mail", "Mail", outbox, order=300)
    register_check("smtp", "Mail server", server, order=310, needs_database=False)


def outbox() -> Finding:
    """Does the outbox empty itself?"""
    now = timezone.now()
    waiting = Message.objects.filter(state=MessageState.WAITING)
    late = waiting.filter(send_after__lte=now - LATE).count()
    if late:
        minutes = int(LATE.total_seconds() // 60)
        return broken(
            f"{late} should have been sent more than {minutes} minutes ago",
            "see that run_due runs; they are sent by themselves then",
        )
    failing = waiting.filter(attempts__gte=FAILING_FROM)
    if number := failing.count():
        error = failing.order_by("-pk").values_list("error", flat=True)[0]
        return look(
            f"{number} failed {FAILING_FROM} times or more and are tried again; the last error: "
            f"{in_a_line(error, 160)}",
            "mend what the error says",
        )
    given_up = Message.objects.filter(
        state=MessageState.GIVEN_UP, created_at__gt=now - REMEMBERED
    ).count()
    if given_up:
        return look(
            f"{given_up} given up in the last {REMEMBERED.days} days",
            "read their error in the table mail_message, and mend the addresses",
        )
    return ok("nothing is late")


def server() -> Finding:
    """Does the mail server answer, and take our name and password?"""
    connection: Any = get_connection()
    if not isinstance(connection, EmailBackend):
        name = type(connection).__module__.rpartition(".")[2]
        return ok(f"none, mails go to Django's backend “{name}”")
    place = f"{connection.host}:{connection.port}"
    connection.timeout = PATIENCE
    try:
        connection.open()
    except (OSError, ValueError) as error:
        # smtplib's own errors are OSErrors.
        return broken(
            f"{place} does not take our mails, {in_a_line(error, 200)}",
            "see EMAIL_HOST, EMAIL_PORT, EMAIL_USER, EMAIL_PASSWORD and EMAIL_USE_TLS",
        )
    finally:
        connection.close()
    if settings.EMAIL_HOST_USER and not connection.use_tls and not connection.use_ssl:
        return look(
            f"{place} answers, and the password goes to it in clear", "set EMAIL_USE_TLS=on"
        )
    return ok(f"{place} answers")
