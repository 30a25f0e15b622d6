"""What importing again would change in a draft, before it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policies.comparison import compare, marked_words
from policies.importing.result import ImportedPublication, body_text, rich_text_to_plain
from policies.importing.similarity import Existing, match_recommendations


@dataclass(frozen=True)
class RecommendationLine:
    """One recommendation on both sides. ``state``: ``kept``, ``changed``, ``new`` or ``gone``."""

    state: str
    label: str
    identifier: str
    before: str
    after: str
    marked: SafeString


def _lines(texts: Any) -> list[str]:
    return [line for text in texts for line in str(text).split("\n") if line.strip()]


def _body(raw: Any) -> list[str]:
    return _lines(body_text(list(raw)))


def recommendation_lines(imported: ImportedPublication, draft: Any) -> list[RecommendationLine]:
    """Return each recommendation of file and draft: which keep their identifier, which do not."""
    present = [
        Existing(str(entry.identifier), entry.statement) for entry in draft.recommendations.all()
    ]
    if not imported.recommendations:
        # An import without recommendations leaves those of the draft as they are.
        return []
    labels = {
        "kept": _("Unchanged, keeps its identifier"),
        "changed": _("Changed, keeps its identifier"),
        "new": _("New"),
        "gone": _("Gone"),
    }
    lines = []
    for match in match_recommendations(imported.recommendations, present):
        before = match.existing.statement if match.existing else ""
        after = match.imported.statement if match.imported else ""
        if match.existing is None:
            state = "new"
        elif match.imported is None:
            state = "gone"
        else:
            state = "kept" if before == after else "changed"
        identifier = match.existing.identifier if match.existing else ""
        lines.append(
            RecommendationLine(
                state, labels[state], identifier, before, after, marked_words(before, after)
            )
        )
    return lines


def sections(imported: ImportedPublication, draft: Any) -> list[dict[str, Any]]:
    """Return the texts of the draft against those of the file, section by section.

    What the file does not have (title, abstract, authors) stays, and is not listed.
    """
    pairs: list[tuple[str, list[str], list[str]]] = [
        (_("Title"), [draft.title], [imported.title or draft.title]),
        (
            _("Abstract"),
            _lines([draft.abstract]),
            _lines([imported.abstract or draft.abstract]),
        ),
        (
            _("Authors"),
            [str(author) for author in draft.authors.all()],
            imported.authors or [str(author) for author in draft.authors.all()],
        ),
        (_("Text"), _body(draft.body.get_prep_value()), _body(imported.body)),
        (
            _("Notes"),
            [rich_text_to_plain(note.text) for note in draft.footnotes.all()],
            [rich_text_to_plain(note.text) for note in imported.footnotes],
        ),
        (
            _("References"),
            [rich_text_to_plain(entry.text) for entry in draft.references.all()],
            [rich_text_to_plain(entry.text) for entry in imported.references],
        ),
    ]
    return [
        {
            "title": title,
            "changed": before != after,
            "changes": compare(before, after) if before != after else [],
        }
        for title, before, after in pairs
        if before or after
    ]
