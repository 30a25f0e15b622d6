"""The workflows that walk pages through their steps: made from the registry, mended when bent."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import TaskState, Workflow, WorkflowTask

from cms.review import steps
from cms.review.models import ReviewWorkflow, StepTask


def _task_for(key: str) -> StepTask:
    with override("en"):
        name = str(steps.step_for(key).label)
    task, _created = StepTask.objects.get_or_create(step_key=key, defaults={"name": name})
    return task


def workflow_for(keys: tuple[str, ...]) -> Workflow | None:
    """Return the workflow of these steps, made or mended first when it is not as registered.

    An administrator can empty a workflow in Wagtail's settings; the next submission gets it back.

    :param keys: step keys in order; () has no workflow, such pages never go live.
    """
    if not keys:
        return None
    joined = ",".join(keys)
    workflow = ReviewWorkflow.objects.filter(step_keys=joined).first()
    if workflow is not None and workflow.active:
        have = list(
            StepTask.objects.filter(active=True, workflow_tasks__workflow=workflow)
            .order_by("workflow_tasks__sort_order")
            .values_list("step_key", flat=True)
        )
        if tuple(have) == keys:
            return workflow
    return _make(joined, keys, workflow)


@transaction.atomic
def _make(joined: str, keys: tuple[str, ...], workflow: ReviewWorkflow | None) -> Workflow:
    tasks = [_task_for(key) for key in keys]
    if workflow is None:
        name = " → ".join(task.name for task in tasks)
        workflow = ReviewWorkflow.objects.create(name=name, step_keys=joined)
    workflow.active = True
    workflow.save()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    for position, task in enumerate(tasks):
        if not task.active:
            task.active = True
            task.save()
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
    return workflow


def ensure_all() -> None:
    """Make the workflow of every set of steps that a page type requires."""
    for keys in steps.all_step_sets():
        workflow_for(keys)


def submit(page: Any, user: Any) -> Any:
    """Send the latest draft of ``page`` to its first step; return the workflow state.

    :raises NotReviewed: when the page type has no steps.
    """
    from cms.review.exceptions import NotReviewed

    workflow = page.get_workflow()
    if workflow is None:
        raise NotReviewed(f"No steps are registered for {type(page).__name__}.")
    return workflow.start(page, user)


def begin_again(page: Any, user: Any) -> None:
    """Take a review in progress back to its first step, because the content changed."""
    state = page.current_workflow_state
    if state is None or state.status != state.STATUS_IN_PROGRESS:
        return
    waiting = state.current_task_state
    keys = steps.required_step_keys(page)
    task = waiting.task.specific if waiting is not None else None
    if not keys or not isinstance(task, StepTask):
        return
    if task.step_key != keys[0]:
        waiting.status = TaskState.STATUS_CANCELLED
        waiting.finished_at = timezone.now()
        waiting.finished_by = user
        waiting.save()
        state.current_task_state = _task_for(keys[0]).start(state, user=user)
        state.save()
