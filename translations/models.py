"""What the translation editor keeps beside wagtail-localize's segments and translations.

A segment is named by context (its place in the page) and string (its source text), as
wagtail-localize names a translation: rows of ``StringSegment`` are made anew when a source changes.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import String, Translation, TranslationContext, TranslationSource

from cms.review.models import user_key
from translations.enums import State


class SourceVersion(models.Model):
    """Which content of a source its segments were cut from."""

    source = models.OneToOneField(
        TranslationSource, on_delete=models.CASCADE, related_name="kept_version"
    )
    fingerprint = models.CharField(max_length=64)
    previous = models.CharField(
        max_length=64, blank=True, help_text=_("The content that was followed before")
    )
    trouble = models.TextField(
        blank=True, help_text=_("Why the segments could not follow the public source")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("source version")
        verbose_name_plural = _("source versions")

    def __str__(self) -> str:
        return f"{self.source_id} {self.fingerprint[:8]}"


class SourceContent(models.Model):
    """One content of a source that segments were cut from: what approvals refer to."""

    source = models.ForeignKey(
        TranslationSource, on_delete=models.CASCADE, related_name="kept_contents"
    )
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField(help_text=_("Texts in order, and hashes of all the rest"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "fingerprint"], name="translations_source_content"
            )
        ]
        verbose_name = _("content of a source")
        verbose_name_plural = _("contents of sources")

    def __str__(self) -> str:
        return f"{self.source_id} {self.fingerprint[:8]}"


class Standing(models.Model):
    """How a translation stands: computed by ``translations.states``, kept to be asked in sets.

    ``baseline`` is the source that the public translation was approved against, ``changed`` how
    many changes in meaning there are since (``changes``, see :class:`translations.changes.Change`).
    ``dirty`` rows are computed anew before they are read.
    """

    translation = models.OneToOneField(
        Translation, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)
    public = models.BooleanField(default=False)
    baseline = models.ForeignKey(
        SourceContent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveIntegerField(default=0)
    changes = models.JSONField(
        default=list, help_text=_("Those changes, each with the approved translation of before")
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    machine = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    dirty = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["state"], name="translations_state"),
            models.Index(
                fields=["dirty"], condition=models.Q(dirty=True), name="translations_dirty"
            ),
        ]
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def percent(self) -> int:
        """Segments done of all, rounded down."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def missing(self) -> int:
        """Segments that nothing was written for."""
        return max(0, self.total - self.done - self.machine - self.errors)


class Assignment(models.Model):
    """Who is on a translation."""

    translation = models.OneToOneField(
        Translation, primary_key=True, on_delete=models.CASCADE, related_name="assignment"
    )
    user = user_key()
    user_name = models.CharField(max_length=150)
    assigned_by_name = models.CharField(max_length=150, blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.pk} {self.user_name}"


class Judgement(models.Model):
    """What an editor said of one change of a source: wording only, or in meaning.

    Given to the content that was judged; it counts from when that content is public.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    path = models.TextField()
    before_hash = models.CharField(max_length=16, blank=True)
    after_hash = models.CharField(max_length=16, blank=True)
    wording = models.BooleanField()
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    effective_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["page", "fingerprint"], name="translations_judged")]
        verbose_name = _("judgement of a change")
        verbose_name_plural = _("judgements of changes")

    def __str__(self) -> str:
        return f"{self.page_id} {self.path} {'wording' if self.wording else 'meaning'}"


class BulkRun(models.Model):
    """Many publications begun in one language: how far it is, and what could not be begun."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    pages = models.JSONField(default=list, help_text=_("Keys of the pages, in order"))
    by_machine = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text=_("Titles and reasons"))
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("translation of many")
        verbose_name_plural = _("translations of many")

    def __str__(self) -> str:
        return f"{self.pk} {self.position}/{self.total}"

    @property
    def total(self) -> int:
        """How many pages were chosen."""
        return len(self.pages)


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
