"""Who may do what, to which type, in which state: the data behind ``docs/permissions.md``.

``python -m tests.cms.permission_table`` writes the page; ``test_permissions.py`` checks each cell
against the platform and the page against the data.
"""

from __future__ import annotations

from pathlib import Path

ROLES = {
    "editor": "Editor, author of the draft",
    "other_editor": "Another editor",
    "reviewer": "Reviewer in the topic's group",
    "outsider": "Reviewer in another group",
    "publisher": "Publisher",
    "administrator": "Administrator",
    "superuser": "Superuser",
}
SHORT = {
    "editor": "author",
    "other_editor": "editor",
    "reviewer": "reviewer",
    "outsider": "other group",
    "publisher": "publisher",
    "administrator": "administrator",
    "superuser": "superuser",
}
ACTIONS = {
    "edit": "Change the draft",
    "submit": "Send to review",
    "approve": "Approve the waiting step",
    "send_back": "Send back with a comment",
    "withdraw_submission": "Withdraw from review",
    "publish": "Publish without review",
    "unpublish": "Unpublish",
    "delete": "Delete",
    "copy": "Copy as a draft",
    "history": "Read the history",
    "archive": "Archive or bring back",
    "emergency": "Emergency door (reason, mail, history)",
}
STATES = {
    "draft": "Draft",
    "first step": "Waiting at the first step",
    "last step": "Waiting at the last step",
    "public": "Public",
    "archived": "Archived",
}
TYPES = {
    "publication": "Publication: working group review, then editorial approval",
    "structural": "Structural page: editorial approval only",
}

_WRITERS = {"editor", "other_editor", "publisher", "administrator", "superuser"}
_ADMINS = {"administrator", "superuser"}
_READERS_OF_HISTORY = _WRITERS | {"reviewer", "outsider"}
_ARCHIVERS = {"publisher", *_ADMINS}

#: What holds in every state unless a row below says otherwise. The structural page of the table
#: was drafted by the editor as well. Nobody publishes without review, whatever rights they hold.
_ALWAYS = {
    "edit": _WRITERS,
    "submit": _WRITERS,
    "approve": set(),
    "send_back": set(),
    "withdraw_submission": set(),
    "publish": set(),
    "unpublish": set(),
    "delete": set(),
    "copy": _WRITERS,
    "history": _READERS_OF_HISTORY,
    "archive": set(),
    "emergency": _ADMINS,
}
_DRAFT = {**_ALWAYS, "delete": _WRITERS}
_PUBLIC = {**_ALWAYS, "archive": _ARCHIVERS}


def _waiting(takers: set[str]) -> dict[str, set[str]]:
    """Return the rights while a step waits: only those who take it may touch the text."""
    return {
        **_DRAFT,
        "edit": set(takers),
        "submit": set(),
        "approve": set(takers),
        "send_back": set(takers),
        # The author, and whoever may take the step.
        "withdraw_submission": {"editor", *takers},
        "copy": _WRITERS | takers,
    }


EXPECTED: dict[str, dict[str, dict[str, set[str]]]] = {
    "publication": {
        "draft": _DRAFT,
        "first step": _waiting({"reviewer"}),
        "last step": _waiting({"publisher"}),
        "public": _PUBLIC,
        "archived": _PUBLIC,
    },
    "structural": {
        "draft": _DRAFT,
        "first step": _waiting({"publisher"}),
        "public": _PUBLIC,
        "archived": _PUBLIC,
    },
}


def cells() -> list[tuple[str, str, str]]:
    """Return every ``(type, state, action)`` of the table, in its order."""
    return [
        (kind, state, action)
        for kind, states in EXPECTED.items()
        for state in states
        for action in ACTIONS
    ]


def as_markdown() -> str:
    """Return the page for ``docs/``."""
    lines = [
        "# Who may do what",
        "",
        "Made by `python -m tests.cms.permission_table` from the data that",
        "`tests/cms/test_permissions.py` checks cell by cell; edit the data, not this page.",
        "",
        "Roles:",
        "",
        *[f"- *{SHORT[key]}*: {text}" for key, text in ROLES.items()],
        "",
        "Four eyes come on top of every row: who changed the content since it was last public",
        "approves no step of it, and nobody approves two steps of one text. While a step waits,",
        "only those who may take it can change the text; who does can no longer approve it.",
        "Whether a content may be public is never a matter of rights: the publish gate asks for",
        "its approvals.",
    ]
    for kind, states in EXPECTED.items():
        lines += ["", f"## {TYPES[kind]}"]
        for state, rights in states.items():
            lines += [
                "",
                f"### {STATES[state]}",
                "",
                "| | " + " | ".join(SHORT[role] for role in ROLES) + " |",
                "| --- |" + " :---: |" * len(ROLES),
            ]
            for action, label in ACTIONS.items():
                marks = ["yes" if role in rights[action] else "–" for role in ROLES]
                lines.append(f"| {label} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"

if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")
