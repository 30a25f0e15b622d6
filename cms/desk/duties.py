"""The life of a duty: made with its step, taken, released, taken over, closed with its step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, TaskState, WorkflowState

from cms.desk.calendar import due_date, held_until
from cms.desk.models import Duty
from cms.desk.pages import address_of, title_of
from cms.mail.outbox import notify
from cms.review.models import StepTask
from cms.review.steps import step_for

MAIL_KIND = "desk_taken"


class HeldByAnotherError(Exception):
    """Somebody else has the step, other than whoever acted was shown."""

    def __init__(self, holder: Any) -> None:
        super().__init__(str(holder))
        self.holder = holder


def _steps_of_pages() -> Any:
    """Return the task states of review steps of pages, with what a duty needs to know."""
    return TaskState.objects.filter(
        task__steptask__isnull=False,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
    )


def follow(state: TaskState) -> None:
    """Make or close the duty of a task state that was just saved."""
    if state.status != TaskState.STATUS_IN_PROGRESS:
        waiting = Duty.objects.waiting().filter(task_state_id=state.pk)
        waiting.update(closed_at=state.finished_at or timezone.now())
        return
    if Duty.objects.filter(task_state_id=state.pk).exists():
        return
    step = StepTask.objects.filter(pk=state.task_id).values_list("step_key", flat=True).first()
    work = state.workflow_state
    if step is None or work.base_content_type != ContentType.objects.get_for_model(Page):
        return
    Duty.objects.create(
        task_state=state,
        page_id=int(work.object_id),
        step=step,
        due_on=due_date(step, state.started_at),
    )


def catch_up() -> int:
    """Make the duties that are missing and close those whose step is over; return how many.

    For steps that began before there were duties, and for writes that send no signal.
    """
    closed = Duty.objects.waiting().exclude(task_state__status=TaskState.STATUS_IN_PROGRESS)
    done = closed.update(closed_at=timezone.now())
    current = Q(status=TaskState.STATUS_IN_PROGRESS) | Q(
        workflowstate__status=WorkflowState.STATUS_NEEDS_CHANGES
    )
    missing = _steps_of_pages().filter(current, duty__isnull=True)
    rows = missing.values_list(
        "pk",
        "task__steptask__step_key",
        "workflow_state__object_id",
        "started_at",
        "finished_at",
    )
    kept = set(Page.objects.values_list("pk", flat=True)) if rows else set()
    duties = [
        Duty(
            task_state_id=pk,
            page_id=int(page),
            step=step,
            due_on=due_date(step, started),
            closed_at=finished,
        )
        for pk, step, page, started, finished in rows
        if int(page) in kept
    ]
    Duty.objects.bulk_create(duties, ignore_conflicts=True)
    return done + len(duties)


def count_anew(page: Any) -> None:
    """Set the due dates of a page again, after its steps were given other dates."""
    for duty in Duty.objects.filter(page_id=page.pk).select_related("task_state"):
        duty.due_on = due_date(duty.step, duty.task_state.started_at)
        if duty.closed_at is not None:
            duty.closed_at = duty.task_state.finished_at
        duty.save(update_fields=["due_on", "closed_at"])


def may_take(duty: Duty, user: Any) -> bool:
    """Say whether ``user`` belongs to those who take this step of this page."""
    task = duty.task_state.task.specific
    return duty.closed_at is None and bool(task.may_take(duty.page.specific, user))


def _locked(duty: Duty) -> Duty:
    return (
        Duty.objects.select_for_update(of=("self",))
        .select_related("page", "task_state__task", "taken_by")
        .get(pk=duty.pk)
    )


@transaction.atomic
def take(duty: Duty, user: Any, *, instead_of: int | None = None) -> Duty:
    """Let ``user`` be on it. It keeps nobody else from taking the step.

    :param instead_of: key of the account that ``user`` was shown as being on it.
    :raises PermissionDenied: when the step is not theirs, or no longer waits.
    :raises HeldByAnotherError: when somebody else is on it than ``user`` was shown.
    """
    duty = _locked(duty)
    if not may_take(duty, user):
        raise PermissionDenied(_("This step does not wait for you."))
    former = duty.holder
    if former is not None and former.pk not in {user.pk, instead_of}:
        raise HeldByAnotherError(former)
    now = timezone.now()
    duty.taken_by, duty.taken_at, duty.taken_until = user, now, held_until(now)
    duty.save(update_fields=["taken_by", "taken_at", "taken_until"])
    if former is not None and former.pk == user.pk:
        return duty
    log(duty.page.specific, "desk.take", user=user)
    if former is not None:
        _tell(
            former,
            duty,
            f"over:{now.isoformat()}",
            lambda: _("Taken over from you: %(title)s"),
            "desk/mail/taken_over",
            taker_name=get_user_display_name(user),
        )
    return duty


@transaction.atomic
def release(duty: Duty, user: Any) -> Duty:
    """Let go of a step that ``user`` has.

    :raises PermissionDenied: when they do not have it.
    """
    duty = _locked(duty)
    if duty.taken_by_id != user.pk:
        raise PermissionDenied(_("You have not taken this step."))
    _let_go(duty)
    log(duty.page.specific, "desk.release", user=user)
    return duty


def release_expired(now: datetime) -> int:
    """Release what was taken too long ago, and tell whoever had it; return how many."""
    today = timezone.localdate(now)
    expired = Duty.objects.waiting().filter(taken_until__lt=today)
    done = 0
    for key in list(expired.values_list("pk", flat=True)):
        with transaction.atomic():
            duty = _locked(Duty(pk=key))
            former, taken_at = duty.taken_by, duty.taken_at
            if duty.taken_until is None or duty.taken_until >= today or duty.closed_at is not None:
                continue
            _let_go(duty)
            done += 1
            if former is not None and taken_at is not None:
                _tell(
                    former,
                    duty,
                    f"released:{taken_at.isoformat()}",
                    lambda: _("Released: %(title)s"),
                    "desk/mail/released",
                )
    return done


def _let_go(duty: Duty) -> None:
    duty.taken_by = duty.taken_at = duty.taken_until = None
    # What only the former holder was reminded of, the others hear now.
    duty.reminded_for = duty.overdue_reminded_for = None
    duty.save()


def _tell(
    person: Any,
    duty: Duty,
    what: str,
    subject: Callable[[], str],
    template: str,
    **more: str,
) -> None:
    title = title_of(duty.page)
    notify(
        [person],
        MAIL_KIND,
        key=f"desk:{duty.pk}:{what}",
        subject=lambda: subject() % {"title": title},
        template=template,
        context={"title": title, "step": step_for(duty.step).label, **more},
        link=address_of(duty.page),
    )
