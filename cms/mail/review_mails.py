"""The mails of review: who is told what when a text moves on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name
from wagtail.models import PageLogEntry, TaskState

from cms.groups import PUBLISHERS
from cms.mail.changes import Changes
from cms.mail.kinds import register_kind
from cms.mail.outbox import notify
from cms.mail.recipients import (
    accounts,
    administrators,
    authors_and_submitter,
    members,
    people_of_step,
    people_of_version,
)
from cms.review.models import PublicState, PublishedVersion

if TYPE_CHECKING:
    from cms.due.models import RefusedPublication

STEP = "step"
SENT_BACK = "sent_back"
APPROVED = "approved"
PUBLISHED = "published"
REFUSED = "refused"
DOOR = "door"


def register_kinds() -> None:
    """Register the kinds that this module sends; none only where nobody waits for the receiver."""
    register_kind(STEP, gettext_lazy("A text waits for a step that I can take"))
    register_kind(SENT_BACK, gettext_lazy("A text of mine was sent back"))
    register_kind(REFUSED, gettext_lazy("A planned publication was refused"))
    register_kind(DOOR, gettext_lazy("Somebody used the emergency door"))
    register_kind(APPROVED, gettext_lazy("A text of mine passed a step"), may_be_off=True)
    register_kind(PUBLISHED, gettext_lazy("A text of mine became public"), may_be_off=True)


def edit_link(page: Any) -> str:
    """Return the path of a page's editor; for a translation that leads on to its own."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def history_link(page: Any) -> str:
    """Return the path of a page's history."""
    return reverse("wagtailadmin_pages:history", args=[page.pk])


def _titled(sentence: Callable[[], str], title: str) -> Callable[[], str]:
    """Return a subject: the sentence is asked for in each receiver's language."""
    return lambda: sentence() % {"title": title}


def tell_step_reached(task_state: Any, page: Any, draft: Any, user: Any) -> None:
    """Tell those who may take the step, and can, that it waits for them."""
    task = task_state.task.specific
    people = people_of_step(task.step, page)
    context = {
        "title": draft.title,
        "step": task.step.label,
        "by": get_user_display_name(user),
        "barred": not people.able,
        **_what_changed(task_state, page, draft),
    }
    told = people.told
    if user is not None and len(told) > 1:
        # Whoever brought it here knows.
        told = [person for person in told if person.pk != user.pk]
    notify(
        told,
        STEP,
        key=f"step:{task_state.pk}",
        subject=_titled(lambda: _("Waits for you: %(title)s"), draft.title),
        template="mail/step",
        context=context,
        link=edit_link(page),
    )
    if not people.able:
        notify(
            administrators(),
            STEP,
            key=f"stuck:{task_state.pk}",
            subject=_titled(lambda: _("Nobody can approve: %(title)s"), draft.title),
            template="mail/stuck",
            context=context,
            link=edit_link(page),
        )


def _what_changed(task_state: Any, page: Any, draft: Any) -> dict[str, Any]:
    """Return what a step's mail says about the text: what changed since it was last seen."""
    seen = (
        TaskState.objects.filter(
            workflow_state_id=task_state.workflow_state_id, task_id=task_state.task_id
        )
        .filter(finished_at__isnull=False)
        .exclude(pk=task_state.pk)
        .order_by("-finished_at")
        .select_related("revision")
        .first()
    )
    if seen is not None:
        return {"changes": Changes(seen.revision.as_object(), draft), "seen": True}
    if page.live and page.live_revision is not None:
        return {"changes": Changes(page.live_revision.as_object(), draft)}
    return {"new": not PublicState.objects.filter(page_id=page.pk).exists()}


def tell_sent_back(task_state: Any, user: Any) -> None:
    """Tell who changed the text, and who submitted it, why it came back."""
    page = task_state.workflow_state.content_object.specific
    draft = page.get_latest_revision_as_object()
    notify(
        authors_and_submitter(page, task_state.workflow_state).exclude(pk=_key_of(user)),
        SENT_BACK,
        key=f"sent_back:{task_state.pk}",
        subject=_titled(lambda: _("Sent back to you: %(title)s"), draft.title),
        template="mail/sent_back",
        context={
            "title": draft.title,
            "step": task_state.task.specific.step.label,
            "by": get_user_display_name(user),
            "comment": task_state.comment,
        },
        link=edit_link(page),
    )


