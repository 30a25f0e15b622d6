"""What is recognised, in twelve languages, and what is left alone."""

from __future__ import annotations

import datetime as dt

import pytest

from policies.importing import words
from policies.importing.convert import convert
from policies.importing.result import ImportedPublication, rich_text_to_plain
from tests.policies.importing.support import (
    WORD_NS,
    body_plain,
    docx_of,
    html_of,
    numbered_ids,
    paragraph,
    skeleton,
)


def markdown(source: str) -> ImportedPublication:
    return convert(source.encode(), "paper.md", make_id=numbered_ids())


RECOMMENDATIONS = [
    "Recommendations",
    "3. Policy recommendations",
    "Conclusions and recommendations",
    "Recommendations for the national and the regional authorities",
    "Препоръки",
    "4.2 Препоръки към общините",
    "Empfehlungen",
    "Handlungsempfehlungen",
    "Συστάσεις",
    "ΣΥΣΤΑΣΕΙΣ",
    "Preporuke",
    "Ajánlások",
    "Raccomandazioni",
    "Recomandări",
    "Recomandari",
    "Odporúčania",
    "Priporočila",
    "Rekomandime",
    "Препоруке",
    "Preporuke za javne politike:",
]
OTHERS = [
    "Background",
    "How the recommendations of earlier projects were used by partners",
    "Σύσταση της ομάδας",
    "Препратки",
    "Odpor",
]


@pytest.mark.parametrize("heading", RECOMMENDATIONS)
def test_list_under_the_heading_becomes_recommendations(heading: str) -> None:
    result = markdown(
        f"# Start\n\nWords.\n\n# {heading}\n\n"
        "1. Fund the shared workshops of small firms.\n\n    They are cheap.\n\n"
        "2. Train the managers of cluster offices.\n\n# End\n\nMore words.\n"
    )
    assert [r.statement for r in result.recommendations] == [
        "Fund the shared workshops of small firms.",
        "Train the managers of cluster offices.",
    ]
    assert html_of(result.recommendations[0].rationale) == "<p>They are cheap.</p>"
    assert result.recommendations[1].rationale == ""
    assert skeleton(result) == ["h2 Start", "p", "h2 End", "p"]
    assert [(m.kind, m.text) for m in result.moved] == [("recommendations", heading)]


@pytest.mark.parametrize("heading", OTHERS)
def test_other_headings_keep_their_lists(heading: str) -> None:
    result = markdown(f"# Start\n\nWords.\n\n# {heading}\n\n1. Fund the shared workshops now.\n")
    assert result.recommendations == []
    assert skeleton(result)[-1] == "ol[.]"


def test_list_of_names_or_questions_is_no_list_of_recommendations() -> None:
    names = markdown("# Start\n\nWords.\n\n# Recommendations\n\n- Ministry\n- Chamber\n")
    questions = markdown(
        "# Start\n\nWords.\n\n# Recommendations\n\n- Who pays for the workshops?\n"
        "- Who trains the managers of offices?\n"
    )
    assert names.recommendations == questions.recommendations == []


def test_text_between_numbered_items_is_rationale() -> None:
    result = markdown(
        "# Start\n\nWords.\n\n# Recommendations\n\nThe group recommends:\n\n"
        "1. Fund the shared workshops now.\n\nBecause they are cheap.\n\n"
        "2. Train the managers of offices.\n\nBecause they are few.\n\n"
        "3. Measure the exports each year.\n\nBecause nobody does.\n"
    )
    assert [rich_text_to_plain(r.rationale) for r in result.recommendations] == [
        "Because they are cheap.",
        "Because they are few.",
        "Because nobody does.",
    ]
    assert body_plain(result).endswith("The group recommends:")


def test_bold_sentence_is_the_statement_and_the_rest_its_rationale() -> None:
    result = markdown(
        "# Start\n\nWords.\n\n# Recommendations\n\n"
        "- **Fund the shared workshops.** They are [cheap](https://example.org/a).\n"
        "    - in the north\n"
        "- **Train all office managers.** They are few.[^1]\n\n[^1]: Nine of them.\n"
    )
    first, second = result.recommendations
    assert first.statement == "Fund the shared workshops."
    assert html_of(first.rationale) == (
        '<p>They are <a href="https://example.org/a">cheap</a>.</p><ul><li>in the north</li></ul>'
    )
    assert html_of(second.rationale) == "<p>They are few. [a]</p><p>[a] Nine of them.</p>"


def test_recommendations_below_sub_headings() -> None:
    result = markdown(
        "# Start\n\nWords.\n\n# Recommendations\n\n## To the Union\n\n"
        "- Fund the shared workshops now.\n\n## To the regions\n\n- Train all office managers.\n"
    )
    assert len(result.recommendations) == 2
    assert [m.text for m in result.moved] == ["Recommendations", "To the Union", "To the regions"]


@pytest.mark.parametrize(
    "heading",
    [
        *("Abstract", "Executive summary", "1. Summary", "Резюме", "Zusammenfassung", "Περίληψη"),
        *("Sažetak", "Összefoglaló", "Sintesi", "Rezumat", "Zhrnutie", "Povzetek", "Përmbledhje"),
        *("Сажетак", "Rezime"),
    ],
)
def test_abstract(heading: str) -> None:
    result = markdown(
        f"# A paper\n\n## {heading}\n\nOne.\n\n- two\n- three\n\n## Background\n\nWords.\n"
    )
    assert result.title == "A paper"
    assert result.abstract == "One.\n\n– two\n\n– three"
    assert skeleton(result) == ["h2 Background", "p"]


