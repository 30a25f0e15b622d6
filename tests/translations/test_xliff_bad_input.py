"""What else somebody may send as XLIFF: broken, hostile, enormous. Refused with a sentence."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from policies.importing.archive import Archive
from policies.importing.errors import ImportRefused
from translations.xliff import importing, parsing, uploads
from translations.xliff.exporting import document_of
from translations.xliff.parsing import BrokenFile, parse
from translations.xliff.uploads import Refused, files_in

HEAD = b'<?xml version="1.0"?>\n'
XLIFF = b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'

BILLION = (
    HEAD
    + b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>\n'
    + XLIFF
    + b"<file><body>&c;</body></file></xliff>"
)
OUTSIDE = (
    HEAD
    + b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'
    + XLIFF
    + b"<file><body>&e;</body></file></xliff>"
)


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (BILLION, 2, "declares a document type or entities"),
        (OUTSIDE, 2, "declares a document type or entities"),
        (HEAD + b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">\n' + XLIFF, 2, "document type"),
        (HEAD + XLIFF + b"<file>\n<body></file></xliff>", 4, "The file is broken"),
        (HEAD + XLIFF + b"<file><body>&nbsp;</body></file></xliff>", 3, "The file is broken"),
        (b"", 1, "The file is broken"),
        (b"no markup", 1, "The file is broken"),
        (HEAD + b"<html/>", 2, "This is no XLIFF file: it begins with <html>."),
        (
            HEAD + b'<xliff version="2.0" xmlns="x"/>',
            2,
            "XLIFF 1.2 is needed; this file says “2.0”",
        ),
        (HEAD + b"<xliff/>", 2, "XLIFF 1.2 is needed; this file says “?”"),
        (HEAD + XLIFF + b"</xliff>", 1, "There is no <file>"),
        (b'<?xml version="1.0" encoding="nothing"?><x/>', 1, "The file is broken"),
        (HEAD + XLIFF + b"<file>" + b"<g>" * 100, 3, "too deep inside each other"),
        (b"\xff\xfe<\x00", 1, "The file is broken"),
    ],
)
def test_what_cannot_be_read_names_the_line(data: bytes, line: int, said: str) -> None:
    with pytest.raises(BrokenFile) as refusal:
        parse(data)
    assert said in refusal.value.words
    assert refusal.value.line == line


def test_too_many_or_too_long_segments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_UNITS", 2)
    unit = b"<trans-unit id='x'><source>abc</source></trans-unit>\n"
    head = HEAD + XLIFF + b"<file><body>\n"
    with pytest.raises(BrokenFile, match="more than 2 segments"):
        parse(head + unit * 3)
    monkeypatch.setattr(parsing, "LONGEST", 2)
    with pytest.raises(BrokenFile, match="more than 2 characters"):
        parse(head + unit)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """Return a ZIP that is the same whenever it is made: names of tests are made from it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def locked(data: bytes) -> bytes:
    """Return a ZIP whose entries say that they are encrypted."""
    place = data.index(b"PK\x01\x02") + 8
    return data[:place] + bytes([data[place] | 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.xlf", b"", "This file is empty."),
        ("x.docx", b"abc", "Only XLIFF files"),
        ("x.zip", b"PK\x03\x04 broken", "This ZIP file is damaged"),
        ("x.zip", zipped(("a.exe", b"MZ")), "a file that is no XLIFF: a.exe"),
        ("x.zip", zipped(("b.zip", zipped(("a.xlf", b"x")))), "no XLIFF: b.zip"),
        ("x.zip", zipped(), "There is no XLIFF file in this ZIP file."),
        ("x.zip", zipped(("__MACOSX/a.xlf", b"x")), "There is no XLIFF file"),
        ("x.zip", zipped(*((f"{n}.xlf", b"") for n in range(501))), "more than 500 files"),
        ("x.zip", locked(zipped(("a.xlf", b"x"))), "protected with a password"),
        ("x.zip", zipped(("a.xlf", b"x" * 200))[:-30], "damaged"),
    ],
)
def test_what_is_no_upload_is_refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        files_in(name, data)


