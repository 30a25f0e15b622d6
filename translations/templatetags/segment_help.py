"""The help beside a segment, for the editor's template."""

from __future__ import annotations

from typing import Any

from django import template

from translations.helping import PageHelp, SegmentHelp

register = template.Library()


@register.simple_tag(takes_context=True)
def segment_help(context: Any) -> SegmentHelp:
    """Return the help for ``pair``; worked out for the whole page with its first segment."""
    translation = context["translation"]
    help_of_page = getattr(translation, "help_of_page", None)
    if help_of_page is None:
        pairs = [pair for group in context["groups"] for pair in group.pairs]
        help_of_page = translation.help_of_page = PageHelp(pairs, context["code"])
    return help_of_page.of(context["pair"])
