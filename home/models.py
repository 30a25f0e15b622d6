"""The home page and standard pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from cms.pages import BasePage
from policies.blocks import BodyBlock


class HomePage(BasePage):
    """The first page of a language."""

    lead = models.TextField(_("lead"), blank=True)
    introduction = RichTextField(_("introduction"), blank=True)

    max_count_per_parent = 12
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
