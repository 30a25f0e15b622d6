"""The import in the admin: upload, progress, preview, draft; and again into the same draft."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from policies.import_admin import jobs
from policies.import_admin.files import ImportFolder
from policies.import_admin.forms import MOST_RECOMMENDATIONS
from policies.import_admin.worker import convert_upload
from policies.importing.convert import convert
from policies.models import ImportJob, PolicyPaper, Publication, WorkingGroupReport
from tests.factories import World, fresh, make_paper
from tests.policies.importing.support import CORPUS
from tests.policies.importing.test_bad_input import REFUSED
from tests.workflows import submit, task_state

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    "WjR9awAAAABJRU5ErkJggg=="
)
PAPER = f"""---
title: Shared market scouts
abstract: How four countries share one scout.
author: A. Writer
---

# Why they share

Small clusters cannot pay a scout alone.[^1]

![Three markets]({PIXEL})

| Cluster | Members |
|---------|---------|
| A       | 41      |

# Recommendations

1. Regions should fund one shared scout.

   A scout costs more than one cluster earns.

2. Clusters should agree on three markets.

# References

- A source without a year.

[^1]: A footnote.
"""


@pytest.fixture(autouse=True)
def _convert_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Convert in the test's own process; one test uses the other one."""
    monkeypatch.setattr(jobs, "convert_beside", lambda folder, name: _convert(folder, name))


def _convert(folder: ImportFolder, name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("policies.import_admin.worker.end_me_after", lambda seconds: None)
        convert_upload(folder.path, name)


def login(user: Any) -> Client:
    """Return a client of the user."""
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, world: World, data: bytes | str, name: str, **more: Any) -> Any:
    """Send a document as the form does; follow to where it leads."""
    content = data.encode() if isinstance(data, str) else data
    fields = {
        "file": SimpleUploadedFile(name, content),
        "type_name": "policy-paper",
        "topic": world.topic.pk,
        **more,
    }
    return client.post(reverse("import_upload"), fields, follow=True)


def form_of(response: Any) -> dict[str, Any]:
    """Return what the preview's form would send unchanged."""
    forms = response.context["forms"]
    data: dict[str, Any] = {name: forms.head[name].value() for name in forms.head.fields}
    management = forms.recommendations.management_form
    data |= {management[name].html_name: management[name].value() for name in management.fields}
    for form in forms.recommendations:
        for name in form.fields:
            field = form[name]
            value = field.field.widget.format_value(field.value()) if name == "rationale" else None
            data[field.html_name] = value if name == "rationale" else field.value() or ""
        data.pop(f"{form.prefix}-remove")
    return data


def text_of(response: Any) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_upload_preview_and_draft(world: World) -> None:
    client = login(world.editor)
    preview = upload(client, world, PAPER, "scouts.md")
    text = text_of(preview)
    assert preview.redirect_chain[-1][0].endswith("/preview/")
    assert "Nothing has been made yet" in text
    assert not PolicyPaper.objects.filter(title="Shared market scouts").exists()
    assert not get_image_model().objects.exists()
    assert "Recommendation 1 has no addressee." in text
    assert "Reference 1 has no year." in text
    assert "references-0-year" not in preview.content.decode()

    data = form_of(preview)
    data["title"] = "Scouts, shared"
    data["recommendations-0-statement"] = "Regions should pay for one shared scout."
    data["recommendations-0-addressee"] = "regional"
    data["recommendations-0-time_frame"] = "short"
    data["recommendations-1-remove"] = "on"
    made = client.post(preview.request["PATH_INFO"], data)
    page = PolicyPaper.objects.get(title="Scouts, shared")
    assert made.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert page.owner == world.editor
    assert page.topic == world.topic
    assert page.get_latest_revision().user == world.editor
    (recommendation,) = page.recommendations.all()
    assert recommendation.statement == "Regions should pay for one shared scout."
    assert (recommendation.addressee, recommendation.time_frame) == ("regional", "short")
    assert "A scout costs more" in recommendation.rationale
    assert [block.block_type for block in page.body] == ["heading", "text", "figure", "table"]
    assert page.body[2].value["image"].uploaded_by_user == world.editor
    assert page.revisions.count() == 1

    again = client.post(preview.request["PATH_INFO"], data)
    assert again.headers["Location"] == made.headers["Location"]
    assert PolicyPaper.objects.filter(title="Scouts, shared").count() == 1
    editor = client.get(made.headers["Location"])
    assert editor.status_code == 200
    assert "What the import found" in editor.content.decode()


def test_type_and_identifiers_of_the_preview_are_those_of_the_draft(world: World) -> None:
    client = login(world.editor)
    preview = upload(client, world, PAPER, "a.md", type_name="working-group-report")
    data = form_of(preview)
    data["recommendations-1-instrument"] = "networking"
    client.post(preview.request["PATH_INFO"], data)
    page = WorkingGroupReport.objects.get(title="Shared market scouts")
    found = [str(entry.identifier) for entry in page.recommendations.all()]
    assert found == [data["recommendations-0-identifier"], data["recommendations-1-identifier"]]
    assert [entry.instrument for entry in page.recommendations.all()] == ["", "networking"]