def test_summary_at_the_end_stays_in_the_body() -> None:
    result = markdown("# A\n\nOne.\n\n# B\n\nTwo.\n\n# Summary\n\nThree.\n")
    assert result.abstract == ""


def test_abstract_that_runs_into_its_text() -> None:
    result = markdown("# A paper\n\n**Abstract:** What it is about.\n\n## Background\n\nWords.\n")
    assert result.abstract == "What it is about."


@pytest.mark.parametrize(
    ("lines", "authors", "date"),
    [
        ("Authors: First Group, Second Group\n\nDate: 12 March 2013", 2, dt.date(2013, 3, 12)),
        ("Автори: Първа група\n\nДата: 12.03.2013", 1, dt.date(2013, 3, 12)),
        ("Συγγραφείς: Ομάδα Α; Ομάδα Β  \nΗμερομηνία: 5 Μαρτίου 2013", 2, dt.date(2013, 3, 5)),
        ("Autor: Grupa\n\nDatum: 3. svibnja 2013.", 1, dt.date(2013, 5, 3)),
        ("Szerzők: Egy Csoport\n\nDátum: 2013. 5. 4.", 1, dt.date(2013, 5, 4)),
        ("Autore: Gruppo\n\nData: 1 luglio 2013", 1, dt.date(2013, 7, 1)),
        ("Autori: Grup\n\nData: 2 iunie 2013", 1, dt.date(2013, 6, 2)),
        ("Avtor: Skupina\n\nDatum: 9. december 2013", 1, dt.date(2013, 12, 9)),
        ("Аутор: Група\n\nДатум: 20. мај 2013.", 1, dt.date(2013, 5, 20)),
    ],
)
def test_authors_and_date(lines: str, authors: int, date: dt.date) -> None:
    result = markdown(f"# A paper\n\n{lines}\n\n## Background\n\nWords.\n")
    assert len(result.authors) == authors
    assert result.date == date
    assert skeleton(result) == ["h2 Background", "p"]


def test_unreadable_date_is_said() -> None:
    result = markdown("---\ntitle: T\ndate: some day\n---\n\nWords.\n")
    assert result.date is None
    assert result.warnings == ["The date “some day” could not be read."]


def test_references() -> None:
    result = markdown(
        "# A\n\nWords.\n\n# References\n\n- Commission (2010), *Europe 2020*, "
        "<https://example.org/2020>.\n- A paper without a year\n"
    )
    first, second = result.references
    assert (first.year, first.url) == (2010, "https://example.org/2020")
    assert "<i>Europe 2020</i>" in first.text
    assert (second.text, second.year) == ("A paper without a year", None)


def test_title_page_of_several_lines_stays_in_the_body() -> None:
    result = markdown(
        "**Some Project**  \n**Cod. 1**\n\n**CONCEPT PAPER**\n\n**GROUP ONE**\n\n"
        "**LEADER: AGENCY**\n\n**1. Background**\n\nWords.\n"
    )
    assert result.title == "CONCEPT PAPER – GROUP ONE"
    assert skeleton(result) == ["p p p p", "h2 1. Background", "p"]


def test_name_of_the_file_is_the_last_resort() -> None:
    result = convert(b"Words only.", "my-paper.md")
    assert result.title == "my-paper"
    assert result.warnings == ["No title was found; the name of the file is used."]


def test_outline_has_no_gaps_and_numbers_decide() -> None:
    result = markdown(
        "# 1. A\n\nw\n\n#### 1.1 B\n\nw\n\n## 1.2 C\n\nw\n\n##### loose\n\nw\n\n"
        "**bold line**\n\nw\n\n### 2 D\n\nw\n\n# E\n\nw\n"
    )
    assert [line for line in skeleton(result) if line.startswith("h")] == [
        *("h2 1. A", "h3 1.1 B", "h3 1.2 C", "h4 loose", "h4 bold line", "h2 2 D", "h2 E")
    ]


def test_bold_paragraph_that_is_no_heading() -> None:
    result = markdown("# A\n\nWords.\n\n**A bold sentence, which ends.**\n\nWords.\n\n**Last**\n")
    assert skeleton(result) == ["p p p p"]
    assert result.title == "A"


def test_word_styles_are_understood() -> None:
    names = ("Title", "Quote", "TOC 1", "caption")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:name w:val="{name}"/></w:style>'
        for n, name in enumerate(names)
    )
    body = "".join(
        paragraph(text, properties=f'<w:pStyle w:val="S{n}"/>')
        for n, text in ((0, "The title"), (2, "Background 3"), (1, "Words of others"))
    )
    relationships = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="styles.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/styles"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {
        "styles.xml": f'<w:styles xmlns:w="{WORD_NS}">{styles}</w:styles>',
        "_rels/document.xml.rels": relationships,
    }
    result = convert(docx_of(body + paragraph("End."), parts), "paper.docx")

    assert result.title == "The title"
    assert skeleton(result) == ["quotation", "p"]
    assert [(e.kind, e.text) for e in result.unplaced] == [("table of contents", "Background 3")]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2013-02-30", None),
        ("March 2013", dt.date(2013, 3, 1)),
        ("2013", None),
        ("14/02/2013", dt.date(2013, 2, 14)),
        ("Tirana, 7 shtator 2013", dt.date(2013, 9, 7)),
        ("Ljubljana, 30. maja 2012", dt.date(2012, 5, 30)),
    ],
)
def test_dates(text: str, date: dt.date | None) -> None:
    assert words.parse_date(text) == date
