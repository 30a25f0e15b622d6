"""Who has to know: those who can take a step, the people of a page, the groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, WorkflowState

from cms.groups import ADMINISTRATORS
from cms.review.approvals import changers
from cms.review.enums import ApprovalKind
from cms.review.models import Approval, ContentChange, PublicState, PublishedVersion
from cms.review.objections import took_part_otherwise
from cms.review.sets import takers
from cms.review.steps import Step


def members(*names: str) -> QuerySet[Any]:
    """Return the active accounts of groups."""
    accounts = get_user_model()._default_manager.filter(is_active=True, groups__name__in=names)
    return accounts.distinct()


@dataclass(frozen=True)
class StepPeople:
    """Who takes a step of a page: ``able`` may approve, ``barred`` only send back (four eyes)."""

    able: list[Any]
    barred: list[Any]

    @property
    def told(self) -> list[Any]:
        """Who hears of it: those who can approve, or else those who can at least send back."""
        return self.able or self.barred


def people_of_step(step: Step, page: Any) -> StepPeople:
    """Return who may take the step of this page; the same rules as
    :func:`cms.review.approvals.check_four_eyes`, for all of them with a handful of queries.

    :param page: of its specific class.
    """
    own = Approval.objects.active().filter(
        page_id=page.pk, kind=ApprovalKind.STEP, scheduled=False, user__isnull=False
    )
    took_part = changers(page.pk) | set(
        own.exclude(step=step.key).values_list("user_id", flat=True)
    )
    people = list(takers(step, page))
    took_part |= took_part_otherwise(page, step.key)
    return StepPeople(
        able=[user for user in people if user.pk not in took_part],
        barred=[user for user in people if user.pk in took_part],
    )


def accounts(keys: Iterable[int | None]) -> QuerySet[Any]:
    """Return the accounts with these keys; those that are gone are left out."""
    wanted = {key for key in keys if key is not None}
    return get_user_model()._default_manager.filter(pk__in=wanted)


def authors_and_submitter(page: Any, workflow_state: Any = None) -> QuerySet[Any]:
    """Return who changed the draft since it was last public, and who sent it to review."""
    keys: set[int | None] = set(changers(page.pk))
    state = workflow_state or page.current_workflow_state
    if state is not None:
        keys.add(state.requested_by_id)
    return accounts(keys)


def people_of_version(version: PublishedVersion) -> QuerySet[Any]:
    """Return who wrote and who submitted what became public with this version.

    :func:`authors_and_submitter` finds them no more: with the publication, four eyes begin anew.
    """
    before = (
        PublishedVersion.objects.filter(page_id=version.page_id, number__lt=version.number)
        .order_by("-number")
        .first()
    )
    through = PublicState.objects.get(page_id=version.page_id).through_change
    changes = ContentChange.objects.filter(page_id=version.page_id, pk__lte=through)
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(version.page_id)
    )
    if before is not None:
        changes = changes.filter(created_at__gt=before.published_at)
        states = states.filter(created_at__gt=before.published_at)
    return accounts(
        {
            *changes.values_list("user_id", flat=True),
            *states.values_list("requested_by_id", flat=True),
        }
    )


def administrators() -> QuerySet[Any]:
    """Return the administrators, for what nobody else can mend."""
    return members(ADMINISTRATORS)
