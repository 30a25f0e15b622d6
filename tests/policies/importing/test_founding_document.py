"""The project's founding document goes through the converter whole.

Its sentences are not part of this repository. It is compared with a table made by hand, which
names each heading (short, fact-like) and of each list item the first two words and how many words
it has.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from policies.importing.convert import convert
from policies.importing.result import ImportedPublication, body_text
from tests.policies.importing.support import (
    common_subsequence,
    html_of,
    numbered_ids,
    plain_markdown,
    words,
)

SOURCE = Path(__file__).parents[4] / "shared" / "data" / "concept-paper-wg3.md"

OUTLINE = [
    ("2", "1. BACKGROUND"),
    ("3", "1.1 Aims of WGs"),
    ("3", "1.2 WG Leaders"),
    ("3", "1.3 Overview of WGs' task"),
    ("2", "2. STRATEGY OF WORKING GROUP n. 3"),
    ("3", "2.1 Description of the WG's topic"),
    ("3", "2.2 Consistency of the topic with EU policies"),
    ("3", "2.3 Working Methodology"),
    ("4", "How to activate?"),
    ("4", "Results expected:"),
    ("3", "2.4 WG composition"),
]

#: (list it stands in, first two words, number of words between spaces)
ITEMS = [
    ("ol", "WGs setting", 3),
    ("ol ul", "Elaboration of", 9),
    ("ol ul", "Collection and", 15),
    ("ol ul", "Short-listing of", 8),
    ("ol", "Coordination of", 8),
    ("ol", "Structuring and", 7),
    ("ul", "Act.3.1 -", 15),
    ("ul", "Act.3.2 -", 13),
    ("ul", "Act.3.3 -", 50),
    ("ul", "Act.5.1 -", 19),
    ("ul", "Act.5.1 -", 30),
    ("ul", "Access to", 3),
    ("ul", "Access to", 4),
    ("ul", "Access to", 4),
    ("ul", "Access to", 8),
    ("ul", "The scope", 12),
    ("ul", "The mix", 12),
    ("ul", "The quality", 23),
    ("ul", "The capacity", 9),
    ("ul", "The ongoing", 15),
    ("ul", "The needs", 20),
    ("ul", "Bringing innovation", 6),
    ("ul", "Improving capacity", 6),
    ("ul", "Improving knowledge", 6),
    ("ul", "SEENECO (for", 4),
    ("ul", "Adriatic Danube", 4),
    ("ul", "Auto-Clusters", 1),
    ("ul", "Inno-Food", 1),
    ("ul", "A) Analysis", 14),
    ("ul", "Lessons learned", 2),
    ("ul ul", "Policy recommendations", 2),
    ("ul ul", "Structured information", 2),
    ("ul ul", "Co-ordination issues", 2),
    ("ul ul", "Pointers for", 7),
    ("ul", "B) Current", 14),
    ("ul", "Cross-Border", 1),
    ("ul ul", "SEE Operational", 3),
    ("ul ul", "Inter-Reg IIIC", 2),
    ("ul ul", "Black Sea", 3),
    ("ul ul", "Central Europe", 3),
    ("ul ul", "Danube Region", 3),
    ("ul ul", "CIP, centrally", 4),
    ("ul", "C) Current", 18),
    ("ul", "D) Analysis", 16),
    ("ul", "E) A", 24),
    ("ul", "F) Contribution", 34),
    ("ol", "Analysis of", 19),
    ("ol", "Collection of", 18),
    ("ol", "“Relationship mapping”", 16),
    ("ol", "“Better Practice”", 16),
    ("ol", "Usefulness of", 26),
    ("ol", "Final Report", 4),
    ("ol ul", "Including policy", 9),
    ("ol ul", "Recommendations", 1),
    ("ol ul", "Annexes", 1),
    ("ol", "Evaluation Report", 4),
]

_TAG = re.compile(r"<(/?)(ul|ol|li|br)\b[^>]*>|([^<]+)")


@pytest.fixture(scope="module")
def source() -> str:
    if not SOURCE.exists():
        if os.environ.get("CI"):
            pytest.fail("The founding document has to be beside the repository: " + SOURCE.name)
        pytest.skip("The founding document lies outside the repository and is not here.")
    return SOURCE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def imported(source: str) -> ImportedPublication:
    return convert(source.encode(), SOURCE.name, make_id=numbered_ids())


def _items(value: str) -> list[tuple[str, str, int]]:
    """List items of a rich text with the lists around them."""
    found: list[tuple[str, list[str]]] = []
    lists: list[str] = []
    open_items: list[int] = []
    for closing, tag, text in _TAG.findall(html_of(re.sub(r"</?(?:b|i|sup|a)\b[^>]*>", "", value))):
        if tag in {"ul", "ol"}:
            lists.pop() if closing else lists.append(tag)
        elif tag == "li" and closing:
            open_items.pop()
        elif tag == "li":
            open_items.append(len(found))
            found.append((" ".join(lists), []))
        elif open_items:
            found[open_items[-1]][1].append(" " if tag else text)
    result = []
    for place, pieces in found:
        tokens = "".join(pieces).split()
        result.append((place, " ".join(tokens[:2]), len(tokens)))
    return result


def test_words_arrive_in_order(source: str, imported: ImportedPublication) -> None:
    wanted = plain_markdown(source).split()
    given = "\n".join(body_text(imported.body)).split()

    assert common_subsequence(wanted, given) >= 0.995 * len(wanted)
    assert len(words("\n".join(given))) >= 0.995 * len(words("\n".join(wanted)))


def test_outline_is_the_one_written_by_hand(imported: ImportedPublication) -> None:
    headings = [
        (block["value"]["level"], block["value"]["text"])
        for block in imported.body
        if block["type"] == "heading"
    ]
    assert headings == OUTLINE


def test_list_items_are_those_counted_by_hand(imported: ImportedPublication) -> None:
    items = [
        item
        for block in imported.body
        if block["type"] == "text"
        for item in _items(block["value"])
    ]
    assert items == ITEMS


def test_pasted_table_becomes_two_tables(imported: ImportedPublication) -> None:
    outputs, results = (block["value"]["table"] for block in imported.body if _is_table(block))

    assert outputs["data"][0] == ["Output", "Target value", "Period of deliver"]
    assert results["data"][0] == ["Results", "Target value", "Period of deliver"]
    assert (len(outputs["data"]) - 1, len(results["data"]) - 1) == (14, 7)
    assert outputs["table_header_choice"] == results["table_header_choice"] == "row"
    assert [row[1] for row in results["data"][1:]] == [
        *("n. 78", "n. 52", "n. 260", "n. 50", "n. 6", "n. 50", "n. 13")
    ]
    # One period is left open in the source.
    assert [row[0][:13] for row in outputs["data"] if not row[2]] == ["Questionnaire"]


def test_mention_of_recommendations_is_no_recommendation(imported: ImportedPublication) -> None:
    assert imported.recommendations == []
    assert imported.unplaced == []
    assert imported.title.startswith("CONCEPT PAPER – WORKING GROUP N. 3")


def _is_table(block: dict[str, object]) -> bool:
    return block["type"] == "table"
