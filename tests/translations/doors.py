"""Every address through which a translation could become public: the data behind the docs page.

``python -m tests.translations.doors`` writes ``docs/translation-doors.md``; ``test_doors.py`` tries
each address in each role, and fails for an address that is not described here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "translation-doors.md"
NAMESPACES = ("wagtail_localize", "wagtaillocales", "wagtailadmin_pages")
ALONE = ("wagtail_bulk_action",)

CLOSED = "closed: 403 for everybody"
OURS = "leads to the translation editor, writes nothing"
FOLLOWS = "refused: a translation follows its source"
READS = "reads only"
GATE = "asks the gate: refused without the language review"
SOURCE = "pages of the source language only"
STEP = "takes the language review step, for its reviewers only"
KEEPS = "changes nothing that readers see"

#: What each address means for a translation, by its name.
DOORS: dict[str, str] = {
    "wagtail_bulk_action": FOLLOWS,
    "wagtailadmin_pages:add": SOURCE,
    "wagtailadmin_pages:add_subpage": READS,
    "wagtailadmin_pages:choose_parent": READS,
    "wagtailadmin_pages:collect_workflow_action_data": READS,
    "wagtailadmin_pages:confirm_workflow_cancellation": READS,
    "wagtailadmin_pages:convert_alias": GATE,
    "wagtailadmin_pages:copy": FOLLOWS,
    "wagtailadmin_pages:delete": FOLLOWS,
    "wagtailadmin_pages:edit": OURS,
    "wagtailadmin_pages:history": READS,
    "wagtailadmin_pages:history_results": READS,
    "wagtailadmin_pages:lock": KEEPS,
    "wagtailadmin_pages:move": FOLLOWS,
    "wagtailadmin_pages:move_confirm": FOLLOWS,
    "wagtailadmin_pages:preview_on_add": READS,
    "wagtailadmin_pages:preview_on_edit": READS,
    "wagtailadmin_pages:revisions_compare": READS,
    "wagtailadmin_pages:revisions_index": READS,
    "wagtailadmin_pages:revisions_revert": READS,
    "wagtailadmin_pages:revisions_unschedule": KEEPS,
    "wagtailadmin_pages:revisions_view": READS,
    "wagtailadmin_pages:search": READS,
    "wagtailadmin_pages:search_results": READS,
    "wagtailadmin_pages:set_page_position": KEEPS,
    "wagtailadmin_pages:set_privacy": KEEPS,
    "wagtailadmin_pages:type_use": READS,
    "wagtailadmin_pages:type_use_results": READS,
    "wagtailadmin_pages:unlock": KEEPS,
    "wagtailadmin_pages:unpublish": GATE,
    "wagtailadmin_pages:usage": READS,
    "wagtailadmin_pages:view_draft": READS,
    "wagtailadmin_pages:workflow_action": STEP,
    "wagtailadmin_pages:workflow_history": READS,
    "wagtailadmin_pages:workflow_history_detail": READS,
    "wagtailadmin_pages:workflow_preview": READS,
}


def meaning(name: str) -> str:
    """Return what an address means for a translation.

    :raises KeyError: for one that nobody has looked at.
    """
    if name.startswith(("wagtail_localize:", "wagtaillocales:")):
        return CLOSED
    return DOORS[name]


def addresses() -> Iterator[tuple[str, str]]:
    """Yield name and pattern of every address in question, as the URL configuration has them."""
    from django.urls import get_resolver

    def walk(resolver: Any, spaces: tuple[str, ...], before: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
                yield from walk(pattern, inner, route)
            else:
                name = ":".join((*spaces, pattern.name or "?"))
                if name in ALONE or name.split(":")[0] in NAMESPACES:
                    yield name, route

    yield from walk(get_resolver(), (), "")


def readable(route: str) -> str:
    """Return a pattern as people write addresses."""
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    return "/" + re.sub(
        r"[\^$\\]|<\w+:", lambda m: "<" if m[0] != "^" and "<" in m[0] else "", route
    )


def as_markdown() -> str:
    """Return the page for ``docs/``."""
    rows = sorted(set(addresses()))
    lines = [
        "# Doors through which a translation could become public",
        "",
        "Made by `python -m tests.translations.doors` from the URL names of wagtail-localize and",
        "of Wagtail's page admin. `tests/translations/test_doors.py` tries each one, with GET and",
        "POST, as translator, as editor and reviewer of another language, as publisher and as",
        "superuser; none of them may make a translation public, or change a public one, without",
        "the language review. A name that is not in this table fails the test.",
        "",
        f"{len(rows)} addresses.",
        "",
        "| name | address | for a translation |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{name}` | `{readable(route)}` | {meaning(name)} |" for name, route in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    PAGE.write_text(as_markdown(), encoding="utf-8")
