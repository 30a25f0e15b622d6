"""Concepts of cluster policy, what they mean, and what they are called in every language.

Not translatable snippets: those would go live on *Translate*, past every review. A concept is one
thing for all languages; its names are rows of their own.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from translations.termbase.enums import ORDER, Status

#: Longest label and key, in characters.
LONGEST_LABEL, LONGEST_KEY = 200, 80
#: Separates several labels in one cell of a table, so that no label has it.
SEPARATOR = "|"
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def languages() -> list[tuple[str, str]]:
    """Return code and name of every content language; a callable, so that no migration has it."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


def check_label(text: str) -> None:
    """Refuse what cannot be a label.

    :raises ValidationError: with the reason.
    """
    if not any(letter.isalnum() for letter in text):
        raise ValidationError(_("A label needs at least one letter or digit."))
    if SEPARATOR in text:
        raise ValidationError(_("A label cannot contain “|”: it separates labels in a table."))
    if _UNSEEN.search(text):
        raise ValidationError(_("A label is one line, without invisible characters."))


class Concept(ClusterableModel):
    """One thing that has names."""

    key = models.SlugField(
        _("key"),
        max_length=LONGEST_KEY,
        unique=True,
        help_text=_("Names the concept in tables and never changes: cluster-policy"),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("For translators, in English"))

    panels = [
        FieldPanel("key"),
        FieldPanel("notes"),
        InlinePanel("labels", heading=_("Labels"), label=_("Label")),
        InlinePanel("definitions", heading=_("Definitions"), label=_("Definition")),
    ]

    class Meta:
        ordering = ["key"]
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")

    def __str__(self) -> str:
        return self.key

    def names(self, language: str) -> list[Any]:
        """Return the labels in a language, the preferred one first."""
        found = [label for label in self.labels.all() if label.language == language]
        return sorted(found, key=lambda label: (ORDER.index(Status(label.status)), label.text))

    def name_in_source(self) -> str:
        """Return the preferred label in the source language, or the key."""
        names = self.names(settings.LANGUAGE_CODE)
        return names[0].text if names else self.key

    name_in_source.short_description = _("Name")  # type: ignore[attr-defined]

    def languages_named(self) -> str:
        """Return the codes of the languages that it has a name in, in the order of the settings."""
        there = {label.language for label in self.labels.all()}
        return " ".join(code for code, _name in languages() if code in there)

    languages_named.short_description = _("Languages")  # type: ignore[attr-defined]


class Label(models.Model):
    """A name of a concept in one language.

    One preferred label a language, none twice: ``rules.faults_of`` says so for form and table. The
    database does not, because two labels that change places are both there for a moment.
    """

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=10, choices=languages)
    text = models.CharField(_("label"), max_length=LONGEST_LABEL, validators=[check_label])
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PREFERRED
    )

    panels = [FieldPanel("language"), FieldPanel("text"), FieldPanel("status")]

    class Meta:
        ordering = ["language", "-status", "text"]
        indexes = [models.Index(fields=["language"], name="termbase_label_language")]
        verbose_name = _("label")
        verbose_name_plural = _("labels")

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"

    def clean(self) -> None:
        """Keep one space between words."""
        self.text = " ".join(self.text.split())


class Definition(models.Model):
    """What a concept means, in one language."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="definitions")
    language = models.CharField(_("language"), max_length=10, choices=languages)
    text = models.TextField(_("definition"))

    panels = [FieldPanel("language"), FieldPanel("text")]

    class Meta:
        ordering = ["language"]
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:60]}"


class Stamp(models.Model):
    """One row whose mark is another one after each change: says whether an index is still right."""

    mark = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("state of the termbase")
        verbose_name_plural = _("states of the termbase")

    def __str__(self) -> str:
        return str(self.mark)

    @classmethod
    def renew(cls) -> None:
        """Note that something changed."""
        mark = uuid.uuid4()
        # One statement but for the first time: a table that is taken in renews very often.
        if not cls.objects.filter(pk=1).update(mark=mark):
            cls.objects.update_or_create(pk=1, defaults={"mark": mark})

    @classmethod
    def current(cls) -> str:
        """Return the mark of the present state; "" while nothing was ever written."""
        # Written out: asked at every search, and putting it together took longer than the answer.
        with connection.cursor() as cursor:
            cursor.execute("SELECT mark FROM termbase_stamp WHERE id = 1")
            found = cursor.fetchone()
        return str(found[0]) if found else ""
