"""``check_content``: a table when all is well, a failure that names file and line when not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command

from home.demo import translated_files
from translations.groups import partner_languages

pytestmark = pytest.mark.django_db


def check(*languages: str, **options: Any) -> str:
    out = StringIO()
    call_command("check_content", language=list(languages), stdout=out, **options)
    return out.getvalue()


def test_what_is_delivered_passes_in_every_language() -> None:
    rows = [line.split() for line in check(*partner_languages()).splitlines()]
    table = {row[0]: row for row in rows if row and row[0] in partner_languages()}
    assert list(table) == partner_languages()
    for row in table.values():
        translated, total = row[2].split("/")
        assert translated == total
        assert int(row[3]) > 5000
        assert row[-2] == "0"


def test_an_error_fails_with_its_place(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(translated_files, "FOLDER", tmp_path)
    monkeypatch.setattr("home.management.commands.check_content.FOLDER", tmp_path)
    path = tmp_path / "bg" / "page.po"
    path.parent.mkdir()
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.append(polib.POEntry(msgid="Left in English", msgstr="Left in English"))
    made.save(str(path))
    out = StringIO()
    with pytest.raises(CommandError, match="1 errors"):
        call_command("check_content", language=["bg"], stdout=out)
    assert "bg/page.po:" in out.getvalue()


def test_unknown_languages_are_refused() -> None:
    with pytest.raises(CommandError, match="xx"):
        check("xx")
