"""Many pages in review at once, as copies of the rows of one that went there through the editor's
doors: for tests and measurements of lists, where five hundred submissions would take minutes."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from django.db.models import F
from wagtail.models import Page, Revision, TaskState, WorkflowState

from cms.desk.models import Duty
from policies.models import PolicyPaper, Publication


def multiply(paper: Any, number: int) -> list[int]:
    """Copy a policy paper that waits at a step, ``number`` times; return the keys of the pages.

    Rows of page, publication, revision, workflow, task and duty; no children.
    """
    base = Page.objects.get(pk=paper.pk)
    library = base.get_parent()
    last = library.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :])
    pages = []
    for count in range(1, number + 1):
        page = _copy(base, title=f"Copy {count:03}", draft_title=f"Copy {count:03}")
        page.path = Page._get_path(library.path, base.depth, step + count)
        page.slug = f"copy-{step + count}"
        page.url_path = f"{library.url_path}{page.slug}/"
        page.translation_key = uuid.uuid4()
        page.latest_revision = None
        pages.append(page)
    pages = Page.objects.bulk_create(pages)
    Page.objects.filter(pk=library.pk).update(numchild=F("numchild") + number)
    publication = Publication.objects.get(pk=paper.pk)
    for page in pages:
        row = copy.copy(publication)
        row.pk = row.page_ptr_id = page.pk
        row.save_base(raw=True, force_insert=True)
        PolicyPaper(publication_ptr_id=page.pk, page_ptr_id=page.pk).save_base(
            raw=True, force_insert=True
        )
    task_state = paper.current_workflow_task_state
    revision, work = paper.latest_revision, task_state.workflow_state
    revisions = Revision.objects.bulk_create(
        _copy(revision, object_id=str(page.pk)) for page in pages
    )
    works = WorkflowState.objects.bulk_create(
        _copy(work, object_id=str(page.pk), current_task_state=None) for page in pages
    )
    tasks = TaskState.objects.bulk_create(
        _copy(task_state, revision=kept, workflow_state=state)
        for kept, state in zip(revisions, works, strict=True)
    )
    for state, task in zip(works, tasks, strict=True):
        state.current_task_state = task
    WorkflowState.objects.bulk_update(works, ["current_task_state"])
    for page, kept in zip(pages, revisions, strict=True):
        page.latest_revision = kept
    Page.objects.bulk_update(pages, ["latest_revision"])
    duty = Duty.objects.get(task_state=task_state)
    Duty.objects.bulk_create(
        _copy(duty, page=page, task_state=task) for page, task in zip(pages, tasks, strict=True)
    )
    return [page.pk for page in pages]


def _copy(row: Any, **fields: Any) -> Any:
    """Return a new row with the values of another and some of its own."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in fields.items():
        setattr(made, name, value)
    return made
