"""The content checks in the editor's side panel."""

from __future__ import annotations

from typing import Any

from django import template

from policies.content_checks import Finding, findings_for
from policies.models import Publication

register = template.Library()


@register.simple_tag
def content_findings(page: Any) -> list[Finding] | None:
    """Return what to look at in a stored publication; None for any other object."""
    if not isinstance(page, Publication) or page.pk is None:
        return None
    return findings_for(page)
