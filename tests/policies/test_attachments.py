"""Text of annexes: read at upload with page numbers, bounded, never breaking the upload."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from wagtail.documents import get_document_model

from policies import attachments
from policies.content_checks import check_publication
from policies.import_admin import passages
from policies.models import Annex, AnnexExtraction, AnnexPassage
from tests.factories import World, fresh, make_paper
from tests.policies.importing.support import CORPUS, docx_of, paragraph

Outcome = AnnexExtraction.Outcome


def pdf_of(*pages: str, password: str = "") -> bytes:
    """A PDF file with one line of text on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(width=595, height=842)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def store(data: bytes, name: str) -> Any:
    """Save a document as an upload does."""
    return get_document_model().objects.create(title=name, file=ContentFile(data, name=name))


@pytest.fixture
def stored(django_capture_on_commit_callbacks: Any) -> Callable[[bytes, str], Any]:
    """Save a document and let what waits for the end of the transaction run."""

    def run(data: bytes, name: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return store(data, name)

    return run


def test_pdf_is_kept_page_by_page(world: World, stored: Any) -> None:
    document = stored(pdf_of("Market scouts", "", "Shared laboratories"), "annex.pdf")
    found = document.passages.values_list("page_number", "text")
    assert list(found) == [(1, "Market scouts"), (3, "Shared laboratories")]
    assert document.extraction.outcome == Outcome.DONE
    assert attachments.reason(document.extraction) == ""


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.docx", docx_of(paragraph("Words of a Word file")), "Words of a Word file"),
        ("a.odt", (CORPUS / "made" / "tables.libreoffice.odt"), ""),
        ("a.md", b"# Heading\n\nWords of a *list*", "Words of a list"),
        ("a.txt", "Zażółć – Ελλάδα".encode(), "Zażółć – Ελλάδα"),
        ("a.csv", "\ufeffcluster;members\nA;41".encode(), "cluster;members\nA;41"),
    ],
)
def test_other_files_are_kept_in_passages(
    world: World, stored: Any, name: str, data: Any, text: str
) -> None:
    document = stored(data.read_bytes() if isinstance(data, Path) else data, name)
    assert document.extraction.outcome == Outcome.DONE, document.extraction.message
    assert set(document.passages.values_list("page_number", flat=True)) == {None}
    assert text in "\n".join(document.passages.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7 nothing more", "The file is damaged."),
        ("a.pdf", pdf_of("secret", password="x"), "protected with a password"),
        ("a.pdf", pdf_of(""), "pictures of text only"),
        ("a.docx", b"no zip", "not what its name says"),
        ("a.txt", bytes(range(256)), "The file is damaged."),
        ("a.xlsx", b"PK", "Files of this type are not searched"),
    ],
)
def test_what_cannot_be_read_is_recorded(
    world: World, stored: Any, name: str, data: bytes, words: str
) -> None:
    document = stored(data, name)
    assert words in attachments.reason(document.extraction)
    assert not document.passages.exists()


def test_upload_through_the_admin_succeeds_with_a_damaged_file(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    client.force_login(world.editor)
    file = io.BytesIO(b"%PDF-1.4 broken")
    file.name = "broken.pdf"
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("wagtaildocs:add"), {"title": "Broken", "file": file})
    assert response.status_code == 302
    document = get_document_model().objects.get(title="Broken")
    assert document.extraction.outcome == Outcome.FAILED


def test_reading_that_takes_too_long_is_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = store(pdf_of("text"), "slow.pdf")
    ended = []
    start = attachments.start_worker

    def watched(*arguments: str, **kwargs: Any) -> Any:
        ended.append(start(*arguments, **kwargs))
        return ended[-1]

    monkeypatch.setattr(attachments, "start_worker", watched)
    extraction = attachments.extract(document, seconds=0.01)
    assert extraction.code == "too-complex"
    assert ended[0].poll() is not None


def test_new_file_replaces_the_passages(
    world: World, django_capture_on_commit_callbacks: Any, stored: Any
) -> None:
    document = stored(b"first", "a.txt")
    heard = []

    def hear(sender: Any, document: Any, **kwargs: Any) -> None:
        heard.append(document)

    attachments.passages_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            document.title = "Same file, other title"
            document.save()
        assert not heard
        with django_capture_on_commit_callbacks(execute=True):
            document.file.save("b.txt", ContentFile(b"second"))
    finally:
        attachments.passages_changed.disconnect(hear)
    assert list(document.passages.values_list("text", flat=True)) == ["second"]
    assert heard == [document]
    document.delete()
    assert not AnnexPassage.objects.exists()


def test_editor_is_told_that_an_annex_is_not_searched(world: World, stored: Any) -> None:
    paper = make_paper(world)
    draft = paper.get_latest_revision_as_object()
    draft.annexes = [Annex(title="Table", document=stored(b"%PDF broken", "a.pdf"))]
    draft.save_revision(user=world.editor)
    findings = check_publication(fresh(paper).get_latest_revision_as_object())
    (finding,) = [entry for entry in findings if entry.code == "annex-text"]
    assert "Readers cannot search annex 1: The file is damaged." in finding.text


def test_command_reads_what_was_never_read(world: World, capsys: Any) -> None:
    store(b"words", "a.txt")
    store(b"%PDF broken", "b.pdf")
    call_command("extract_annexes")
    said = capsys.readouterr().out
    assert "a.txt: Text read (1 passages)" in said
    assert "b.pdf: The text could not be read (The file is damaged." in said
    call_command("extract_annexes")
    assert "Every annex has been read." in capsys.readouterr().out
    call_command("extract_annexes", "--again")
    assert "1/1 b.pdf" in capsys.readouterr().out


def test_passages_are_cut_and_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "long.txt"
    source.write_bytes(("word \x00\x01 ".replace("\x00", "") * 2000).encode())
    found = passages.passages_of(source, "long.txt")
    assert all(len(text) <= passages.PASSAGE for _page, text in found["passages"])
    assert not any("\x01" in text for _page, text in found["passages"])
    monkeypatch.setattr(passages, "MOST_CHARACTERS", 5000)
    assert passages.passages_of(source, "long.txt")["cut"]
