"""The sections that every installation has: what waits, what came back, what is on its way."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from cms.desk import states
from cms.desk.filters import DeskFilter
from cms.desk.models import Duty
from cms.desk.pages import (
    address_of,
    full_name,
    kind_of,
    label_of,
    name_of,
    title_of,
    with_duties,
)
from cms.desk.scope import mine, seen_by
from cms.desk.sections import Act, QueryRows, Row, register_section
from cms.due.models import RefusedPublication
from cms.review import sets
from cms.review.steps import all_steps

#: Where a row's button leads back to, when nothing else is said.
HERE = "next"


def _duties() -> QuerySet[Duty]:
    return Duty.objects.select_related("page__locale", "task_state__finished_by", "taken_by")


def waiting_for(user: Any) -> Q:
    """Return the waiting duties whose step ``user`` may approve: a condition on ``Duty``."""
    condition = Q(pk__in=[])
    for step in all_steps():
        pages = Page.objects.filter(sets.may_approve(step, user)).values("pk")
        condition |= Q(step=step.key, page__in=pages)
    return condition


def waiting(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """What waits for whoever looks, the earliest date first."""
    user = request.user
    duties = chosen.narrow(_duties().filter(waiting_for(user), closed_at__isnull=True), "page")

    def row(duty: Duty) -> Row:
        return Row(
            title_of(duty.page),
            reverse("wagtailadmin_pages:edit", args=[duty.page_id]),
            duty.page,
            label_of(duty.step),
            who_has(duty, user),
            duty.due_on,
            duty.task_state.started_at,
            kind=kind_of(duty.page),
            acts=(act_on(duty, user, request.get_full_path()),),
        )

    return QueryRows(duties.order_by("due_on", "task_state__started_at", "pk"), row)


def who_has(duty: Duty, user: Any) -> str:
    """Return who is on a step, in words for ``user``."""
    holder = duty.holder
    if holder is None:
        return _("Nobody is on it yet")
    if holder.pk == user.pk:
        return _("You are on it")
    return _("%(name)s is on it") % {"name": name_of(holder)}


def act_on(duty: Duty, user: Any, back: str) -> Act:
    """Return the button that takes a step, takes it over or releases it."""
    holder = duty.holder
    fields = {HERE: back}
    about = title_of(duty.page)
    if holder is not None and holder.pk == user.pk:
        return Act(_("Release"), reverse("desk_release", args=[duty.pk]), about, fields)
    address = reverse("desk_take", args=[duty.pk])
    if holder is None:
        return Act(_("I am on it"), address, about, fields)
    return Act(_("Take over"), address, about, {**fields, "instead_of": str(holder.pk)})


def sent_back(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """What was sent back to whoever looks, the latest first."""
    theirs = Page.objects.filter(mine(request.user)).values("pk")
    duties = Duty.objects.sent_back().filter(page__in=theirs)
    duties = duties.select_related("page__locale", "task_state__finished_by")

    def row(duty: Duty) -> Row:
        state = duty.task_state
        by = state.finished_by
        name = name_of(by) if by is not None else label_of(duty.step)
        return Row(
            title_of(duty.page),
            address_of(duty.page),
            duty.page,
            _("sent back by %(name)s") % {"name": name},
            _("You"),
            None,
            state.finished_at,
            note=state.comment,
            kind=kind_of(duty.page),
        )

    return QueryRows(chosen.narrow(duties, "page").order_by("-task_state__finished_at", "pk"), row)


def in_hand(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Drafts of whoever looks, and where those wait that they sent to review."""
    pages = Page.objects.filter(mine(request.user)).filter(states.being_written() | states.waits())
    pages = with_duties(chosen.narrow(pages)).select_related("locale")
    pages = pages.order_by(Coalesce("duty_since", "latest_revision_created_at").desc(), "pk")

    def row(page: Any) -> Row:
        waits = page.duty_step is not None
        state = states.words()["changed" if page.live else "draft"]
        return Row(
            title_of(page),
            address_of(page),
            page,
            _("waits for: %(step)s") % {"step": label_of(page.duty_step)} if waits else state,
            holder_words(page) if waits else _("You"),
            page.duty_due if waits else None,
            page.duty_since if waits else page.latest_revision_created_at,
            kind=kind_of(page),
        )

    return QueryRows(pages, row)


