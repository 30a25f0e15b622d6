"""``Publication``: what policy papers, pilot action guidelines and reports have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField

from cms.pages import BasePage
from policies.blocks import BodyBlock, check_outline
from policies.enums import Licence, PolicyLevel
from policies.models.structure import IndexPage, TopicPage, WorkingGroupPage
from policies.querysets import PublicationManager


class PublicationIndexPage(IndexPage):
    """The library: all publications."""

    max_count_per_parent = 1
    subpage_types = [
        "policies.PolicyPaper",
        "policies.PilotActionGuideline",
        "policies.WorkingGroupReport",
    ]
    page_description = _("The library of publications.")

    class Meta:
        verbose_name = _("library")

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """Route to a publication with one query; to anything else as Wagtail does."""
        from policies.related import find_in_library

        if path_components:
            publication = find_in_library(self, path_components[0])
            if publication is not None:
                found: RouteResult = publication.route(request, path_components[1:])
                return found
        return super().route(request, path_components)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the publications that the reader's filters leave, and the filters themselves."""
        from policies.library import library_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **library_context(self, request)}


class ReferenceCounter(models.Model):
    """The last reference number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

    @classmethod
    def next_number(cls) -> str:
        """Return the next reference number, as ``CP-2026-0001``; never the same one twice."""
        with transaction.atomic():
            year = timezone.localdate().year
            cls.objects.get_or_create(year=year)
            counter = cls.objects.select_for_update().get(year=year)
            counter.last += 1
            counter.save()
        return f"CP-{counter.year}-{counter.last:04d}"


class Publication(BasePage):
    """Concrete, never created by itself: recommendations, authors and annexes hang on it, one
    model each for all three types."""

    is_creatable = False

    reference_number = models.CharField(
        _("reference number"), max_length=20, blank=True, editable=False, db_index=True
    )
    abstract = models.TextField(
        _("abstract"), blank=True, help_text=_("What it says, for whom, in 60 to 100 words.")
    )
    topic = models.ForeignKey(
        TopicPage,
        null=True,
        on_delete=models.PROTECT,
        related_name="publications",
        verbose_name=_("topic"),
    )
    working_group = models.ForeignKey(
        WorkingGroupPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publications",
        verbose_name=_("working group"),
    )
    countries = CountryField(_("countries covered"), multiple=True, blank=True)
    policy_level = models.CharField(
        _("policy level"), max_length=20, choices=PolicyLevel.choices, blank=True
    )
    publication_date = models.DateField(_("publication date"), null=True, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY
    )
    review_by = models.DateField(
        _("review by"),
        null=True,
        blank=True,
        help_text=_("When the owner has to look whether it still holds."),
    )
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )

    objects: ClassVar[Any] = PublicationManager()

    subpage_types: list[str] = []
    parent_page_types = ["policies.PublicationIndexPage"]
    template = "policies/publication.html"
    # A copy is another publication: it gets a number of its own.
    exclude_fields_in_copy = ["reference_number"]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("countries", overridable=False),
    ]
    # What ``search_content`` reads, fetched together where many pages are read.
    search_prefetch: tuple[str, ...] = (
        "locale",
        "topic",
        "working_group",
        "authors",
        "key_messages",
        "recommendations",
        "footnotes",
        "references",
        "annexes",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("abstract"),
        InlinePanel("key_messages", heading=_("Key messages"), label=_("Key message")),
        FieldPanel("body"),
        InlinePanel("footnotes", heading=_("Footnotes"), label=_("Footnote")),
    ]
    recommendation_panels = [
        InlinePanel("recommendations", heading=_("Recommendations"), label=_("Recommendation")),
    ]
    about_panels = [
        MultiFieldPanel(
            [
                PageChooserPanel("topic"),
                PageChooserPanel("working_group"),
                FieldPanel("policy_level"),
                FieldPanel("countries"),
            ],
            heading=_("Classification"),
        ),
        InlinePanel("authors", heading=_("Authors"), label=_("Author")),
        MultiFieldPanel(
            [
                FieldPanel("publication_date"),
                FieldPanel("licence"),
                FieldPanel("owner", heading=_("Owner")),
                FieldPanel("review_by"),
                PageChooserPanel("superseded_by"),
            ],
            heading=_("Life of the publication"),
        ),
    ]
    source_panels = [
        InlinePanel("references", heading=_("References"), label=_("Reference")),
        InlinePanel("annexes", heading=_("Annexes"), label=_("Annex")),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    @classmethod
    def tabs(cls) -> list[Any]:
        """Return the tabs of the editor; a type adds its own between text and recommendations."""
        return [
            ObjectList(cls.content_panels, heading=_("Text")),
            ObjectList(cls.recommendation_panels, heading=_("Recommendations")),
            ObjectList(cls.about_panels, heading=_("About")),
            ObjectList(cls.source_panels, heading=_("Sources")),
            ObjectList(cls.promote_panels, heading=_("Promote")),
            ObjectList(cls.settings_panels, heading=_("Settings")),
        ]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Give the reference number with the first save; a translation bears its source's."""
        if not self.reference_number and kwargs.get("update_fields") is None:
            sibling = (
                Publication.objects.filter(translation_key=self.translation_key)
                .exclude(pk=self.pk)
                .exclude(reference_number="")
                .first()
            )
            self.reference_number = (
                sibling.reference_number if sibling else ReferenceCounter.next_number()
            )
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check what the fields alone cannot tell.

        :raises ValidationError: for a skipped heading level or a paper superseding itself.
        """
        super().clean()
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": _("A publication cannot supersede itself.")})
        if self.body:
            try:
                check_outline(self.body)
            except ValidationError as error:
                raise ValidationError({"body": error}) from error

    def route(self, request: Any, path_components: list[str]) -> RouteResult:
        """Let ``versions/`` below the publication show what changed between public versions."""
        if path_components == ["versions"] and self.live:
            return RouteResult(self, kwargs={"versions": True})
        return super().route(request, path_components)

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Serve the publication, or the comparison of two of its versions."""
        from policies.related import with_related_pages

        if kwargs.pop("versions", False):
            from policies.views import versions

            return versions(request, self)
        if "withdrawn" not in kwargs:
            with_related_pages(self)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add everything that the page shows; see ``policies/presentation.py``."""
        from policies.presentation import publication_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **publication_context(self, request, context)}

    def search_content(self) -> list[Any]:
        """Return what a search can find here; see ``cms/searchable.py``."""
        from policies.searchable import publication_content

        return publication_content(self)

    def recommendation_address(self, identifier: Any) -> str:
        """Return the permanent address of one of its recommendations."""
        return reverse("recommendation", args=[identifier])


def with_tabs(cls: type[Publication]) -> type[Publication]:
    """Class decorator: build the editor's tabs from the class's own panels."""
    cls.edit_handler = TabbedInterface(cls.tabs(), base_form_class=WagtailAdminPageForm)
    return cls
