"""Template tag of the page shell: the style sheets to link to."""

from __future__ import annotations

from django import template

from cms.stylesheets import Stylesheet, stylesheets

register = template.Library()


@register.simple_tag
def stylesheet_links() -> list[Stylesheet]:
    """Return the style sheets of public pages, each with ``path`` and ``media``."""
    return stylesheets()
