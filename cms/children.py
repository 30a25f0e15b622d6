"""Child models that keep their identity across revisions, translations and reordering."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from cms.review.gate import GatedChild


class IdentityInput(forms.HiddenInput):
    """Hidden field that carries a child's identity through the form.

    Left empty by a new child, it is filled in the browser, and where no script runs the model's
    default fills it.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-identity": "", **(attrs or {})})

    class Media:
        js = ("cms/js/identity.js",)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Treat an empty field as absent, so that the model's default stands."""
        return not data.get(name)


class IdentityField(models.UUIDField):
    """A UUID that is part of the form: the draft children of a public page are made anew at each
    save, and would otherwise get another default each time (measured on Wagtail 8.0.1)."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a hidden field that a new child leaves empty."""
        kwargs.update(required=False, initial=None, widget=IdentityInput)
        return forms.UUIDField(
            required=False, initial=None, widget=IdentityInput, label=self.verbose_name
        )


class Child(GatedChild, TranslatableMixin, Orderable):
    """Abstract child of a page: ordered, guarded with its page, one identity in all languages.

    The identity is the translation key itself: copying a page gives its children new ones, a
    translation keeps them, and the database holds them unique in each language.
    """

    translation_key = IdentityField(default=uuid.uuid4, editable=True, verbose_name="identifier")

    override_translatable_fields = [SynchronizedField("translation_key", overridable=False)]
    identity_panels = [FieldPanel("translation_key", classname="w-hidden")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    @property
    def identifier(self) -> uuid.UUID:
        """The identity that survives revisions, translation and reordering."""
        return self.translation_key
