"""Models of what the platform publishes."""

from __future__ import annotations

from policies.models.attachments import AnnexExtraction, AnnexPassage
from policies.models.imports import FailedImport, ImportJob
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
    "AnnexExtraction",
    "AnnexPassage",
    "Author",
    "FailedImport",
    "Footnote",
    "GroupMember",
    "GuidelineIndicator",
    "GuidelineRisk",
    "GuidelineStep",
    "ImportJob",
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
