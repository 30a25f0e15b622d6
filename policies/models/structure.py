"""Pages that publications hang on: topics, working groups, partners, and their indexes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from cms.children import Child
from cms.pages import BasePage
from policies.blocks import INLINE_FEATURES
from policies.enums import MemberRole
from policies.forms import GroupForm

PROSE = [*INLINE_FEATURES, "ol", "ul", "h2", "h3"]

#: How many members of each role a working group may have, as its concept paper lays down.
MOST_MEMBERS = {MemberRole.REPRESENTATIVE: 3, MemberRole.EXPERT: 2}


class IndexPage(BasePage):
    """Abstract page that lists its children."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        abstract = True


class TopicIndexPage(IndexPage):
    """The list of topics."""

    max_count_per_parent = 1
    subpage_types = ["policies.TopicPage"]
    page_description = _("Lists the thematic areas.")

    class Meta:
        verbose_name = _("list of topics")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics."""
        from policies.structure_pages import topic_index_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **topic_index_context(self, request)}


class TopicPage(BasePage):
    """One of the six thematic areas."""

    number = models.PositiveSmallIntegerField(_("number"), null=True)
    introduction = RichTextField(_("introduction"), blank=True, features=PROSE)

    parent_page_types = ["policies.TopicIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A thematic area with its group, publications and recommendations.")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("number"),
        FieldPanel("introduction"),
    ]

    class Meta:
        verbose_name = _("topic")

    def search_content(self) -> list[Any]:
        """Return what a search can find here; see ``cms/searchable.py``."""
        from policies.searchable import topic_content

        return topic_content(self)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the group, publications and recommendations."""
        from policies.structure_pages import topic_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **topic_context(self, request)}


class PartnerIndexPage(IndexPage):
    """The list of partners by country."""

    max_count_per_parent = 1
    subpage_types = ["policies.PartnerPage"]
    page_description = _("Lists the partner organisations by country.")

    class Meta:
        verbose_name = _("list of partners")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the partners by country."""
        from policies.structure_pages import partner_index_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **partner_index_context(self, request)}


class PartnerPage(BasePage):
    """A partner organisation."""

    country = CountryField(_("country"))
    introduction = RichTextField(_("introduction"), blank=True, features=PROSE)
    website = models.URLField(_("website"), blank=True)

    parent_page_types = ["policies.PartnerIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A partner organisation and its country.")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("country"),
        FieldPanel("introduction"),
        FieldPanel("website"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("country", overridable=False),
    ]

    class Meta:
        verbose_name = _("partner")

    def search_content(self) -> list[Any]:
        """Return what a search can find here; see ``cms/searchable.py``."""
        from policies.searchable import partner_content

        return partner_content(self)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the country, the groups led and what was written."""
        from policies.structure_pages import partner_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **partner_context(self, request)}


class WorkingGroupIndexPage(IndexPage):
    """The list of working groups."""

    max_count_per_parent = 1
    subpage_types = ["policies.WorkingGroupPage"]
    page_description = _("Lists the working groups.")

    class Meta:
        verbose_name = _("list of working groups")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the groups."""
        from policies.structure_pages import group_index_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **group_index_context(self, request)}


class WorkingGroupPage(BasePage):
    """A working group: its topic, its leader, its members. Membership gives the right to review."""

    number = models.PositiveSmallIntegerField(_("number"), null=True)
    topic = models.ForeignKey(
        TopicPage,
        null=True,
        on_delete=models.PROTECT,
        related_name="working_groups",
        verbose_name=_("topic"),
    )
    leader = models.ForeignKey(
        PartnerPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        verbose_name=_("leading partner"),
    )
    mandate = RichTextField(_("mandate"), blank=True, features=PROSE)

    base_form_class = GroupForm
    parent_page_types = ["policies.WorkingGroupIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A working group with its topic, leader and members.")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("number"),
        PageChooserPanel("topic"),
        PageChooserPanel("leader"),
        FieldPanel("mandate"),
        InlinePanel("members", heading=_("Members"), label=_("Member")),
    ]

    class Meta:
        verbose_name = _("working group")

    def search_content(self) -> list[Any]:
        """Return what a search can find here; see ``cms/searchable.py``."""
        from policies.searchable import group_content

        return group_content(self)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add mandate, members and publications."""
        from policies.structure_pages import group_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **group_context(self, request)}

    def clean(self) -> None:
        """Hold the numbers of members that the groups agreed on.

        :raises ValidationError: when there are more representatives or experts than agreed.
        """
        super().clean()
        check_members(self.members.all())


class GroupMember(Child):
    """Somebody in a working group; an account makes a reviewer of them."""

    page = ParentalKey(WorkingGroupPage, related_name="members")
    name = models.CharField(
        _("name"), max_length=200, help_text=_("Shown on the page: a person or a function.")
    )
    role = models.CharField(
        _("role"), max_length=20, choices=MemberRole.choices, default=MemberRole.REPRESENTATIVE
    )
    organisation = models.ForeignKey(
        PartnerPage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="group_memberships",
        verbose_name=_("account"),
    )

    panels = [
        *Child.identity_panels,
        FieldPanel("name"),
        FieldPanel("role"),
        PageChooserPanel("organisation"),
        FieldPanel("user"),
    ]
    override_translatable_fields = [
        *Child.override_translatable_fields,
        SynchronizedField("name"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return self.name


def check_members(members: Any) -> None:
    """Hold the agreed number of members by role.

    :param members: :class:`GroupMember` instances, saved or not.
    :raises ValidationError: naming the role that has too many.
    """
    roles = [member.role for member in members]
    for role, most in MOST_MEMBERS.items():
        if roles.count(role) > most:
            raise ValidationError(
                gettext("A working group has at most %(most)d members as “%(role)s”.")
                % {"most": most, "role": role.label}
            )
