"""An import between its steps: uploaded, converted, looked at, made into a draft."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.review.models import user_key

#: How long an import is kept; afterwards file and result are removed.
KEPT_FOR = dt.timedelta(days=7)


class ImportJob(models.Model):
    """One uploaded document of one user. File and result lie in a private folder of its own."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_jobs"
    )
    file_name = models.CharField(_("file"), max_length=255)
    type_name = models.CharField(_("type"), max_length=50, blank=True)
    topic = models.ForeignKey(
        "policies.TopicPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # The publication to import into again, or the one that was made.
    publication = models.ForeignKey(
        "policies.Publication",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="import_jobs",
    )
    is_again = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    # No use of a page or document that editors should see.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name

    @property
    def folder(self) -> Any:
        """The folder of file and result; see :class:`policies.import_admin.files.ImportFolder`."""
        from policies.import_admin.files import ImportFolder

        return ImportFolder.of(self.key)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the import with its folder."""
        self.folder.remove()
        return super().delete(*args, **kwargs)

    @classmethod
    def prune(cls) -> int:
        """Delete what is older than a week; return how many imports that were."""
        old = list(cls.objects.filter(created_at__lt=timezone.now() - KEPT_FOR))
        for job in old:
            job.delete()
        return len(old)


class FailedImport(models.Model):
    """An import of which nothing was made: kept on the desk until somebody has seen to it.

    It outlives the import itself, whose file is removed after a week.
    """

    key = models.UUIDField(primary_key=True, editable=False, help_text=_("Of the import"))
    user = user_key()
    user_name = models.CharField(max_length=150, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    code = models.CharField(max_length=50, blank=True, help_text=_("Stable, for programs"))
    message = models.TextField(_("message"), blank=True)
    publication = models.ForeignKey(
        "policies.Publication", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    # No use of a page that editors should see.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("failed import")
        verbose_name_plural = _("failed imports")

    def __str__(self) -> str:
        return f"{self.file_name}: {self.code}"
