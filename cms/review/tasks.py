"""The workflow task behind each step. Who may take a step is decided here, after the save."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from cms.review import approvals, objections, steps
from cms.review.exceptions import FourEyes, NotReviewed

#: Approving although a room's objection stands: the comment says why.
APPROVE_DESPITE = "approve_despite"

#: Sent inside the transaction when a step begins to wait for somebody: ``task_state``, the specific
#: ``page``, its latest ``draft`` and the ``user`` who brought it there (None by itself).
step_reached = Signal()


class StepTask(Task):
    """One step of a review workflow; the rules are those of the registered :class:`Step`."""

    step_key = models.CharField(max_length=50, unique=True)

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")

    @property
    def step(self) -> steps.Step:
        """The registered step.

        :raises KeyError: when no room registers it any more.
        """
        return steps.step_for(self.step_key)

    @property
    def label(self) -> str:
        """The step's name in the language of whoever looks."""
        return str(self.step.label)

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin this step, or the first one that the present content has not passed.

        Wagtail counts steps by revision, we by content: a step that this very content has passed
        is not asked for twice, and one that it has not passed is never skipped.
        """
        page = workflow_state.content_object.specific
        draft = page.get_latest_revision_as_object()
        passed = approvals.passed_steps(draft)
        missing = [key for key in steps.required_step_keys(page) if key not in passed]
        if missing and missing[0] != self.step_key:
            return type(self).objects.get(step_key=missing[0]).start(workflow_state, user=user)
        task_state: TaskState = super().start(workflow_state, user=user)
        if not missing:
            task_state.status = TaskState.STATUS_APPROVED
            task_state.finished_at = timezone.now()
            task_state.save()
        else:
            step_reached.send(
                sender=type(self), task_state=task_state, page=page, draft=draft, user=user
            )
        return task_state

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Take the step: ``approve``, ``approve_despite`` or ``reject``.

        The content judged is the latest draft, for that is what would be published. With
        ``approve_despite`` the comment is the reason why objections do not count.

        :raises FourEyes: when the user changed the content or took another step of it.
        :raises NotReviewed: when the user may not take this step, or objections stand.
        """
        page = self._page_of(task_state)
        if user is None or not self.may_take(page, user):
            raise NotReviewed(gettext("You may not take the step “%s”.") % self.step.label)
        despite = action_name == APPROVE_DESPITE
        if despite or action_name == "approve":
            action_name = "approve"
            reason = str(kwargs.get("comment", "")) if despite else ""
            said = objections.check_objections(page, self.step_key, reason)
            draft = page.get_latest_revision_as_object()
            approvals.approve_step(draft, self.step_key, user, reason=reason if said else "")
            if said:
                objections.passed_over(page, user=user, reason=reason, objections=said)
                kwargs["comment"] = ""
        elif action_name == "reject":
            approvals.end_for_page(page.pk, approvals.EndReason.SENT_BACK)
        self._judge_latest(task_state, page)
        super().on_action(task_state, user, action_name, **kwargs)

    @transaction.atomic
    def on_outside_answer(
        self, task_state: TaskState, inviter: Any, name: str, *, approve: bool, comment: str
    ) -> Any:
        """Take the step for an outside expert; return the approval, None when it was sent back.

        Whoever invited answers for it: the right to take the step and four eyes are theirs.

        :raises FourEyes: when the inviter changed the content or took another step of it.
        :raises NotReviewed: when the step is not open to outside experts, no longer waits, or
            the inviter may not take it any more.
        """
        page = self._page_of(task_state)
        if not self.step.outside_experts:
            raise NotReviewed(gettext("An outside expert cannot take this step."))
        if inviter is None or not self.may_take(page, inviter):
            raise NotReviewed(gettext("Whoever invited may no longer take this step."))
        approval = None
        if approve:
            objections.check_objections(page, self.step_key, "")
            draft = page.get_latest_revision_as_object()
            approval = approvals.approve_step(draft, self.step_key, inviter, outside_name=name)
        else:
            approvals.check_four_eyes(page, self.step_key, inviter)
            approvals.end_for_page(page.pk, approvals.EndReason.SENT_BACK)
        self._judge_latest(task_state, page)
        action = "approve" if approve else "reject"
        super().on_action(task_state, None, action, comment=comment)
        return approval

    @staticmethod
    def _page_of(task_state: TaskState) -> Any:
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise NotReviewed(gettext("This step is no longer waiting."))
        return task_state.workflow_state.content_object.specific

    @staticmethod
    def _judge_latest(task_state: TaskState, page: Any) -> None:
        if task_state.revision_id != page.latest_revision_id:
            task_state.revision = page.latest_revision
            task_state.save(update_fields=["revision"])

    def may_take(self, page: Any, user: Any) -> bool:
        """Say whether the user belongs to those who take this step of this page."""
        return bool(user.is_active and self.step.may_take(user, page.specific))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Let those who may take the step open the editor."""
        return self.may_take(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Keep the text still for everybody else while the step waits."""
        return not self.may_take(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Offer what the user may do; who changed the text may send it back, not approve it."""
        if not self.may_take(obj, user):
            return []
        actions = [("reject", gettext("Send back with a comment"), True)]
        try:
            approvals.check_four_eyes(obj, self.step_key, user)
        except FourEyes:
            return actions
        if objections.objections_to(obj, self.step_key):
            label = gettext("Approve although something is open")
            return [*actions, (APPROVE_DESPITE, label, True)]
        return [
            *actions,
            ("approve", gettext("Approve"), False),
            ("approve", gettext("Approve with comment"), True),
        ]

    def get_form_for_action(self, action: str) -> Any:
        """Ask for the reason where somebody approves although something is open."""
        from cms.review.forms import DespiteForm

        return DespiteForm if action == APPROVE_DESPITE else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Return the waiting task states whose page this user may approve or send back."""
        from cms.review import sets

        pages = Page.objects.filter(sets.may_take(self.step, user))
        keys = pages.annotate(key=Cast("pk", models.CharField())).values("key")
        return self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
            workflow_state__object_id__in=keys,
        )

    @classmethod
    def get_description(cls) -> str:
        """Say what the task is, for the list of task types."""
        return gettext("A step of review. Who may take it is part of the platform, not a setting.")

    def deactivate(self, user: Any = None) -> None:
        """Refuse: a step that is switched off would publish what waits at it.

        :raises NotReviewed: always.
        """
        raise NotReviewed(gettext("Review steps cannot be switched off."))
