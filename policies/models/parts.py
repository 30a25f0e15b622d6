"""What every publication is made of beside its body: child models, one each for all types."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from cms.children import Child
from policies.blocks import INLINE_FEATURES
from policies.enums import Addressee, Instrument, TimeFrame
from policies.models.publication import Publication
from policies.models.structure import PartnerPage

RATIONALE_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


class Author(Child):
    """An author, in order, with the organisation they write for."""

    page = ParentalKey(Publication, related_name="authors")
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("A person or a function; empty when the organisation is the author."),
    )
    organisation = models.ForeignKey(
        PartnerPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="authored",
        verbose_name=_("partner"),
    )
    organisation_name = models.CharField(
        _("other organisation"),
        max_length=200,
        blank=True,
        help_text=_("When the organisation is not a partner."),
    )

    panels = [
        *Child.identity_panels,
        FieldPanel("name"),
        PageChooserPanel("organisation"),
        FieldPanel("organisation_name"),
    ]
    override_translatable_fields = [
        *Child.override_translatable_fields,
        SynchronizedField("name"),
        SynchronizedField("organisation_name"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name or self.organisation_label

    @property
    def organisation_label(self) -> str:
        """The organisation as readers see it."""
        return self.organisation.title if self.organisation else self.organisation_name


class KeyMessage(Child):
    """One of the sentences a hurried reader takes along."""

    page = ParentalKey(Publication, related_name="key_messages")
    text = models.TextField(_("text"), max_length=600)

    panels = [*Child.identity_panels, FieldPanel("text")]

    class Meta(Child.Meta):
        verbose_name = _("key message")
        verbose_name_plural = _("key messages")

    def __str__(self) -> str:
        return self.text[:60]


class Recommendation(Child):
    """What a publication recommends, to whom, by which means and why."""

    page = ParentalKey(Publication, related_name="recommendations")
    statement = models.TextField(
        _("statement"), help_text=_("One sentence that says who should do what.")
    )
    rationale = RichTextField(_("rationale"), blank=True, features=RATIONALE_FEATURES)
    addressee = models.CharField(
        _("addressee"), max_length=30, choices=Addressee.choices, blank=True
    )
    instrument = models.CharField(
        _("instrument"), max_length=30, choices=Instrument.choices, blank=True
    )
    time_frame = models.CharField(
        _("time frame"), max_length=10, choices=TimeFrame.choices, blank=True
    )
    evidence = RichTextField(_("evidence"), blank=True, features=RATIONALE_FEATURES)

    panels = [
        *Child.identity_panels,
        FieldPanel("statement"),
        FieldPanel("rationale"),
        FieldPanel("addressee"),
        FieldPanel("instrument"),
        FieldPanel("time_frame"),
        FieldPanel("evidence"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.statement[:80]

    @property
    def anchor(self) -> str:
        """The place in the paper that the permanent address opens."""
        return f"recommendation-{self.identifier}"


class Footnote(Child):
    """The text behind a footnote mark in the body; the mark names its identifier."""

    page = ParentalKey(Publication, related_name="footnotes")
    text = RichTextField(_("text"), features=INLINE_FEATURES)

    panels = [*Child.identity_panels, FieldPanel("text")]

    class Meta(Child.Meta):
        verbose_name = _("footnote")
        verbose_name_plural = _("footnotes")

    def __str__(self) -> str:
        return self.text[:60]


class Reference(Child):
    """A source that a publication rests on."""

    page = ParentalKey(Publication, related_name="references")
    text = RichTextField(_("reference"), features=INLINE_FEATURES)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("address"), blank=True)

    panels = [
        *Child.identity_panels,
        FieldPanel("text"),
        FieldPanel("year"),
        FieldPanel("url"),
    ]
    # Titles of sources stand as they were published.
    override_translatable_fields = [
        *Child.override_translatable_fields,
        SynchronizedField("text"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return self.text[:60]


class Annex(Child):
    """A file that belongs to a publication; served only while that is public."""

    page = ParentalKey(Publication, related_name="annexes")
    title = models.CharField(_("title"), max_length=250)
    document = models.ForeignKey(
        "cms.PlatformDocument",
        on_delete=models.PROTECT,
        related_name="annexes",
        verbose_name=_("file"),
    )

    panels = [*Child.identity_panels, FieldPanel("title"), FieldPanel("document")]

    class Meta(Child.Meta):
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")

    def __str__(self) -> str:
        return self.title
