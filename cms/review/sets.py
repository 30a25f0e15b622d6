"""The rules of review for many pages at once: conditions on ``Page``, each one query.

Each says the same as a rule for one page (named in its docstring); the tests hold them equal for
every role. Lists ask these, doors ask the others.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from cms.review.enums import ApprovalKind
from cms.review.models import Approval, ContentChange
from cms.review.objections import four_eyes_rules
from cms.review.steps import Step, all_steps, nothing


def may_take(step: Step, user: Any) -> Q:
    """Return the pages whose step ``user`` may take: ``StepTask.may_take``."""
    if not user.is_active:
        return nothing()
    if step.waiting_for is not None:
        return step.waiting_for(user)
    pages = Page.objects.filter(depth__gt=1).specific(defer=True).iterator(chunk_size=500)
    return Q(pk__in=[page.pk for page in pages if step.may_take(user, page)])


def changed_by(user: Any) -> Q:
    """Return the pages that ``user`` changed since they were last public: ``changers``."""
    changes = ContentChange.objects.filter(user=user).filter(
        Q(page__public_state__isnull=True) | Q(pk__gt=F("page__public_state__through_change"))
    )
    return Q(pk__in=changes.values("page"))


def barred(step: Step, user: Any) -> Q:
    """Return the pages whose step four eyes keep from ``user``: ``check_four_eyes``."""
    own = Approval.objects.active().filter(user_id=user.pk, kind=ApprovalKind.STEP, scheduled=False)
    condition = changed_by(user) | Q(pk__in=own.exclude(step=step.key).values("page"))
    for rule in four_eyes_rules():
        condition |= rule.pages(step, user)
    return condition


def may_approve(step: Step, user: Any) -> Q:
    """Return the pages whose step ``user`` may approve: "approve" in ``StepTask.get_actions``."""
    return may_take(step, user) & ~barred(step, user)


def reviewed_by(user: Any) -> Q:
    """Return the pages of which ``user`` may take one step or another."""
    condition = nothing()
    for step in all_steps():
        condition |= may_take(step, user)
    return condition


def scheduled() -> Q:
    """Return the pages that wait for their go-live date: ``Page.scheduled_revision``."""
    dates = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    keys = dates.annotate(page_key=Cast("object_id", BigIntegerField()))
    return Q(pk__in=keys.values("page_key"))


def takers(step: Step, page: Any) -> QuerySet[Any]:
    """Return the accounts that may take the step of ``page``: ``StepTask.may_take``, turned round.

    :param page: of its specific class.
    """
    if step.takers is not None:
        return step.takers(page).distinct()
    accounts = get_user_model()._default_manager.filter(is_active=True)
    return accounts.filter(pk__in=[user.pk for user in accounts if step.may_take(user, page)])
