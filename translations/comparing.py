"""What changed since the public version of a translation, laid beside its segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Subquery

from translations.changes import Change, place_label
from translations.enums import ChangeKind
from translations.following import open_changes
from translations.models import SegmentEdit, Standing, Submission
from translations.pairs import Pair, as_typed


@dataclass
class Comparison:
    """What is different from the version that readers have.

    ``beside`` are the changes that no segment shows: removed, moved, or beside the text.
    """

    changes: list[Change] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)
    to_look_at: int = 0

    @property
    def is_narrower(self) -> bool:
        """Whether there is a smaller part to work on than the whole."""
        return bool(self.changes or self.to_look_at)


def compare(pairs: list[Pair], standing: Standing, model: Any) -> Comparison:
    """Mark the pairs that differ from the approved version, and return what else does.

    A pair differs when its source changed in meaning, or when somebody wrote in it since. Without
    an approved version there is nothing to compare with. One query.

    :param model: the specific page class of the source.
    """
    if standing.baseline_id is None:
        return Comparison()
    found = Comparison(open_changes(standing))
    places = {(change.path, change.after): change for change in found.changes if change.after}
    for pair in pairs:
        pair.change = places.get((pair.segment.context.path, pair.source))
        if pair.change is not None:
            pair.earlier = as_typed(pair.change.earlier, pair.rich)
    _mark_edited(pairs, standing)
    found.to_look_at = sum(pair.differs for pair in pairs)
    shown = {id(pair.change) for pair in pairs if pair.change}
    found.beside = [
        {
            "kind": change.kind.label,
            "place": place_label(model, change.place),
            "marked": change.marked if change.kind == ChangeKind.REMOVED and change.before else "",
        }
        for change in found.changes
        if id(change) not in shown
    ]
    return found


def _mark_edited(pairs: list[Pair], standing: Standing) -> None:
    """Mark the pairs that somebody wrote in since the approved version."""
    public = Submission.objects.filter(
        translation_id=standing.pk, published_at__isnull=False
    ).order_by("-pk")
    through = Subquery(public.values("through_edit")[:1])
    edits = SegmentEdit.objects.filter(translation_id=standing.pk).annotate(through=through)
    edited: set[tuple[int, int]] = set()
    before: dict[tuple[int, int], str] = {}
    for pk, context, string, data, last in edits.order_by("pk").values_list(
        "pk", "context_id", "string_id", "data", "through"
    ):
        if last is not None and pk <= last:
            before[context, string] = data
        elif last is not None:
            edited.add((context, string))
    for pair in pairs:
        if pair.place in edited:
            pair.edited = before.get(pair.place) != pair.data
            pair.earlier = pair.earlier or as_typed(before.get(pair.place, ""), pair.rich)


def earlier_text(standing: Standing, model: Any, pair: Pair) -> str:
    """Return the approved translation of what a segment's source said before, or ""."""
    compare([pair], standing, model)
    return pair.earlier
