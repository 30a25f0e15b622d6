"""From Markdown and HTML to blocks: nothing is dropped, everything has the agreed shape."""

from __future__ import annotations

from typing import Any

import pytest

from policies.blocks import BodyBlock
from policies.importing import markdown as markdown_repair
from policies.importing.ast import Cell, Paragraph, Run, TableNode
from policies.importing.convert import convert
from policies.importing.result import ImportedPublication
from policies.importing.tables import grid
from tests.policies.importing.support import (
    CORPUS,
    body_plain,
    docx_of,
    html_of,
    numbered_ids,
    paragraph,
    skeleton,
)

HEAD = "# Title\n\n"


def markdown(source: str) -> ImportedPublication:
    return convert((HEAD + source).encode(), "paper.md", make_id=numbered_ids())


def first_text(result: ImportedPublication) -> str:
    return next(html_of(b["value"]) for b in result.body if b["type"] == "text")


def block(result: ImportedPublication, kind: str) -> Any:
    return next(b["value"] for b in result.body if b["type"] == kind)


def test_same_input_gives_the_same_output() -> None:
    source = (CORPUS / "made" / "greek.pandoc.docx").read_bytes()
    first = convert(source, "a.docx", make_id=numbered_ids())
    second = convert(source, "a.docx", make_id=numbered_ids())
    assert first == second


def test_identifiers_are_unique() -> None:
    result = convert(CORPUS / "made" / "tables.pandoc.docx")
    identifiers = [b["id"] for b in result.body] + [n.identifier for n in result.footnotes]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("name", ["tables", "right-to-left", "serbian-latin", "nested-lists"])
def test_body_is_what_the_stream_field_reads(name: str) -> None:
    result = convert(CORPUS / "made" / f"{name}.libreoffice.odt")
    stream = BodyBlock().to_python(result.body)
    assert [child.block_type for child in stream] == [b["type"] for b in result.body]
    assert [child.id for child in stream] == [b["id"] for b in result.body]


def test_footnote_marks_point_to_footnotes() -> None:
    notes = "[^a]: First.\n\n    Its *second* paragraph.\n[^b]: Other.\n"
    result = markdown(f"One[^a] and two[^b].\n\n{notes}")
    first, second = result.footnotes
    assert first_text(result) == (
        f'<p>One<a linktype="footnote" id="{first.identifier}">1</a> and two'
        f'<a linktype="footnote" id="{second.identifier}">2</a>.</p>'
    )
    assert first.text == "First.<br/>Its <i>second</i> paragraph."


def test_footnote_of_a_heading_moves_to_the_text_below() -> None:
    result = markdown("## Part[^a]\n\nWords.\n\n[^a]: Note.\n")
    assert block(result, "heading")["text"] == "Part"
    assert first_text(result).startswith('<p>Words.<a linktype="footnote"')


def test_footnotes_of_a_table_stand_below_it() -> None:
    result = markdown("| a[^x] | b |\n|---|---|\n| 1 | 2[^y] |\n\n[^x]: N *one*.\n[^y]: N two.\n")
    assert block(result, "table")["table"]["data"] == [["a [a]", "b"], ["1", "2 [b]"]]
    assert first_text(result) == "<p>[a] N <i>one</i>.</p><p>[b] N two.</p>"
    assert result.footnotes == []


def test_lists_inside_cells_stay_as_lines() -> None:
    result = convert(
        b"<h1>T</h1><table><tr><th>A</th></tr><tr><td><ul><li>x</li><li>y</li></ul></td></tr>"
        b"</table>",
        "paper.html",
    )
    assert block(result, "table")["table"]["data"] == [["A"], ["– x\n– y"]]


def test_merged_cells_hide_what_they_cover() -> None:
    result = convert(
        b"<h1>T</h1><table><tr><td rowspan=2>A</td><td colspan=2>B</td></tr>"
        b"<tr><td>C</td><td>D</td></tr></table>",
        "paper.html",
    )
    table = block(result, "table")["table"]
    assert table["data"] == [["A", "B", None], [None, "C", "D"]]
    assert table["mergeCells"] == [
        {"row": 0, "col": 0, "rowspan": 2, "colspan": 1},
        {"row": 0, "col": 1, "rowspan": 1, "colspan": 2},
    ]
    assert table["cell"] == [
        {"row": 0, "col": 2, "hidden": True},
        {"row": 1, "col": 0, "hidden": True},
    ]


def test_spans_that_overlap_or_overflow_are_harmless() -> None:
    cell = Cell([Paragraph([Run("x")])], rowspan=99, colspan=999)
    cells, merges, width = grid(TableNode([[cell, Cell([])], [Cell([])]]))
    assert len(cells) == 2
    assert width == 200
    assert merges[0] == (0, 0, 2, 200)


