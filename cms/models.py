"""Accounts, images and documents of the platform."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as StockDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as StockImage

from cms.review.files import guard_file_deletion, guard_file_replacement


class User(AbstractUser):
    """An account. Of its own from the first migration, so that later fields need no data move."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


def document_storage() -> FileSystemStorage:
    """Storage outside the public media folder: annexes leave it only through the serve view."""
    return FileSystemStorage(location=settings.DOCUMENTS_ROOT, base_url=None)


class GuardedFile(models.Model):
    """Mixin of images and documents: what a public page shows is neither replaced nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save unless the file of a public figure or annex would change.

        :raises cms.review.exceptions.NotReviewed: when a public page uses it.
        """
        guard_file_replacement(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete unless a public page uses this file.

        :raises cms.review.exceptions.NotReviewed: when one does.
        """
        guard_file_deletion(self)
        return super().delete(*args, **kwargs)


class PlatformImage(GuardedFile, AbstractImage):
    """A figure. Its file cannot be replaced or deleted while a public page shows it."""

    admin_form_fields = StockImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    """A size of an image, made when first asked for."""

    image = models.ForeignKey(PlatformImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PlatformDocument(GuardedFile, AbstractDocument):
    """An annex. Kept outside the media folder and guarded like an image."""

    file = models.FileField(upload_to="%Y", storage=document_storage, verbose_name=_("file"))

    admin_form_fields = StockDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
