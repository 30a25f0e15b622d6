"""The three types of publication and the children that only they have."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from cms.children import Child
from policies.enums import ReportKind
from policies.models.parts import RATIONALE_FEATURES
from policies.models.publication import Publication, with_tabs


@with_tabs
class PolicyPaper(Publication):
    """A policy paper: analysis and recommendations on a topic."""

    template = Publication.template
    page_description = _("Analysis of a topic with recommendations to policy makers.")

    class Meta:
        verbose_name = _("policy paper")
        verbose_name_plural = _("policy papers")


@with_tabs
class PilotActionGuideline(Publication):
    """How to carry out a pilot action, step by step, and how to judge it afterwards."""

    objectives = RichTextField(_("objectives"), blank=True, features=RATIONALE_FEATURES)
    preconditions = RichTextField(_("preconditions"), blank=True, features=RATIONALE_FEATURES)
    resources = RichTextField(_("resources"), blank=True, features=RATIONALE_FEATURES)

    template = Publication.template
    page_description = _("Objectives, steps, resources, risks and indicators of a pilot action.")
    search_prefetch = (*Publication.search_prefetch, "steps", "risks", "indicators")
    guideline_panels = [
        FieldPanel("objectives"),
        FieldPanel("preconditions"),
        InlinePanel("steps", heading=_("Steps"), label=_("Step")),
        FieldPanel("resources"),
        InlinePanel("risks", heading=_("Risks"), label=_("Risk")),
        InlinePanel("indicators", heading=_("Indicators"), label=_("Indicator")),
    ]

    class Meta:
        verbose_name = _("pilot action guideline")
        verbose_name_plural = _("pilot action guidelines")

    @classmethod
    def tabs(cls) -> list[Any]:
        """Put the guideline after the text."""
        tabs = super().tabs()
        return [tabs[0], ObjectList(cls.guideline_panels, heading=_("Guideline")), *tabs[1:]]


class GuidelineStep(Child):
    """A step of a pilot action: who does it, how long it takes, what comes out."""

    page = ParentalKey(PilotActionGuideline, related_name="steps")
    title = models.CharField(_("title"), max_length=250)
    description = RichTextField(_("description"), blank=True, features=RATIONALE_FEATURES)
    who = models.CharField(_("who"), max_length=250, blank=True)
    duration = models.CharField(_("how long"), max_length=100, blank=True)
    output = models.CharField(_("what comes out"), max_length=250, blank=True)

    panels = [
        *Child.identity_panels,
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("who"),
        FieldPanel("duration"),
        FieldPanel("output"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return self.title


class GuidelineRisk(Child):
    """What can go wrong in a pilot action and what helps."""

    page = ParentalKey(PilotActionGuideline, related_name="risks")
    risk = models.TextField(_("risk"))
    mitigation = models.TextField(_("mitigation"), blank=True)

    panels = [*Child.identity_panels, FieldPanel("risk"), FieldPanel("mitigation")]

    class Meta(Child.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")

    def __str__(self) -> str:
        return self.risk[:60]


class GuidelineIndicator(Child):
    """What a pilot action is evaluated by."""

    page = ParentalKey(PilotActionGuideline, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=250)
    target = models.CharField(_("target"), max_length=250, blank=True)
    means_of_verification = models.CharField(_("means of verification"), max_length=250, blank=True)

    panels = [
        *Child.identity_panels,
        FieldPanel("name"),
        FieldPanel("target"),
        FieldPanel("means_of_verification"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name


@with_tabs
class WorkingGroupReport(Publication):
    """A paper that a working group hands in: concept, setting up, meetings, final, evaluation."""

    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind.choices, blank=True)
    period = models.CharField(_("period"), max_length=60, blank=True)
    meeting_date = models.DateField(_("meeting date"), null=True, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    conclusions = RichTextField(_("conclusions"), blank=True, features=RATIONALE_FEATURES)

    template = Publication.template
    page_description = _("Concept paper, setting-up document, meeting, final or evaluation report.")
    report_panels = [
        FieldPanel("kind"),
        FieldPanel("period"),
        FieldPanel("meeting_date"),
        FieldPanel("is_online"),
        FieldPanel("place"),
        InlinePanel("participants", heading=_("Participants"), label=_("Participant")),
        FieldPanel("conclusions"),
    ]

    class Meta:
        verbose_name = _("working group report")
        verbose_name_plural = _("working group reports")

    @classmethod
    def tabs(cls) -> list[Any]:
        """Put the report's own fields after the text."""
        tabs = super().tabs()
        return [tabs[0], ObjectList(cls.report_panels, heading=_("Report")), *tabs[1:]]


class Participant(Child):
    """Somebody who took part in a meeting."""

    page = ParentalKey(WorkingGroupReport, related_name="participants")
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)

    panels = [*Child.identity_panels, FieldPanel("name"), FieldPanel("organisation")]
    override_translatable_fields = [
        *Child.override_translatable_fields,
        SynchronizedField("name"),
        SynchronizedField("organisation"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return self.name or self.organisation