def test_statement_is_asked_for_and_nothing_is_made(world: World) -> None:
    client = login(world.editor)
    preview = upload(client, world, PAPER, "scouts.md")
    data = form_of(preview) | {"recommendations-0-statement": " ", "title": ""}
    response = client.post(preview.request["PATH_INFO"], data)
    assert "Write the statement, or leave the recommendation out." in text_of(response)
    assert "Give it a title." in text_of(response)
    assert not Publication.objects.exists()


def test_more_recommendations_than_the_form_holds_are_not_lost(world: World) -> None:
    count = MOST_RECOMMENDATIONS + 5
    items = "\n".join(f"{n}. Region number {n} should act." for n in range(1, count + 1))
    client = login(world.editor)
    preview = upload(client, world, f"---\ntitle: M\n---\n\n# Recommendations\n\n{items}\n", "m.md")
    client.post(preview.request["PATH_INFO"], form_of(preview) | {"title": "Many"})
    assert PolicyPaper.objects.get(title="Many").recommendations.count() == count


def test_body_and_images_are_shown_as_readers_see_them(world: World) -> None:
    client = login(world.editor)
    upload(client, world, PAPER, "scouts.md")
    job = ImportJob.objects.get()
    body = client.get(reverse("import_body", args=[job.key]))
    html = body.content.decode()
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "css/publication.css" in html
    assert 'class="table-figure"' in html
    assert 'role="doc-noteref"' in html
    address = reverse("import_image", args=[job.key, 0])
    assert address in html
    picture = client.get(address)
    assert picture.headers["Content-Type"] == "image/png"
    missing = client.get(reverse("import_image", args=[job.key, 7]), follow=True)
    assert missing.status_code == 404


def test_an_import_is_its_users_alone(world: World) -> None:
    upload(login(world.editor), world, PAPER, "scouts.md")
    job = ImportJob.objects.get()
    for name, more in (("progress", []), ("preview", []), ("body", []), ("image", [0])):
        address = reverse(f"import_{name}", args=[job.key, *more])
        assert login(world.other_editor).get(address, follow=True).status_code == 404, name
        assert reverse("wagtailadmin_login") in Client().get(address).headers["Location"], name


def test_reviewers_are_offered_no_import(world: World) -> None:
    client = login(world.reviewer)
    home = client.get(reverse("wagtailadmin_home"))
    assert reverse("import_upload") not in home.content.decode()
    refused = client.get(reverse("import_upload"))
    assert refused.status_code == 302
    assert refused.headers["Location"] == reverse("wagtailadmin_home")


def test_menu_and_library_offer_the_import(world: World) -> None:
    client = login(world.editor)
    address = reverse("import_upload")
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    listing = reverse("wagtailadmin_explore", args=[world.library.pk])
    assert f'href="{address}"' in client.get(listing).content.decode()


@pytest.mark.parametrize(
    ("name", "code", "content", "message"), REFUSED, ids=lambda value: str(value)[:20]
)
def test_bad_file_is_refused_with_a_sentence(
    world: World, name: str, code: str, content: Any, message: str
) -> None:
    data = content() if callable(content) else content
    response = upload(login(world.editor), world, data, name)
    text = text_of(response).replace("&#x27;", "'").replace("&quot;", '"')
    assert message in text
    assert response.status_code == 200
    assert not Publication.objects.exists()
    assert not get_image_model().objects.exists()


def test_refusal_speaks_the_users_language(world: World) -> None:
    folder = ImportFolder.of("language")
    folder.receive([b"%PDF-1.7"])
    _convert(folder, "a.docx")
    assert folder.refusal() == {
        "code": "wrong-type",
        "message": "The content of this file is not what its name says (found: PDF). Save the "
        "document again as .docx or .odt and upload that file.",
    }


def test_conversion_beside_the_server(world: World) -> None:
    """A process of its own reads the file, tells how far it is, and ends."""
    folder = ImportFolder.of("beside")
    folder.receive([(CORPUS / "made" / "tables.libreoffice.docx").read_bytes()])
    process = jobs.start_worker("import", str(folder.path), "tables.docx", errors=folder.errors)
    jobs.watch(process, folder, "en")
    assert process.returncode == 0, folder.errors.read_text()
    assert folder.progress() == {"fraction": 1.0, "sentence": "Ready"}
    here = convert(CORPUS / "made" / "tables.libreoffice.docx")
    there = folder.load()
    assert there.plain_text() == here.plain_text()
    assert [block["type"] for block in there.body] == [block["type"] for block in here.body]


def test_conversion_that_ends_without_an_answer_is_answered(tmp_path: Any) -> None:
    folder = ImportFolder(tmp_path / "lost")
    folder.receive([b"x"])
    process = jobs.start_worker("no such job", errors=folder.errors)
    jobs.watch(process, folder, "en")
    refusal = folder.refusal()
    assert refusal is not None
    assert refusal["code"] == "too-complex"
    assert process.poll() not in (None, 0)


