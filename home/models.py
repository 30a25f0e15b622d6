"""The home page and standard pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale

from cms.pages import BasePage
from policies.blocks import BodyBlock


class HomePage(BasePage):
    """The first page of a language."""

    lead = models.TextField(_("lead"), blank=True)
    introduction = RichTextField(_("introduction"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "policies.PublicationIndexPage",
        "policies.TopicIndexPage",
        "policies.WorkingGroupIndexPage",
        "policies.PartnerIndexPage",
        "home.StandardPage",
    ]
    page_description = _("The first page of a language.")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead"),
        FieldPanel("introduction"),
    ]

    class Meta:
        verbose_name = _("home page")

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """Allow one for each language of the platform, however many it has."""
        homes = cls.objects.child_of(parent).count()
        return super().can_create_at(parent) and homes < Locale.objects.count()

    def clean(self) -> None:
        """Hold one first page a language.

        :raises ValidationError: when the language has one already.
        """
        super().clean()
        homes = HomePage.objects.filter(locale_id=self.locale_id).exclude(pk=self.pk)
        parent = self.get_parent() if self.path else None
        if parent is not None and homes.child_of(parent).exists():
            raise ValidationError(_("This language has its first page already."))

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is new, the topics, the numbers and the next meetings."""
        from home.presentation import home_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **home_context(self, request)}


class StandardPage(BasePage):
    """About, accessibility, privacy, licence."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = _("A page of text: about, accessibility, privacy, licence.")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("standard page")

    def search_content(self) -> list[Any]:
        """Return what a search can find here; see ``cms/searchable.py``."""
        from home.searchable import standard_content

        return standard_content(self)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the rendered body and its contents."""
        from home.presentation import standard_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **standard_context(self, request)}
