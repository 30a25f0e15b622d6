"""Models of what the platform publishes."""

from __future__ import annotations

from policies.models.parts import (
    Annex,
    Author,
    Footnote,
    KeyMessage,
    Recommendation,
    Reference,
)
from policies.models.publication import Publication, PublicationIndexPage, ReferenceCounter
from policies.models.structure import (
    GroupMember,
    PartnerIndexPage,
    PartnerPage,
    TopicIndexPage,
    TopicPage,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)
from policies.models.types import (
    GuidelineIndicator,
    GuidelineRisk,
    GuidelineStep,
    Participant,
    PilotActionGuideline,
    PolicyPaper,
    WorkingGroupReport,
)

__all__ = [
    "Annex",
    "Author",
    "Footnote",
    "GroupMember",
    "GuidelineIndicator",
    "GuidelineRisk",
    "GuidelineStep",
    "KeyMessage",
    "Participant",
    "PartnerIndexPage",
    "PartnerPage",
    "PilotActionGuideline",
    "PolicyPaper",
    "Publication",
    "PublicationIndexPage",
    "Recommendation",
    "Reference",
    "ReferenceCounter",
    "TopicIndexPage",
    "TopicPage",
    "WorkingGroupIndexPage",
    "WorkingGroupPage",
    "WorkingGroupReport",
]
