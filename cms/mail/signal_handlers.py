"""Listens to what happens to texts; Wagtail's own mails about it are switched off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models.signals import post_save
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_approved,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from cms.due.calendar import publication_refused
from cms.mail import review_mails
from cms.mail.outbox import is_silent
from cms.review.doors import door_used
from cms.review.models import PublishedVersion, StepTask
from cms.review.tasks import step_reached


def unless_silent(handler: Callable[..., None]) -> Callable[..., None]:
    """Let a handler rest while a story is acted out."""

    @wraps(handler)
    def quiet(*args: Any, **kwargs: Any) -> None:
        if not is_silent():
            handler(*args, **kwargs)

    return quiet


@unless_silent
def on_step_reached(sender: Any, **kwargs: Any) -> None:
    """Tell who can take the step."""
    review_mails.tell_step_reached(
        kwargs["task_state"], kwargs["page"], kwargs["draft"], kwargs["user"]
    )


@unless_silent
def on_task_approved(sender: Any, instance: Any, user: Any, **kwargs: Any) -> None:
    """Tell the authors; by now the next step waits, or the page is public or scheduled."""
    if isinstance(instance.task.specific, StepTask):
        review_mails.tell_approved(instance, user)


@unless_silent
def on_task_rejected(sender: Any, instance: Any, user: Any, **kwargs: Any) -> None:
    """Tell the authors why it came back."""
    if isinstance(instance.task.specific, StepTask):
        review_mails.tell_sent_back(instance, user)


@unless_silent
def on_published_version(sender: Any, instance: Any, created: bool, raw: bool, **kw: Any) -> None:
    """Tell the authors that their text is public."""
    if created and not raw:
        review_mails.tell_published(instance)


@unless_silent
def on_publication_refused(sender: Any, refused: Any, **kwargs: Any) -> None:
    """Tell the page's people and the publishers."""
    review_mails.tell_refused(refused)


@unless_silent
def on_door_used(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Tell the publishers."""
    review_mails.tell_door_used(instance, kwargs["user"], kwargs["reason"], kwargs["withdrawn"])


#: Wagtail's own mails go to every superuser and every member of a group, in one language each and
#: without retry; each connection with the name under which Wagtail makes it.
STOCK_MAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def in_place_of_stock_mail(sender: Any, **kwargs: Any) -> None:
    """Do nothing: stands where Wagtail's mail stood."""


def switch_off_stock_mails() -> None:
    """Take the place of Wagtail's notifiers, whichever app is ready first.

    A signal connects one receiver for each name. ``wagtail.admin`` is ready after us and finds its
    names taken; were it ready before, its receivers would be taken away here.
    """
    for signal, sender, uid in STOCK_MAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(in_place_of_stock_mail, sender=sender, dispatch_uid=uid)


def connect() -> None:
    """Connect every handler once."""
    switch_off_stock_mails()
    step_reached.connect(on_step_reached, dispatch_uid="mail.step_reached")
    task_approved.connect(on_task_approved, dispatch_uid="mail.task_approved")
    task_rejected.connect(on_task_rejected, dispatch_uid="mail.task_rejected")
    publication_refused.connect(on_publication_refused, dispatch_uid="mail.publication_refused")
    door_used.connect(on_door_used, dispatch_uid="mail.door_used")
    post_save.connect(
        on_published_version, sender=PublishedVersion, dispatch_uid="mail.published_version"
    )
