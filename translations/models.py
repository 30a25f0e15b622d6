"""What the translation editor keeps beside wagtail-localize's segments and translations.

A segment is named by context (its place in the page) and string (its source text), as
wagtail-localize names a translation: rows of ``StringSegment`` are made anew when a source changes.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.models import String, Translation, TranslationContext, TranslationSource

from cms.review.models import user_key


class SourceVersion(models.Model):
    """Which content of a source its segments were cut from."""

    source = models.OneToOneField(
        TranslationSource, on_delete=models.CASCADE, related_name="kept_version"
    )
    fingerprint = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("source version")
        verbose_name_plural = _("source versions")

    def __str__(self) -> str:
        return f"{self.source_id} {self.fingerprint[:8]}"


class AboutSegment(models.Model):
    """Abstract: something somebody did about one segment of one translation."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="+")
    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @property
    def place(self) -> tuple[int, int]:
        """The key by which segments are looked up: context, string."""
        return (self.context_id, self.string_id)


class SegmentEdit(AboutSegment):
    """Somebody wrote or confirmed a segment: the text as left, and the people of four eyes."""

    data = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["translation", "context", "string"], name="translations_edit_segment"
            )
        ]
        verbose_name = _("segment edit")
        verbose_name_plural = _("segment edits")

    def __str__(self) -> str:
        return f"{self.translation_id} {self.user_name}: {self.data[:40]}"


class SegmentConflict(AboutSegment):
    """A text that met another one in the same segment: kept until somebody settles it."""

    data = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("segment conflict")
        verbose_name_plural = _("segment conflicts")

    def __str__(self) -> str:
        return f"{self.translation_id} {self.user_name}: {self.data[:40]}"


class SegmentComment(AboutSegment):
    """A remark on a segment, by a translator or a reviewer."""

    text = models.TextField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("segment comment")
        verbose_name_plural = _("segment comments")

    def __str__(self) -> str:
        return f"{self.translation_id} {self.user_name}: {self.text[:40]}"


class Submission(models.Model):
    """A translation sent to language review: what it says and which source it follows."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    source_fingerprint = models.CharField(max_length=64, blank=True)
    through_edit = models.BigIntegerField(
        default=0, help_text=_("Key of the last segment edit that it contains")
    )
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return f"{self.translation_id} {self.fingerprint[:8]}"