def test_working_conversion_shows_progress_without_a_script(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "convert_beside", lambda folder, name: folder.tell(0.2, "Reading"))
    client = login(world.editor)
    response = upload(client, world, PAPER, "scouts.md")
    html = response.content.decode()
    assert re.search(r'<progress id="import-progress" max="100" value="20">', html)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    job = ImportJob.objects.get()
    state = client.get(reverse("import_progress", args=[job.key]), {"format": "json"}).json()
    assert state == {"state": "working", "percent": 20, "sentence": "Reading"}

    second = upload(client, world, PAPER, "second.md")
    assert "Another document of yours is still being read." in text_of(second)

    ImportJob.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    lost = client.get(reverse("import_progress", args=[job.key]))
    assert "This import is no longer there." in text_of(lost)


def test_imports_are_kept_for_a_week(world: World) -> None:
    client = login(world.editor)
    upload(client, world, PAPER, "old.md")
    job = ImportJob.objects.get()
    folder = job.folder.path
    assert (folder / "source").exists()
    ImportJob.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    upload(client, world, PAPER, "new.md")
    assert ImportJob.objects.get().file_name == "new.md"
    assert not folder.exists()


AGAIN = PAPER.replace("cannot pay a scout alone", "cannot afford a scout alone").replace(
    "2. Clusters should agree on three markets.",
    "2. Ministries should publish what they learned.",
)


def imported_paper(world: World, client: Client) -> Any:
    """Return a paper made of PAPER, its first recommendation addressed."""
    preview = upload(client, world, PAPER, "scouts.md")
    data = form_of(preview) | {"recommendations-0-addressee": "regional"}
    client.post(preview.request["PATH_INFO"], data)
    return PolicyPaper.objects.get(title="Shared market scouts")


def send_again(client: Client, page: Any, text: str) -> Any:
    """Upload another version of a publication's document."""
    fields = {"file": SimpleUploadedFile("scouts-2.md", text.encode())}
    return client.post(reverse("import_again", args=[page.pk]), fields, follow=True)


def test_import_again_compares_and_keeps_identifiers(world: World) -> None:
    client = login(world.editor)
    page = imported_paper(world, client)
    kept, _gone = page.recommendations.all()
    revision = page.latest_revision_id
    comparison = send_again(client, page, AGAIN)
    text = text_of(comparison)
    states = [line.state for line in comparison.context["recommendations"]]
    assert states == ["kept", "new", "gone"]
    assert str(kept.identifier)[:8] in text
    html = comparison.content.decode()
    assert re.search(r"<del[^>]*>pay</del><ins[^>]*>afford</ins>", html)
    assert fresh(page).latest_revision_id == revision

    address = comparison.request["PATH_INFO"]
    stale = client.post(address, {"revision": "0"}, follow=True)
    assert "The draft was changed meanwhile." in text_of(stale)
    assert fresh(page).latest_revision_id == revision

    client.post(address, {"revision": revision})
    draft = fresh(page).get_latest_revision_as_object()
    first, second = draft.recommendations.all()
    assert first.identifier == kept.identifier
    assert first.addressee == "regional"
    assert second.statement == "Ministries should publish what they learned."
    assert fresh(page).revisions.count() == 2
    client.post(address, {"revision": fresh(page).latest_revision_id})
    assert fresh(page).revisions.count() == 2


def test_import_again_is_refused_in_a_step_that_is_not_theirs(world: World) -> None:
    client = login(world.editor)
    page = imported_paper(world, client)
    comparison = send_again(client, page, AGAIN)
    submit(page, world.editor)
    assert task_state(page) is not None
    refused = send_again(client, page, AGAIN)
    assert "waits for the step “Working group review”, which is not yours" in text_of(refused)
    late = client.post(
        comparison.request["PATH_INFO"], {"revision": page.latest_revision_id}, follow=True
    )
    assert "which is not yours" in text_of(late)
    assert fresh(page).revisions.count() == 1


def test_import_again_is_refused_while_somebody_else_holds_the_lock(world: World) -> None:
    page = make_paper(world)
    page.locked, page.locked_by, page.locked_at = True, world.publisher, timezone.now()
    page.save()
    response = login(world.editor).get(reverse("import_again", args=[page.pk]), follow=True)
    assert "This publication is locked. Nothing was imported." in text_of(response)


def test_import_again_needs_the_right_to_change(world: World) -> None:
    page = make_paper(world)
    response = login(world.reviewer).get(reverse("import_again", args=[page.pk]))
    assert response.headers["Location"] == reverse("wagtailadmin_home")


def test_import_again_compares_only_what_can_be_compared_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login(world.editor)
    page = imported_paper(world, client)
    monkeypatch.setattr("policies.import_admin.again.MOST_PAIRS", 3)
    assert "too many recommendations to compare" in text_of(send_again(client, page, AGAIN))
    assert fresh(page).revisions.count() == 1