def holder_words(page: Any) -> str:
    """Return who is on the step of a page of :func:`cms.desk.pages.with_duties`."""
    if not page.duty_held:
        return _("Nobody is on it yet")
    names = (page.duty_username, page.duty_first_name, page.duty_last_name)
    return _("%(name)s is on it") % {"name": full_name(*names)}


def ready(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """What is approved and waits for its date, or only to be published."""
    dates = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    pages = Page.objects.filter(seen_by(request.user)).filter(
        states.condition("scheduled") | states.condition("ready")
    )
    pages = chosen.narrow(pages).select_related("locale")
    pages = pages.annotate(goes_live=Subquery(dates.values("approved_go_live_at")[:1]))

    def row(page: Any) -> Row:
        day = timezone.localtime(page.goes_live) if page.goes_live else None
        key = "scheduled" if day else "ready"
        note = ""
        if day:
            note = _("Goes public on %(date)s.") % {"date": date_format(day, "DATETIME_FORMAT")}
        return Row(
            title_of(page),
            address_of(page),
            page,
            states.words()[key],
            "" if day else _("Somebody to publish it"),
            None,
            page.latest_revision_created_at,
            note=note,
            kind=kind_of(page),
        )

    return QueryRows(pages.order_by("goes_live", "pk"), row)


def overdue(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Every overdue step that whoever looks may see, the latest date last."""
    pages = Page.objects.filter(seen_by(request.user)).values("pk")
    duties = _duties().filter(
        closed_at__isnull=True, due_on__lt=timezone.localdate(), page__in=pages
    )

    def row(duty: Duty) -> Row:
        return Row(
            title_of(duty.page),
            address_of(duty.page),
            duty.page,
            label_of(duty.step),
            who_has(duty, request.user),
            duty.due_on,
            duty.task_state.started_at,
            kind=kind_of(duty.page),
        )

    return QueryRows(chosen.narrow(duties, "page").order_by("due_on", "pk"), row)


def refused(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Texts whose day came and that did not become public, the newest first."""
    pages = Page.objects.filter(seen_by(request.user)).values("pk")
    rows = cast(Any, RefusedPublication.objects).open().filter(page__in=pages)
    narrowed = chosen.narrow(rows.select_related("page__locale"), "page")

    def row(refusal: RefusedPublication) -> Row:
        day = date_format(timezone.localtime(refusal.go_live_at), "DATETIME_FORMAT")
        mended = _("Somebody to mend it and send it to review again")
        return Row(
            refusal.title,
            address_of(refusal.page),
            refusal.page,
            _("not published on %(date)s") % {"date": day},
            mended if refusal.final else _("The platform: it tries again by itself"),
            None,
            refusal.created_at,
            note=refusal.reason,
            kind=kind_of(refusal.page),
        )

    return QueryRows(narrowed, row)


def register_all() -> None:
    """Register these sections."""
    register_section(
        "waiting",
        gettext_lazy("Waiting for me"),
        waiting,
        100,
        empty=gettext_lazy("Nothing waits for you. What is sent to you for review appears here."),
    )
    register_section(
        "sent-back",
        gettext_lazy("Sent back to me"),
        sent_back,
        200,
        empty=gettext_lazy("Nothing was sent back to you."),
    )
    register_section(
        "mine",
        gettext_lazy("Mine: drafts, and where they wait"),
        in_hand,
        300,
        empty=gettext_lazy("You have no drafts. What you write, or send to review, appears here."),
    )
    register_section(
        "ready",
        gettext_lazy("Ready or scheduled"),
        ready,
        400,
        empty=gettext_lazy("Nothing is waiting for its date."),
    )
    register_section(
        "overdue",
        gettext_lazy("Overdue"),
        overdue,
        500,
        empty=gettext_lazy("Nothing is overdue."),
    )
    register_section(
        "refused",
        gettext_lazy("Refused publications"),
        refused,
        800,
        empty=gettext_lazy("No publication was refused at its date."),
    )