def test_a_zip_bomb_is_stopped_while_it_unfolds() -> None:
    bomb = zipped(*((f"{n}.xlf", bytes(20 * 1024 * 1024)) for n in range(3)))
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="Unpacked, this ZIP file is larger than 50 MB"):
        files_in("bomb.zip", bomb)


def test_only_what_can_be_stopped_is_unpacked() -> None:
    """bzip2 and LZMA unfold all there is at once, whatever the header announces."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xlf", b"x" * 200)
    with pytest.raises(Refused, match="damaged"):
        files_in("x.zip", target.getvalue())


@pytest.mark.parametrize(
    "read", [lambda data: files_in("x.zip", data), lambda data: Archive(data).read("a.xlf")]
)
def test_a_header_that_announces_too_little_is_not_believed(read: Any) -> None:
    size = 64 * 1024 * 1024
    data = zipped(("a.xlf", bytes(size)))
    place = data.rindex(b"PK\x01\x02") + 24
    lying = data[:place] + (10).to_bytes(4, "little") + data[place + 4 :]
    tracemalloc.start()
    try:
        with pytest.raises((Refused, ImportRefused)):
            read(lying)
        assert tracemalloc.get_traced_memory()[1] < size / 8
    finally:
        tracemalloc.stop()


def test_names_of_entries_lead_nowhere() -> None:
    found = files_in("x.zip", zipped(("../../etc/passwd.xlf", b"x"), ("/a.xliff", b"y")))
    assert [data for _name, data in found] == [b"x", b"y"]


def test_fifty_megabytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(Refused, match="larger than 50 MB"):
        files_in("big.xlf", bytes(uploads.MOST_BYTES + 1))


# --- Over HTTP --------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str) -> Any:
    return client.post(reverse("xliff"), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.django_db
def test_a_person_reads_why(
    client: Client,
    translation: Any,
    people: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(people["translator"])
    broken = send(client, BILLION, "bomb.xlf")
    assert broken.status_code == 422
    html = broken.content.decode()
    assert "A file cannot be read. Nothing was changed." in html
    assert "Line 2:" in html
    assert "bomb.xlf" in html
    assert "Only XLIFF files" in send(client, b"x", "x.exe").content.decode()
    assert "Choose a file first." in client.post(reverse("xliff")).content.decode()
    monkeypatch.setattr("translations.xliff.forms.MOST_BYTES", 10)
    assert "larger than 50 MB" in send(client, bytes(11), "x.xlf").content.decode()


@pytest.mark.django_db
def test_one_broken_file_of_a_zip_keeps_all_of_it_out(
    translation: Any, people: dict[str, Any]
) -> None:
    good = document_of(translation).replace(
        b'<target state="needs-translation" />', "<target>Дума</target>".encode()
    )
    assert importing.examine("a.xlf", good, people["translator"]).changes
    data = zipped(("a.xlf", good), ("b.xlf", BILLION))
    report = importing.apply("x.zip", data, people["translator"])
    assert report.broken
    assert report.changes == 0
    assert [file.line for file in report.files] == [2, 2]
    assert not StringTranslation.objects.exists()


@pytest.mark.django_db
def test_an_upload_that_nobody_applied_is_removed_after_a_day(people: dict[str, Any]) -> None:
    user = people["translator"]
    key = uploads.keep(user, "a\nb.xlf", b"\nx\ny")
    assert uploads.kept(user, key) == ("a b.xlf", b"\nx\ny")
    long_ago = time.time() - uploads.KEPT_FOR - 1
    os.utime(uploads._path(user, key), (long_ago, long_ago))
    uploads.keep(user, "c.xlf", b"z")
    assert uploads.kept(user, key) is None
