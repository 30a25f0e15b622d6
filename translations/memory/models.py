"""Source segments whose translation a language review approved, with those translations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.review.models import user_key


class RememberedSource(models.Model):
    """A source segment, once for all publications and languages that have it.

    ``data`` is inline HTML as wagtail-localize stores it, ``text`` what a reader sees of it,
    ``digest`` a hash of ``data``.
    """

    language = models.CharField(max_length=10)
    data = models.TextField()
    text = models.TextField()
    digest = models.CharField(max_length=32)
    length = models.PositiveIntegerField(help_text=_("Characters of the text"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "digest"], name="memory_source_once")
        ]
        verbose_name = _("remembered source")
        verbose_name_plural = _("remembered sources")

    def __str__(self) -> str:
        return self.text[:60]


class SourceKey(models.Model):
    """A number that similar texts are likely to share: see ``memory.keys``."""

    source = models.ForeignKey(RememberedSource, on_delete=models.CASCADE, related_name="keys")
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["value", "source"], name="memory_key_value")]
        verbose_name = _("key of a remembered source")
        verbose_name_plural = _("keys of remembered sources")

    def __str__(self) -> str:
        return str(self.value)


class Remembered(models.Model):
    """An approved translation of a source segment, with where it was approved last."""

    source = models.ForeignKey(
        RememberedSource, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(max_length=10)
    data = models.TextField()
    digest = models.CharField(max_length=32)
    page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=255, help_text=_("Title of the source publication"))
    approved_at = models.DateTimeField()
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "language", "digest"], name="memory_translation_once"
            )
        ]
        verbose_name = _("remembered translation")
        verbose_name_plural = _("remembered translations")

    def __str__(self) -> str:
        return f"{self.language}: {self.data[:60]}"
