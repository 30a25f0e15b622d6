"""The outbox: one row for each mail and receiver, kept until it is sent and afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.mail.enums import Delivery, MessageState

__all__ = ["DeliveryChoice", "Message"]


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about the outbox."""

    def due(self, now: datetime) -> MessageQuerySet:
        """Return what should be sent at ``now``, oldest first; what somebody is sending is not."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        waiting = self.filter(free, state=MessageState.WAITING, send_after__lte=now)
        return waiting.order_by("send_after", "pk")


class Message(models.Model):
    """One mail to one receiver, rendered in the receiver's language.

    ``text`` and ``html`` hold the content only; subject, link and frame are put around it when it
    is sent, alone or in a digest. A digest is itself a message, of the messages that point to it.
    """

    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("receiver"),
    )
    address = models.EmailField(
        _("address"), blank=True, help_text=_("Of a receiver without an account")
    )
    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(
        _("key"), max_length=200, help_text=_("What happened: no receiver is told of it twice")
    )
    language = models.CharField(_("language"), max_length=20)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    link = models.CharField(_("link"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=MessageState.choices, default=MessageState.WAITING
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    send_after = models.DateTimeField(_("send after"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    interrupted = models.BooleanField(
        _("interrupted"),
        default=False,
        help_text=_("Sending ended half-way once: the receiver may have it twice"),
    )
    error = models.TextField(_("error"), blank=True)
    batch = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    digest = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts"
    )

    objects: ClassVar[models.Manager[Message]] = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["receiver", "key"],
                condition=Q(receiver__isnull=False),
                name="mail_once_for_a_receiver",
            ),
            models.UniqueConstraint(
                fields=["address", "key"],
                condition=Q(receiver__isnull=True),
                name="mail_once_for_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=Q(state__in=["waiting", "for_digest"]),
                name="mail_to_be_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"


class DeliveryChoice(models.Model):
    """How an account wants mails of one kind; no row means the kind's own default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices"
    )
    kind = models.CharField(max_length=50)
    delivery = models.CharField(max_length=20, choices=Delivery.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_one_choice")]
        verbose_name = _("choice of delivery")
        verbose_name_plural = _("choices of delivery")

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.delivery}"
