"""The workflow task behind each step. Who may take a step is decided here, after the save."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from cms.review import approvals, steps
from cms.review.exceptions import FourEyes, NotReviewed


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
        return task_state

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Take the step: ``approve`` or ``reject``.

        The content judged is the latest draft, for that is what would be published.

        :raises FourEyes: when the user changed the content or took another step of it.
        :raises NotReviewed: when the user may not take this step.
        """
        page = task_state.workflow_state.content_object.specific
        if user is None or not self.may_take(page, user):
            raise NotReviewed(gettext("You may not take the step “%s”.") % self.step.label)
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise NotReviewed(gettext("This step is no longer waiting."))
        if action_name == "approve":
            approvals.approve_step(page.get_latest_revision_as_object(), self.step_key, user)
        elif action_name == "reject":
            approvals.end_for_page(page.pk, approvals.EndReason.SENT_BACK)
        if task_state.revision_id != page.latest_revision_id:
            task_state.revision = page.latest_revision
            task_state.save(update_fields=["revision"])
        super().on_action(task_state, user, action_name, **kwargs)

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
        return [
            *actions,
            ("approve", gettext("Approve"), False),
            ("approve", gettext("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Return the waiting task states whose page this user may approve or send back."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        keys = [
            state.pk
            for state in waiting.select_related("workflow_state", "revision")
            if self.may_take(state.workflow_state.content_object, user)
        ]
        return waiting.filter(pk__in=keys)

    @classmethod
    def get_description(cls) -> str:
        """Say what the task is, for the list of task types."""
        return gettext("A step of review. Who may take it is part of the platform, not a setting.")

    def deactivate(self, user: Any = None) -> None:
        """Refuse: a step that is switched off would publish what waits at it.

        :raises NotReviewed: always.
        """
        raise NotReviewed(gettext("Review steps cannot be switched off."))
