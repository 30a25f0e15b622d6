"""Recommendations keep their identity when a file is imported again."""

from __future__ import annotations

from policies.importing.result import ImportedRecommendation
from policies.importing.similarity import Existing, keep_identifiers, similarity

WORKSHOPS = "Fund the shared workshops of small firms in each region."
MANAGERS = "Train the managers of cluster offices every second year."
EXPORTS = "Measure the exports of cluster members each year."


def imported(*statements: str) -> list[ImportedRecommendation]:
    return [ImportedRecommendation(f"new-{n}", text) for n, text in enumerate(statements)]


def test_edited_and_moved_statements_are_found_again() -> None:
    new = imported(
        "Measure the exports and imports of cluster members each year.",
        "Fund shared workshops for small firms in every region.",
        "Open a joint office in Brussels for all partners.",
    )
    matches = keep_identifiers(
        new, [Existing("a", WORKSHOPS), Existing("b", MANAGERS), Existing("c", EXPORTS)]
    )
    assert [entry.identifier for entry in new] == ["c", "a", "new-2"]
    assert [m.existing.identifier for m in matches if not m.imported and m.existing] == ["b"]


def test_two_equal_statements_take_two_identifiers_in_order() -> None:
    new = imported(WORKSHOPS, WORKSHOPS)
    keep_identifiers(new, [Existing("a", WORKSHOPS), Existing("b", WORKSHOPS)])
    assert [entry.identifier for entry in new] == ["a", "b"]


def test_different_statements_are_different() -> None:
    assert similarity(WORKSHOPS, MANAGERS) < 0.6
    assert similarity(WORKSHOPS, WORKSHOPS.upper()) == 1.0
    new = imported(WORKSHOPS)
    assert keep_identifiers(new, [])[0].existing is None
