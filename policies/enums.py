"""Closed vocabularies of publications and recommendations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyLevel(models.TextChoices):
    """The level of government a publication speaks to."""

    EU = "eu", _("European Union")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    LOCAL = "local", _("Local")


class Addressee(models.TextChoices):
    """Whom a recommendation is addressed to."""

    EU = "eu", _("European Union")
    NATIONAL = "national", _("National authorities")
    REGIONAL = "regional", _("Regional authorities")
    CLUSTER = "cluster_organisation", _("Cluster organisations")


class Instrument(models.TextChoices):
    """The kind of measure a recommendation asks for."""

    FUNDING = "funding", _("Funding")
    REGULATION = "regulation", _("Regulation")
    CAPABILITY = "capability_building", _("Capability building")
    NETWORKING = "networking", _("Networking")
    INFORMATION = "information", _("Information")


class TimeFrame(models.TextChoices):
    """How soon a recommendation can be carried out."""

    SHORT = "short", _("Within a year")
    MEDIUM = "medium", _("One to three years")
    LONG = "long", _("More than three years")


class ReportKind(models.TextChoices):
    """The kinds of working group report."""

    CONCEPT_PAPER = "concept_paper", _("Concept paper")
    SETTING_UP = "setting_up", _("Setting-up document")
    MEETING = "meeting", _("Meeting report")
    FINAL = "final", _("Final report")
    EVALUATION = "evaluation", _("Evaluation report")


class MemberRole(models.TextChoices):
    """What a person is in a working group."""

    REPRESENTATIVE = "representative", _("Representative of the partnership")
    EXPERT = "expert", _("Expert")
    AD_HOC = "ad_hoc", _("Ad hoc participant")


class Licence(models.TextChoices):
    """Licences under which publications may be reused."""

    CC_BY = "CC BY 4.0", "CC BY 4.0"
    CC_BY_SA = "CC BY-SA 4.0", "CC BY-SA 4.0"
    CC0 = "CC0 1.0", "CC0 1.0"
    ALL_RIGHTS = "all_rights", _("All rights reserved")
