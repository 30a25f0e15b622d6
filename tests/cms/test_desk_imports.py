"""Failed imports on the desk: noted whoever looks, kept until they are seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from policies.import_admin import failures, jobs
from policies.models import FailedImport, ImportJob
from tests.cms.desk_words import parts, row_of
from tests.factories import World


@pytest.fixture
def failed_job(world: World) -> ImportJob:
    """An import that its converter has refused, after its owner closed the page."""
    job = ImportJob(user=world.editor, file_name="founding.docx")
    job.folder.receive(SimpleUploadedFile("founding.docx", b"not a document").chunks())
    job.save()
    job.folder.refuse("not-a-document", "This is no Word document.")
    return job


def test_a_failed_import_is_on_the_desk_until_it_is_seen(
    client: Client, world: World, failed_job: ImportJob
) -> None:
    assert failures.run(timezone.now()) == 1
    assert failures.run(timezone.now()) == 0
    row = row_of(client, world.editor, "failed-imports")
    assert (row.title, row.note) == ("founding.docx", "This is no Word document.")
    assert parts(client, world.administrator)["failed-imports"] == ["founding.docx"]
    assert parts(client, world.other_editor)["failed-imports"] == []
    act = row.acts[0]
    client.force_login(world.other_editor)
    client.post(act.url)
    assert FailedImport.objects.get().seen_at is None
    # It stays when the upload itself is removed after its week.
    failed_job.delete()
    client.force_login(world.editor)
    client.post(act.url, act.fields)
    assert parts(client, world.editor)["failed-imports"] == []


def test_looking_at_a_failed_import_notes_it_once(
    client: Client, world: World, failed_job: ImportJob
) -> None:
    client.force_login(world.editor)
    for _ in range(2):
        client.get(reverse("import_progress", args=[failed_job.key]))
    failure = FailedImport.objects.get()
    assert (failure.code, failure.user, failure.user_name) == (
        "not-a-document",
        world.editor,
        "editor.bg",
    )


def test_an_import_under_way_or_ready_has_not_failed(world: World) -> None:
    job = ImportJob(user=world.editor, file_name="under-way.docx")
    job.folder.receive([b"x"])
    job.save()
    assert jobs.state_of(job).name == "working"
    assert failures.run(timezone.now()) == 0
    lost = timezone.now() - jobs.LOST_AFTER - timedelta(seconds=1)
    ImportJob.objects.update(created_at=lost)
    assert failures.run(timezone.now()) == 1
    assert FailedImport.objects.get().code == "lost"
