"""What goes in comes out: eight sources in Word and OpenDocument by pandoc and LibreOffice."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from policies.importing.convert import convert
from policies.importing.result import ImportedPublication
from tests.policies.importing.support import (
    CORPUS,
    html_of,
    missing,
    numbered_ids,
    plain_markdown,
    skeleton,
    words,
)

#: The shape of each document, written by hand from its source.
SHAPES = {
    "nested-lists": [
        "h2 What a cluster office does",
        "p ol[.ul[..ol[..].]..]",
        "h2 What it leaves to others",
        "ul[..ul[..].] p",
    ],
    "tables": [
        "h2 Money spent",
        "p",
        "table 4x4 row 0,0:2x1 0,1:1x2 3,1:1x2",
        "p",
        "h2 Measures and who takes them",
        "table 4x2 row",
        "p p",
    ],
    "images": [
        "h2 Where the firms are",
        "figure",
        "p",
        "h2 How the number grew",
        "figure",
        "p",
    ],
    "greek": ["h2 Εισαγωγή", "p", "h3 Τι έχει γίνει", "ul[..]"],
    "bulgarian": [
        "h2 Увод",
        "p",
        "definitions 2",
        "h2 Какво показват данните",
        "table 3x3 row",
        "h2 Препоръки",
        "p",
    ],
    "serbian-latin": ["h2 Uvod", "p", "quotation", "h3 Šta kažu preduzeća", "p ul[..ul[..]]"],
    "right-to-left": [
        "h2 A voice from Haifa",
        "p",
        "quotation",
        "h2 A voice from Amman",
        "quotation",
        "p",
        "h2 Terms",
        "definitions 2",
    ],
    "bold-headings": [
        "h2 1. BACKGROUND",
        "h3 1.1 Aims of the group",
        "p",
        "h3 1.2 Members",
        "p",
        "h2 2. FINDINGS",
        "h3 2.1 Choice of fields",
        "p ul[..]",
        "h3 2.2 What is missing",
        "p",
    ],
}
MAKERS = ("pandoc.docx", "pandoc.odt", "libreoffice.docx", "libreoffice.odt")


@cache
def imported(source: str, maker: str) -> ImportedPublication:
    return convert(CORPUS / "made" / f"{source}.{maker}", make_id=numbered_ids())


def test_corpus_is_complete() -> None:
    made = {path.name for path in (CORPUS / "made").iterdir()}
    assert made == {f"{source}.{maker}" for source in SHAPES for maker in MAKERS}
    assert len(made) >= 20


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("source", SHAPES)
def test_shape(source: str, maker: str) -> None:
    assert skeleton(imported(source, maker)) == SHAPES[source]


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("source", SHAPES)
def test_every_word(source: str, maker: str) -> None:
    result = imported(source, maker)
    wanted = words(plain_markdown((CORPUS / "sources" / f"{source}.md").read_text("utf-8")))
    dates = [str(result.date)] if result.date else []
    # Word files keep the names of authors apart from the text.
    given = words("\n".join([result.plain_text(), *result.authors, *dates]))

    assert missing(wanted, given) == []
    assert result.unplaced == []


@pytest.mark.parametrize("maker", MAKERS)
def test_merged_cells_and_notes_of_tables(maker: str) -> None:
    result = imported("tables", maker)
    first, second = (b["value"] for b in result.body if b["type"] == "table")

    assert first["table"]["data"] == [
        ["Region", "Grants", None, "Loans"],
        [None, "planned", "paid", "paid"],
        ["Coast", "120", "98 [a]", "40"],
        ["Mountain", "both years: none", None, "15"],
    ]
    assert first["caption"] == "Support by region"
    assert second["table"]["data"][1] == ["Vouchers [a]", "agency"]
    assert [note.text for note in result.footnotes] == ["The note in the running text."]


@pytest.mark.parametrize("maker", MAKERS)
def test_images_come_with_their_words(maker: str) -> None:
    result = imported("images", maker)
    figures = [block["value"] for block in result.body if block["type"] == "figure"]

    assert [figure["image"] for figure in figures] == [image.key for image in result.images]
    assert figures[0]["caption"].startswith("Map of eleven regions")
    assert all(image.data.startswith(b"\x89PNG") for image in result.images)
    assert result.images[0].data != result.images[1].data


@pytest.mark.parametrize("maker", MAKERS)
def test_recommendations_keep_their_rationale(maker: str) -> None:
    greek = imported("greek", maker)

    assert [r.statement[:22] for r in greek.recommendations] == [
        "Να χρηματοδοτηθούν κοι",
        "Να δημοσιεύονται τα απ",
    ]
    assert html_of(greek.recommendations[1].rationale) == "<p>Η δημοσίευση χτίζει εμπιστοσύνη.</p>"
    assert len(imported("bulgarian", maker).recommendations) == 3
    assert len(imported("serbian-latin", maker).recommendations) == 2


@pytest.mark.parametrize("maker", MAKERS)
def test_front_matter(maker: str) -> None:
    greek = imported("greek", maker)

    assert greek.title == "Πολιτική για τις συστάδες επιχειρήσεων"
    assert greek.authors == ["Ομάδα Εργασίας Τρία"]
    assert greek.date == dt.date(2013, 3, 12)
    assert greek.abstract.startswith("Το κείμενο περιγράφει")
    assert imported("bold-headings", maker).title == "Smart specialisation in small regions"


@pytest.mark.parametrize("maker", MAKERS)
def test_right_to_left_letters_stay_in_logical_order(maker: str) -> None:
    quotations = [
        b["value"]["text"]
        for b in imported("right-to-left", maker).body
        if b["type"] == "quotation"
    ]
    assert quotations == [
        "שיתוף פעולה מתחיל באמון בין אנשים ולא במסמכים",
        "التعاون يبدأ بالثقة بين الناس وليس بالوثائق",
    ]
