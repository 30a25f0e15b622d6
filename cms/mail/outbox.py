"""Writing into the outbox: what the other rooms call when people have to know something."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from cms.mail.enums import Delivery, MessageState
from cms.mail.kinds import kind_for
from cms.mail.models import DeliveryChoice, Message

_silent: ContextVar[bool] = ContextVar("mail_silent", default=False)

LONGEST_SUBJECT = 200

_STATES = {
    Delivery.AT_ONCE: MessageState.WAITING,
    Delivery.DIGEST: MessageState.FOR_DIGEST,
    Delivery.NONE: MessageState.NOT_WANTED,
}


@contextmanager
def silence() -> Iterator[None]:
    """Write nothing into the outbox: for histories that are acted out, where nobody waits."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Say whether nobody would be told anyway, for who would have to work out what to say."""
    return _silent.get()


@dataclass(frozen=True)
class Content:
    """A mail's content in one language, without the frame around it."""

    subject: str
    text: str
    html: str


def language_of(user: Any) -> str:
    """Return the language of an account's admin, the site's own where it chose none.

    Not ``get_preferred_language()``: that gives the language of whoever acts at this moment.
    """
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE


def absolute(link: str) -> str:
    """Return the address of a path of the site, for a mail."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{link}" if link.startswith("/") else link


def render(
    language: str, subject: Callable[[], str], template: str, context: dict[str, Any], link: str
) -> Content:
    """Return the content in one language.

    :param template: name without ending; ``.txt`` is rendered without escaping, ``.html`` with.
    """
    # Dates in the site's own time zone, not in that of whoever acts.
    with translation.override(language), timezone.override(timezone.get_default_timezone()):
        words = " ".join(str(subject()).split())
        if len(words) > LONGEST_SUBJECT:
            words = f"{words[: LONGEST_SUBJECT - 1].rstrip()}…"
        values = {**context, "subject": words, "link": absolute(link)}
        text = rendered(f"{template}.txt", values, autoescape=False)
        html = rendered(f"{template}.html", values, autoescape=True)
    return Content(words, re.sub(r"\n{3,}", "\n\n", text), html)


def rendered(name: str, values: dict[str, Any], *, autoescape: bool) -> str:
    """Return a template with these values, in the language now active."""
    # The template behind the loader's, because only that one leaves plain text unescaped.
    template: Any = get_template(name)
    return str(template.template.render(Context(values, autoescape=autoescape))).strip()


def notify(
    recipients: Iterable[Any],
    kind: str,
    *,
    key: str,
    subject: Callable[[], str],
    template: str,
    context: dict[str, Any],
    link: str,
    send_after: datetime | None = None,
) -> int:
    """Tell people something, each once, in their language, at once or in their digest.

    Called inside the transaction of what happened: rolled back with it. Whoever has no address or
    is not active is left out; so is whoever was told of the same ``key`` before. A handful of
    queries, however many receivers.

    :param recipients: accounts; the same one twice counts once.
    :param kind: a registered kind, see :mod:`cms.mail.kinds`.
    :param key: names what happened, at most 200 characters: ``step:17:reached``.
    :param subject: called once for each language, inside it.
    :param template: name without ending, ``mail/step``. ``.txt`` and ``.html`` give the
        content only: plain paragraphs and lists without styles, headings and links; the subject
        stands above it, the one link below it, and the frame around it is ours.
    :param context: for the templates; ``subject`` and ``link`` are added.
    :param link: a path of the site.
    :param send_after: not before this moment; now if not given.
    :return: how many messages were written that will be sent.
    :raises KeyError: when no room registered the kind.
    """
    offered = kind_for(kind)
    keys = {user.pk for user in recipients if user is not None}
    if _silent.get() or not keys:
        return 0
    told = Message.objects.filter(key=key, receiver_id__in=keys).values_list("receiver_id")
    people = list(
        get_user_model()
        .objects.filter(pk__in=keys, is_active=True)
        .exclude(email="")
        .exclude(pk__in=told)
        .select_related("wagtail_userprofile")
        .order_by("pk")
    )
    chosen = dict(
        DeliveryChoice.objects.filter(user__in=people, kind=kind).values_list("user_id", "delivery")
    )

    @cache
    def content_in(language: str) -> Content:
        return render(language, subject, template, context, link)

    messages = []
    for person in people:
        language = language_of(person)
        delivery = chosen.get(person.pk, offered.default)
        if delivery not in offered.deliveries:
            delivery = offered.default
        messages.append(
            Message(
                receiver=person,
                kind=kind,
                key=key,
                language=language,
                link=link,
                state=_STATES[Delivery(delivery)],
                send_after=send_after or timezone.now(),
                **(asdict(content_in(language)) if delivery != Delivery.NONE else {}),
            )
        )
    return _write(messages)


def notify_address(
    address: str,
    language: str,
    kind: str,
    *,
    key: str,
    subject: Callable[[], str],
    template: str,
    context: dict[str, Any],
    link: str,
) -> int:
    """Tell somebody without an account: at once, for who has no account has chosen nothing.

    Parameters and result as in :func:`notify`.
    """
    kind_for(kind)
    if _silent.get() or Message.objects.filter(address=address, receiver=None, key=key).exists():
        return 0
    message = Message(
        address=address,
        kind=kind,
        key=key,
        language=language,
        link=link,
        **asdict(render(language, subject, template, context, link)),
    )
    return _write([message])


def _write(messages: list[Message]) -> int:
    """Store them, leaving out what another process stored meanwhile; send when committed."""
    from cms.mail.delivery import send_soon

    token = secrets.token_hex(16)
    for message in messages:
        message.batch = token
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    stored = Message.objects.filter(batch=token).exclude(state=MessageState.NOT_WANTED)
    states = dict(stored.values_list("pk", "state"))
    waiting = [pk for pk, state in states.items() if state == MessageState.WAITING]
    if waiting:
        transaction.on_commit(lambda: send_soon(waiting), robust=True)
    return len(states)
