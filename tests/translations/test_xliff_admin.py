"""XLIFF in the admin: download, report, application, several in one ZIP, who may."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests.translations.xliff_files import examine, take, text_of, with_targets, zipped
from translations.models import SegmentEdit
from translations.xliff import importing
from translations.xliff.exporting import document_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun_rich")]


# --- Over HTTP --------------------------------------------------------------------------------


def send(client: Client, data: bytes, name: str = "paper.bg.xlf") -> Any:
    return client.post(reverse("xliff"), {"file": SimpleUploadedFile(name, data)})


def test_download_report_application(client: Client, rich: Any, people: dict[str, Any]) -> None:
    client.force_login(people["translator"])
    editor = client.get(reverse("translations_editor", args=[rich.pk])).content.decode()
    assert reverse("xliff_export", args=[rich.pk]) in editor
    response = client.get(reverse("xliff_export", args=[rich.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="rich.bg.xlf"'
    data = with_targets(response.content, Rich="Богат", small="Плащайте")
    report = send(client, data)
    html = report.content.decode()
    assert "Nothing has been changed so far." in html
    assert "A tag of the source is lost" in html
    assert not StringTranslation.objects.exists()
    apply = re.search(r'action="(/admin/translations/xliff/apply/\w+/)"', html)
    assert apply is not None
    done = client.post(apply[1]).content.decode()
    assert "The files were taken back." in done
    assert text_of(rich, "Rich") == "Богат"
    assert client.post(apply[1]).status_code == 302
    assert SegmentEdit.objects.count() == 1


def test_another_person_cannot_apply_an_upload(
    client: Client, rich: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    html = send(client, with_targets(document_of(rich), Rich="Богат")).content.decode()
    apply = re.search(r'action="(/admin/translations/xliff/apply/\w+/)"', html)
    assert apply is not None
    client.force_login(people["second"])
    assert client.post(apply[1]).status_code == 302
    assert client.post(reverse("xliff_apply", args=["no-key"])).status_code == 400
    assert not StringTranslation.objects.exists()


def test_several_translations_go_out_and_come_back_in_one_zip(
    client: Client, rich: Any, translated: Any, people: dict[str, Any]
) -> None:
    client.force_login(people["translator"])
    keys = [str(rich.pk), str(translated.pk), "x", "-1"]
    response = client.get(reverse("xliff_export_many"), {"translation": keys})
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert sorted(archive.namelist()) == ["clusters-across-borders.bg.xlf", "rich.bg.xlf"]
    files = {
        "rich__xlf": with_targets(archive.read("rich.bg.xlf"), Rich="Богат"),
        "other__xlf": archive.read("clusters-across-borders.bg.xlf"),
    }
    report = take(zipped(**files), people["translator"], "all.zip")
    assert report.count(importing.TAKEN) == 1
    assert text_of(rich, "Rich") == "Богат"
    twice = zipped(a__xlf=files["rich__xlf"], b__xlf=files["rich__xlf"])
    assert "Another file of this upload" in examine(twice, people["translator"]).files[1].refused


@pytest.mark.parametrize("role", ["foreign_translator", "foreign_reviewer"])
def test_other_languages_are_not_downloaded(
    client: Client, rich: Any, people: dict[str, Any], role: str
) -> None:
    client.force_login(people[role])
    assert client.get(reverse("xliff_export", args=[rich.pk])).status_code in {302, 403}
    response = client.get(reverse("xliff_export_many"), {"translation": rich.pk})
    assert "zip" not in response["Content-Type"]
    assert client.get(reverse("xliff"), {"language": "bg"}).status_code in {302, 403}


def test_choosing_nothing_says_so(client: Client, people: dict[str, Any]) -> None:
    client.force_login(people["translator"])
    response = client.get(reverse("xliff_export_many"), follow=True)
    assert "Choose at least one translation." in response.content.decode()