def test_code_is_kept_and_named() -> None:
    result = markdown("Words.\n\n```\nif x:\n    y\n```\n")
    assert first_text(result) == (
        "<p>Words.</p><p><code>if x:<br/>\u00a0\u00a0\u00a0\u00a0y</code></p>"
    )
    assert [(e.kind, e.kept) for e in result.unplaced] == [("code", True)]


def test_quotation_with_its_source() -> None:
    result = markdown("> Trust comes first.\n>\n> — An incubator\n")
    assert block(result, "quotation") == {
        "text": "Trust comes first.",
        "source": "An incubator",
        "language": "",
    }


def test_greek_quotation_is_marked_as_greek() -> None:
    assert block(markdown("> Η εμπιστοσύνη έρχεται πρώτη.\n"), "quotation")["language"] == "el"


def test_definitions() -> None:
    result = markdown("Cluster\n\n:   Firms of one *field*.\n\n:   Their region.\n")
    (item,) = block(result, "definitions")["items"]
    assert item["type"] == "item"
    assert item["value"]["term"] == "Cluster"
    assert html_of(item["value"]["definition"]) == (
        "<p>Firms of one <i>field</i>.</p><p>Their region.</p>"
    )


def test_lettered_and_continued_numbers_stay_readable() -> None:
    result = convert(
        b"<h1>T</h1><ol type=A><li>one</li><li>two</li></ol><p><b>x</b> y</p>"
        b"<ol start=5><li>five</li></ol>",
        "paper.html",
    )
    assert first_text(result) == (
        "<ul><li>A. one</li><li>B. two</li></ul><p><b>x</b> y</p><ul><li>5. five</li></ul>"
    )


def test_table_inside_a_list_stands_behind_it() -> None:
    result = convert(
        b"<h1>T</h1><ul><li>one<table><tr><td>a</td><td>b</td></tr></table></li><li>two</li></ul>",
        "paper.html",
    )
    assert skeleton(result) == ["ul[..]", "table 1x2 neither"]


def test_heading_that_is_a_whole_paragraph_is_text() -> None:
    result = markdown(f"## {'long words ' * 40}\n\nEnd.\n")
    assert skeleton(result) == ["p p"]
    assert body_plain(result).count("long words") == 40


def test_line_breaks_and_raw_tags_of_markdown() -> None:
    result = markdown("One  \ntwo<br>three 2<sup>nd</sup> H<sub>2</sub>O <u>plain</u>.\n")
    assert first_text(result) == (
        "<p>One<br/>two<br/>three 2<sup>nd</sup> H<sub>2</sub>O plain.</p>"
    )


def test_table_written_in_html_inside_markdown() -> None:
    result = markdown("<table><tr><th>A</th></tr><tr><td>1</td></tr><tr><td>2</td></tr></table>\n")
    assert block(result, "table")["table"]["data"] == [["A"], ["1"], ["2"]]


def test_dollars_quotes_and_at_signs_are_text() -> None:
    text = """It costs $5 to $10, "they" said -- mail a@b or @c \\alpha."""
    assert text.replace("\\", "") in body_plain(markdown(text)).replace("\\", "")


@pytest.mark.parametrize(
    ("source", "repaired"),
    [
        ("a\tb\nc\td", "\n|  |  |\n|---|---|\n| a | b |\n| c | d |\n"),
        ("**a**\t**b**\nc\t", "\n| **a** | **b** |\n|---|---|\n| c |  |\n"),
        ("<b>a</b>\tb\n\tx|y", "\n|  |  |\n|---|---|\n| **a** | b |\n|  | x\\|y |\n"),
        ("only\tone line", "only\tone line"),
        ("```\na\tb\nc\td\n```", "```\na\tb\nc\td\n```"),
        ("\tcode\n\tcode", "\tcode\n\tcode"),
        ("-\titem\n-\titem", "-\titem\n-\titem"),
        ("1. a\n  - b\n2. c", "1. a\n   - b\n2. c"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("- a\n  - b\n    - c", "- a\n  - b\n    - c"),
    ],
)
def test_repairs_of_markdown(source: str, repaired: str) -> None:
    assert markdown_repair.repair(source) == repaired


def test_text_in_letters_of_other_encodings() -> None:
    page = "<html><head><meta charset=windows-1251></head><body><p>Увод</p></body></html>"
    assert body_plain(convert(page.encode("cp1251"), "paper.html")) == "Увод"
    assert body_plain(convert("Увод".encode("utf-16"), "paper.md")) == "Увод"


def test_progress_is_told() -> None:
    told: list[float] = []
    convert(docx_of(paragraph("Words.")), "a.docx", progress=lambda part, _text: told.append(part))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
