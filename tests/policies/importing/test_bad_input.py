"""Files that must not be imported, each with the message a person reads; and cleaned drafts."""

from __future__ import annotations

import base64
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from policies.importing import archive, checks, pandoc
from policies.importing.convert import convert
from policies.importing.errors import ImportRefused
from policies.importing.result import ImportedPublication
from tests.policies.importing.fuzz import fuzz
from tests.policies.importing.support import (
    CORPUS,
    WORD_NS,
    body_plain,
    docx_of,
    html_of,
    paragraph,
    zip_of,
)

GOOD = (CORPUS / "made" / "tables.libreoffice.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
#: Of random damage: as many as an idle machine takes in three seconds.
INPUTS = 120
ODT = "application/vnd.oasis.opendocument.text"


def truncated_docx() -> bytes:
    return GOOD[: len(GOOD) // 2]


def damaged_part() -> bytes:
    position = GOOD.index(b"word/document.xml") + 400
    return GOOD[:position] + bytes(64) + GOOD[position + 64 :]


def zip_bomb() -> bytes:
    return zip_of({"word/document.xml": "<a/>", "word/media/big.png": bytes(30_000_000)})


def entities() -> bytes:
    document = (
        '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        f'<w:document xmlns:w="{WORD_NS}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    return zip_of({"word/document.xml": document})


def encrypted_odt() -> bytes:
    return zip_of(
        {
            "mimetype": ODT,
            "META-INF/manifest.xml": "<m><encryption-data/></m>",
            "content.xml": "\x00garbage",
        }
    )


REFUSED: list[tuple[str, str, Any, str]] = [
    ("paper.docx", "empty", b"", "This document is empty."),
    ("paper.md", "empty", b" \n\n ", "This document is empty."),
    ("paper.html", "empty", b"<html><body></body></html>", "This document is empty."),
    ("paper.docx", "empty", docx_of(paragraph("")), "This document is empty."),
    ("paper.docx", "corrupt", truncated_docx, "This file is damaged"),
    ("paper.docx", "corrupt", damaged_part, "This file is damaged"),
    ("paper.docx", "corrupt", docx_of("<w:p><w:r>"), "This file is damaged"),
    ("paper.docx", "encrypted", OLE + "EncryptedPackage".encode("utf-16-le"), "with a password"),
    ("paper.odt", "encrypted", encrypted_odt, "with a password"),
    ("paper.docx", "zip-bomb", zip_bomb, "far larger than a document can be"),
    ("paper.docx", "entities", entities, "XML entities"),
    ("paper.docx", "wrong-type", b"%PDF-1.7 ...", "not what its name says (found: PDF)"),
    ("paper.docx", "wrong-type", OLE, "found: Word 97 (.doc)"),
    ("paper.docx", "wrong-type", zip_of({"xl/workbook.xml": "<a/>"}), "found: Excel"),
    ("paper.docx", "wrong-type", zip_of({"a.txt": "b"}), "found: ZIP"),
    ("paper.odt", "wrong-type", GOOD, "found: docx"),
    ("paper.docx", "wrong-type", b"plain words", "no Word or OpenDocument file"),
    ("paper.md", "wrong-type", GOOD, "found: ZIP"),
    ("paper.md", "wrong-type", b"\x89PNG\r\n\x1a\n", "found: PNG"),
    ("paper.md", "wrong-type", b"a\x00b", "no text"),
    ("paper.md", "encoding", "Увод".encode("cp1251"), "encoding UTF-8"),
    ("paper.pdf", "unknown-type", b"%PDF-1.7", "Only Word (.docx), OpenDocument (.odt)"),
    ("paper.docm", "unknown-type", GOOD, "Only Word (.docx), OpenDocument (.odt)"),
    ("paper", "unknown-type", GOOD, "Only Word (.docx), OpenDocument (.odt)"),
    ("paper.md", "too-large", b"a " * 3_000_000, "too large to import"),
    ("paper.html", "too-complex", b"<div>" * 50_000 + b"x", "takes too much time or memory"),
    ("paper.md", "too-complex", b"> " * 20_000 + b"x", "takes too much time or memory"),
]


@pytest.mark.parametrize(
    ("name", "code", "data", "message"),
    REFUSED,
    ids=[f"{code}-{number}" for number, (_n, code, _d, _m) in enumerate(REFUSED)],
)
def test_refused_with_a_message(
    name: str, code: str, data: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "TIME_LIMIT", 2.0)
    content = data() if callable(data) else data
    with pytest.raises(ImportRefused) as refused:
        convert(content, name)

    assert refused.value.code == code
    assert message in str(refused.value)


def test_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    begin = time.monotonic()
    with pytest.raises(ImportRefused) as refused:
        convert(path)

    assert refused.value.code == "too-large"
    assert "limit: 50 MB" in str(refused.value)
    assert time.monotonic() - begin < 1


def test_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    with pytest.raises(ImportRefused) as refused:
        checks.open_source(zip_of({f"{n}.xml": "" for n in range(6)}), "paper.odt")
    assert refused.value.code == "zip-bomb"


def test_names_in_the_archive_are_only_names(tmp_path: Path) -> None:
    data = docx_of(paragraph("Words stay."), {"../../../evil.txt": "x"})
    result = convert(data, "paper.docx")

    assert body_plain(result) == "Words stay."
    assert not list(tmp_path.parent.rglob("evil.txt"))


def test_time_limit_kills_the_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "slow"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 60 &\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr("pypandoc.get_pandoc_path", lambda: str(program))
    begin = time.monotonic()
    with pytest.raises(ImportRefused) as refused:
        pandoc.to_ast(b"words", "markdown", timeout=0.5)

    assert refused.value.code == "too-complex"
    assert time.monotonic() - begin < 10
    group = int((tmp_path / "pid").read_text())
    for _attempt in range(50):
        # The killed children of the shell are reaped by init, not by us.
        if not _alive(group):
            break
        time.sleep(0.1)
    assert not _alive(group)


def _alive(group: int) -> bool:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _parent, own_group = (
                    (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                )
            except OSError:
                continue
            if int(own_group) == group and state != "Z":
                return True
    return False


def test_memory_limit_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "MEMORY_LIMIT", "16m")
    with pytest.raises(ImportRefused) as refused:
        pandoc.to_ast(b"word *word* " * 200_000, "markdown")
    assert refused.value.code == "too-complex"


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(base64.b64decode(PIXEL))
    page = f'<p>Words <img src="file://{secret}" alt="A"> <img src="http://x.invalid/a.png"></p>'
    result = convert(page.encode(), "paper.html")

    assert result.images == []
    assert [(entry.kind, entry.text[:2]) for entry in result.unplaced] == [
        ("linked image", "A "),
        ("linked image", "(h"),
    ]


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def test_broken_images_are_listed_and_good_ones_kept() -> None:
    page = (
        f'<p>Words</p><p><img src="data:image/png;base64,{PIXEL}" alt="Dot"></p>'
        '<p><img src="data:image/png;base64,AAAA" alt="Broken"></p>'
        '<p><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="Vector"></p>'
    )
    result = convert(page.encode(), "paper.html")

    assert [image.alternative_text for image in result.images] == ["Dot"]
    assert [(e.kind, e.text.split()[0]) for e in result.unplaced] == [
        ("broken image", "Broken"),
        ("broken image", "Vector"),
    ]


ACTIVE = """<html><head><title>Hidden</title><script>alert('one')</script>
<style>p { color: red }</style></head><body onload="alert('two')">
<h1 onclick="alert('three')">Shown</h1>
<p>Read <a href="javascript:alert('four')">this</a>,
<a href=" JaVa&#9;Script:alert('five')">that</a>,
<a href="data:text/html,<script>alert('six')</script>">more</a>,
<a href="https://example.org/?a=1&amp;b=2" onmouseover="alert('seven')">and a source</a>.</p>
<iframe src="http://x.invalid/"></iframe><object data="x"></object>
<p><img src="x" onerror="alert('eight')" alt="picture"></p></body></html>"""


def test_active_content_is_cleaned_from_html() -> None:
    result = convert(ACTIVE.encode(), "paper.html")
    everything = repr(result.body)

    assert "alert" not in everything.replace("javascript:alert", "")
    assert "onclick" not in everything
    assert "Read this, that, more" in body_plain(result)
    assert 'href="https://example.org/?a=1&amp;b=2"' in everything
    assert result.title == "Shown"
    assert any("script, event handler" in warning for warning in result.warnings)
    assert [entry.kind for entry in result.unplaced] == ["link", "linked image"]


def test_active_content_is_cleaned_from_markdown() -> None:
    source = (
        "Words <script>alert(1)</script> stay [here](javascript:alert(2)) "
        '<img src=x onerror="alert(3)"> <b onclick="alert(4)">bold</b>.\n\n'
        "<script>alert(5)</script>\n\n<div onload='alert(6)'>Inside</div>\n"
    )
    result = convert(source.encode(), "paper.md")
    text = "".join(html_of(b["value"]) for b in result.body if b["type"] == "text")

    assert "alert" not in text
    assert "<b>bold</b>" in text
    assert "Inside" in text


def test_macros_are_left_out() -> None:
    data = docx_of(paragraph("Words stay."), {"vbaProject.bin": b"macro"})
    result = convert(data, "paper.docx")

    assert body_plain(result) == "Words stay."
    assert result.warnings[0] == "The macros of this document were left out."


def test_tracked_changes_are_accepted_and_comments_listed() -> None:
    body = (
        "<w:p><w:r><w:t>Old and </w:t></w:r>"
        '<w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="3" w:author="A"><w:r><w:t>moved away</w:t></w:r></w:moveFrom></w:p>'
    )
    comments = (
        f'<w:comments xmlns:w="{WORD_NS}"><w:comment w:id="0" w:author="Reviewer" '
        f'w:date="2013-01-02T10:00:00Z">{paragraph("Is this so?")}</w:comment></w:comments>'
    )
    result = convert(docx_of(body, {"comments.xml": comments}), "paper.docx")

    assert body_plain(result) == "Old and new"
    assert [(c.author, c.date[:10], c.text) for c in result.comments] == [
        ("Reviewer", "2013-01-02", "Is this so?")
    ]
    assert result.unplaced == []


def test_tracked_changes_and_comments_of_opendocument() -> None:
    with zipfile.ZipFile(CORPUS / "made" / "bold-headings.libreoffice.odt") as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    content = file_text(parts["content.xml"])
    deleted = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:p>gone'
        "</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = (
        "<office:annotation><dc:creator>Reviewer</dc:creator><dc:date>2013-01-02</dc:date>"
        "<text:p>Why is that?</text:p></office:annotation>"
    )
    head, opening, rest = content.partition("<office:text")
    tag, close, rest = rest.partition(">")
    content = head + opening + tag + close + deleted + rest
    parts["content.xml"] = content.replace("rarely kept", f"rarely{comment} kept")
    result = convert(zip_of(parts), "paper.odt")

    assert "Numbers on services are rarely kept." in body_plain(result)
    assert "gone" not in result.plain_text()
    assert [(c.author, c.text.strip()) for c in result.comments] == [("Reviewer", "Why is that?")]
    assert result.unplaced == []


def file_text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode()


def test_headers_and_text_boxes_are_named_when_they_cannot_be_placed() -> None:
    header = f'<w:hdr xmlns:w="{WORD_NS}">{paragraph("Draft 3")}{paragraph("12")}</w:hdr>'
    box = (
        "<w:p><w:r><w:unknown><w:txbxContent>"
        f"{paragraph('Words in a box')}</w:txbxContent></w:unknown></w:r></w:p>"
    )
    result = convert(docx_of(paragraph("Text.") + box, {"header1.xml": header}), "paper.docx")

    assert ("header", "Draft 3") in [(e.kind, e.text) for e in result.unplaced]
    found = body_plain(result) + "".join(e.text for e in result.unplaced)
    assert "Words in a box" in found


def processor_time() -> float:
    """Return the seconds of this process and its ended children; other tests run beside."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def test_three_thousand_paragraphs() -> None:
    body = "".join(paragraph(f"Paragraph number {n} says something.") for n in range(3_000))
    begin = processor_time()
    result: ImportedPublication = convert(docx_of(body), "paper.docx")

    assert body_plain(result).count("Paragraph number") == 3_000
    assert processor_time() - begin < 20


def test_broken_header_of_markdown_is_text() -> None:
    result = convert(b"---\nthis: is: no: header\n---\n\nWords stay.\n", "paper.md")
    assert "Words stay." in body_plain(result)


def test_random_damage_never_crashes() -> None:
    converted, refused = fuzz(seed=4, inputs=INPUTS)
    assert converted > 20
    assert refused > 5


def test_temporary_files_are_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(pandoc, "TIME_LIMIT", 1.0)
    convert(b"Words.", "paper.md")
    with pytest.raises(ImportRefused):
        convert(b"> " * 20_000 + b"x", "paper.md")
    assert os.listdir(tmp_path) == []


def test_declared_sizes_that_lie_are_not_believed() -> None:
    data = bytearray(zip_of({"word/document.xml": "<a/>" * 1000}))
    # The central directory announces ten bytes for what unpacks to four thousand.
    position = data.index(b"PK\x01\x02")
    data[position + 24 : position + 28] = (10).to_bytes(4, "little")
    with pytest.raises((ImportRefused, zipfile.BadZipFile)) as refused:
        convert(bytes(data), "paper.docx")
    assert isinstance(refused.value, ImportRefused)
