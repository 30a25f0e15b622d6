"""The daily digest: one mail with everything that its receiver chose to have together."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from cms.mail.enums import MessageState
from cms.mail.framing import styled
from cms.mail.models import Message
from cms.mail.outbox import absolute, language_of, render

KIND = "digest"


def last_moment(now: datetime) -> datetime:
    """Return when the last digest was due: the hour of the settings, in the site's time zone.

    By the clock on the wall, on days of 23 and 25 hours too. An hour that a day does not have
    counts from the change of the clocks, one that it has twice counts the first time.
    """
    local = timezone.localtime(now, timezone.get_default_timezone())
    moment = _moment_of(local)
    return moment if moment <= now else _moment_of(local - timedelta(days=1))


def _moment_of(local: datetime) -> datetime:
    hour = time(settings.MAIL_DIGEST_HOUR)
    moment = datetime.combine(local.date(), hour, timezone.get_default_timezone())
    # Python finds no other moment equal to one in an hour that a day has twice or not at all.
    return moment.astimezone(UTC)


def make_digests(now: datetime) -> int:
    """Put what waits for the digest into one message a receiver; return how many were made.

    Safe at once in two places: the digest of a day is one row, unique for its receiver. A job of
    ``run_due``; when that did not run for days, one digest holds what has gathered.
    """
    moment = last_moment(now)
    waiting = Message.objects.filter(state=MessageState.FOR_DIGEST, send_after__lte=moment)
    receivers = get_user_model().objects.filter(pk__in=waiting.values("receiver"))
    receivers = receivers.select_related("wagtail_userprofile").order_by("pk")
    return sum(
        _make(receiver, waiting.filter(receiver=receiver), moment, now) for receiver in receivers
    )


@transaction.atomic
def _make(receiver: Any, parts: QuerySet[Message], moment: datetime, now: datetime) -> int:
    day = timezone.localtime(moment, timezone.get_default_timezone()).date()
    digest = Message(
        receiver=receiver,
        kind=KIND,
        key=f"digest:{day.isoformat()}",
        language=language_of(receiver),
        link=reverse("wagtailadmin_home"),
        send_after=now,
    )
    # Two at once: the second finds the first one's row and leaves the parts to it.
    Message.objects.bulk_create([digest], ignore_conflicts=True)
    stored = Message.objects.filter(receiver=receiver, key=digest.key).first()
    if stored is None or stored.text:
        return 0
    if not parts.update(state=MessageState.IN_DIGEST, digest=stored):
        stored.delete()
        return 0
    _fill(stored)
    return 1


def _fill(digest: Message) -> None:
    parts = list(digest.parts.order_by("send_after", "pk"))
    content = render(
        digest.language,
        lambda: (
            ngettext(
                "%(site_name)s: %(count)d message for you",
                "%(site_name)s: %(count)d messages for you",
                len(parts),
            )
            % {"site_name": settings.WAGTAIL_SITE_NAME, "count": len(parts)}
        ),
        "mail/digest",
        {
            "parts": [
                {
                    "subject": part.subject,
                    "text": part.text,
                    "html": styled(part.html),
                    "link": absolute(part.link),
                }
                for part in parts
            ]
        },
        digest.link,
    )
    digest.subject, digest.text, digest.html = content.subject, content.text, content.html
    digest.save(update_fields=["subject", "text", "html"])
