"""The text of annexes, kept for search with its page numbers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _


class AnnexExtraction(models.Model):
    """What became of reading one file: done, or why not."""

    class Outcome(models.TextChoices):
        """How reading ended."""

        DONE = "done", _("Text read")
        CUT = "cut", _("Only the first part was read")
        UNREADABLE = "unreadable", _("Files of this type are not searched")
        FAILED = "failed", _("The text could not be read")

    document = models.OneToOneField(
        "cms.PlatformDocument", on_delete=models.CASCADE, related_name="extraction"
    )
    # Storage never gives two files one name, so this tells whether the file was replaced.
    file_name = models.CharField(max_length=255)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    code = models.CharField(max_length=30, blank=True)
    message = models.TextField(blank=True)
    extracted_at = models.DateTimeField(auto_now=True)

    # No use of a page or document that editors should see.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of an annex")
        verbose_name_plural = _("texts of annexes")

    def __str__(self) -> str:
        return f"{self.file_name}: {self.get_outcome_display()}"


class AnnexPassage(models.Model):
    """A page of a PDF file, or about a page of text where a file has no pages."""

    document = models.ForeignKey(
        "cms.PlatformDocument", on_delete=models.CASCADE, related_name="passages"
    )
    position = models.PositiveIntegerField(_("position"))
    page_number = models.PositiveIntegerField(_("page"), null=True, blank=True)
    text = models.TextField(_("text"))

    # No use of a page or document that editors should see.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("passage of an annex")
        verbose_name_plural = _("passages of annexes")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="policies_passage_position"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


@receiver(post_save, sender="cms.PlatformDocument", dispatch_uid="policies.annex_text")
def read_stored_document(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Let every newly stored file be read."""
    from policies.attachments import read_when_stored

    if not raw:
        read_when_stored(instance)