def tell_approved(task_state: Any, user: Any) -> None:
    """Tell the same people that a step was passed and what comes next.

    What the last approval published has a mail of its own; this one then only carries a comment.
    """
    page = task_state.workflow_state.content_object.specific
    waiting = page.current_workflow_task
    scheduled = page.scheduled_revision if waiting is None else None
    published = waiting is None and scheduled is None
    if published and not task_state.comment:
        return
    people = authors_and_submitter(page, task_state.workflow_state)
    if published:
        version = PublishedVersion.objects.filter(page_id=page.pk).order_by("-number").first()
        people = people_of_version(version) if version is not None else people
    title = page.get_latest_revision().object_str
    notify(
        people.exclude(pk=_key_of(user)),
        APPROVED,
        key=f"approved:{task_state.pk}",
        subject=_titled(lambda: _("Approved: %(title)s"), title),
        template="mail/approved",
        context={
            "title": title,
            "step": task_state.task.specific.step.label,
            "by": get_user_display_name(user),
            "comment": task_state.comment,
            "next_step": waiting.specific.step.label if waiting is not None else "",
            "go_live_at": scheduled.approved_go_live_at if scheduled is not None else None,
        },
        link=edit_link(page),
    )


def _key_of(user: Any) -> int:
    return user.pk if user is not None else 0


def tell_published(version: PublishedVersion) -> None:
    """Tell who wrote and who submitted a text that it is public."""
    page = version.page.specific
    first = version.number == 1
    notify(
        people_of_version(version),
        PUBLISHED,
        key=f"published:{page.pk}:{version.number}",
        subject=_titled(lambda: _("Public now: %(title)s"), page.title),
        template="mail/published",
        context={
            "title": page.title,
            "number": version.number,
            "changes": None if first else _since_version_before(page),
        },
        link=page.url or history_link(page),
    )


def _since_version_before(page: Any) -> Changes | None:
    """Return what differs from the version before, where its revision is still kept."""
    # The publication that is going on is written into the log after this.
    last = (
        PageLogEntry.objects.filter(page_id=page.pk, revision__isnull=False)
        .filter(action__in=["wagtail.publish", "wagtail.publish.scheduled"])
        .order_by("-timestamp")
        .select_related("revision")
        .first()
    )
    return Changes(last.revision.as_object(), page) if last is not None else None


def tell_door_used(page: Any, user: Any, reason: str, withdrawn: bool) -> None:
    """Tell the publishers and the page's owner that the emergency door was used, and why."""
    state = PublicState.objects.get(page_id=page.pk)
    if withdrawn:
        key = f"withdrawn:{page.pk}:{state.withdrawn_at:%Y%m%d%H%M%S%f}"
    else:
        number = PublishedVersion.objects.filter(page_id=page.pk).count()
        key = f"emergency:{page.pk}:{number}:{state.fingerprint[:16]}"

    def subject() -> str:
        if withdrawn:
            return _("Withdrawn through the emergency door: %s") % page.title
        return _("Published through the emergency door: %s") % page.title

    notify(
        [*members(PUBLISHERS), *accounts([page.owner_id])],
        DOOR,
        key=key,
        subject=subject,
        template="mail/door",
        context={
            "title": page.title,
            "by": get_user_display_name(user),
            "reason": reason,
            "withdrawn": withdrawn,
        },
        link=history_link(page),
    )


def tell_refused(refused: RefusedPublication) -> None:
    """Tell the page's people and the publishers that its day came and it did not become public."""
    page = refused.page.specific
    people = authors_and_submitter(page, page.workflow_states.order_by("-created_at").first())
    notify(
        [*people, *members(PUBLISHERS), *accounts([page.owner_id])],
        REFUSED,
        key=f"refused:{refused.pk}",
        subject=_titled(lambda: _("Not published: %(title)s"), refused.title),
        template="mail/refused",
        context={
            "title": refused.title,
            "go_live_at": refused.go_live_at,
            "reason": refused.reason,
            "tried_again": not refused.final,
        },
        link=history_link(page),
    )
