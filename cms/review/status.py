"""State, step and age of a page in words."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def days_since(moment: Any) -> int:
    """Return whole days between ``moment`` (aware) and now, never negative."""
    return max(0, (timezone.now() - moment).days)


def age_words(moment: Any) -> str:
    """Return the age in words: today, 1 day, 12 days."""
    days = days_since(moment)
    return ngettext("%d day", "%d days", days) % days if days else _("today")


def public_word(page: Any) -> str:
    """Return how the public row stands: published, archived, withdrawn or not public."""
    state = page.kept_state
    if page.live:
        return _("archived") if state is not None and state.archived_at else _("published")
    if state is not None and state.withdrawn_at:
        return _("withdrawn")
    return _("expired") if page.expired else _("draft")


def status_words(page: Any) -> str:
    """Return one line: the public state, then the step of review and how long it waits."""
    parts = [public_word(page)]
    workflow_state = page.current_workflow_state
    if workflow_state is not None and workflow_state.current_task_state is not None:
        task_state = workflow_state.current_task_state
        age = age_words(task_state.finished_at or task_state.started_at)
        if workflow_state.status == workflow_state.STATUS_NEEDS_CHANGES:
            parts.append(_("sent back (%s)") % age)
        else:
            step = task_state.task.specific
            label = getattr(step, "label", task_state.task.name)
            parts.append(_("%(step)s (%(age)s)") % {"step": label, "age": age})
    elif page.live and page.has_unpublished_changes:
        parts.append(_("draft changes"))
    if page.scheduled_revision is not None:
        parts.append(_("scheduled"))
    return " + ".join(parts)
