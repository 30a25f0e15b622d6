"""Registrations of this room with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from policies.footnotes import register_footnotes
from policies.notes import register_footnote_links

hooks.register("register_rich_text_features", register_footnotes)
hooks.register("register_rich_text_features", register_footnote_links)
