"""What a browser would send from the editor, for tests without one."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

RELATIONS = ("key_messages", "footnotes", "recommendations", "authors", "references", "annexes")


def paper_form(page: Any, text: str, **more: Any) -> dict[str, Any]:
    """Return the editor's form of a policy paper with ``text`` as its body.

    :param more: ``{"action-publish": "on"}`` and the like through ``action="publish"``; other
        names replace fields.
    """
    action = more.pop("action", None)
    data: dict[str, Any] = {
        "title": page.title,
        "slug": page.slug,
        "abstract": page.abstract,
        "topic": str(page.topic_id or ""),
        "working_group": str(page.working_group_id or ""),
        "licence": page.licence,
        "policy_level": page.policy_level,
        "body": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
        "comments": inline_formset([]),
        **{relation: inline_formset([]) for relation in RELATIONS},
        **more,
    }
    if action:
        data[f"action-{action}"] = "on"
    return dict(nested_form_data(data))
