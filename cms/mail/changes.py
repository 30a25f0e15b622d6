"""What changed in a text, as a short list that can be read in a mail.

The differences are those that Wagtail's comparison in the history shows, counted instead of shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.compare import (
    ChildRelationComparison,
    StreamBlockComparison,
    StreamFieldComparison,
)

#: More lines than this say less than the history, which is a click away.
MOST_LINES = 10


class Changes:
    """The parts of a page that differ between two versions; compared once, named in any language.

    :param before: a page of the same type as ``after``, both as revisions hold them.
    """

    def __init__(self, before: Any, after: Any) -> None:
        panel = after.get_edit_handler().get_bound_panel(instance=after, request=None, form=None)
        comparisons = (make(before, after) for make in panel.get_comparison())
        self._parts = [(c, _counts(c)) for c in comparisons if c.has_changed()]

    def lines(self) -> list[str]:
        """Return one line for each part, in the language now active; the last may sum up."""
        lines = [_line(comparison, counts) for comparison, counts in self._parts]
        if len(lines) <= MOST_LINES:
            return lines
        rest = len(lines) - MOST_LINES + 1
        more = ngettext("and %d more part", "and %d more parts", rest) % rest
        return [*lines[: MOST_LINES - 1], more]


def _line(comparison: Any, counts: Counter[str]) -> str:
    said = []
    if counts["added"]:
        said.append(_("added: %d") % counts["added"])
    if counts["changed"]:
        said.append(_("changed: %d") % counts["changed"])
    if counts["taken_out"]:
        said.append(_("taken out: %d") % counts["taken_out"])
    label = str(comparison.field_label())
    return f"{label} ({', '.join(said)})" if said else label


def _counts(comparison: Any) -> Counter[str]:
    return Counter(_pieces(comparison))


def _pieces(comparison: Any) -> Iterator[str]:
    """Yield for each child or block what became of it."""
    if isinstance(comparison, ChildRelationComparison):
        for child in comparison.get_child_comparisons():
            yield _fate(child.is_addition(), child.is_deletion(), child)
    elif isinstance(comparison, StreamFieldComparison) and (
        comparison.has_block_ids(comparison.val_a) and comparison.has_block_ids(comparison.val_b)
    ):
        blocks = StreamBlockComparison(
            comparison.field.stream_block, True, True, comparison.val_a, comparison.val_b
        )
        for block in blocks.get_block_comparisons():
            yield _fate(block.is_new(), block.is_deleted(), block)


def _fate(added: Any, taken_out: Any, piece: Any) -> str:
    if added:
        return "added"
    if taken_out:
        return "taken_out"
    return "changed" if piece.has_changed() else "same"
