"""The sections that every installation has: what waits, what came back, what is on its way."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision

from cms.desk import states
from cms.desk.filters import DeskFilter
from cms.desk.models import Duty, DutyQuerySet
from cms.desk.pages import holder_of, label_of, title_of, with_duties
from cms.desk.scope import mine, seen_by
from cms.desk.sections import Act, QueryRows, Row, register_section
from cms.due.models import RefusedPublication
from cms.review import sets
from cms.review.steps import all_steps, nothing


def _duties() -> DutyQuerySet:
    rows: DutyQuerySet = Duty.objects.select_related(
        "page__locale", "task_state__finished_by", "taken_by"
    )
    return rows


def waiting_for(user: Any) -> Q:
    """Return the waiting duties whose step ``user`` may approve: a condition on ``Duty``."""
    condition = nothing()
    for step in all_steps():
        pages = Page.objects.filter(sets.may_approve(step, user)).values("pk")
        condition |= Q(step=step.key, page__in=pages)
    return condition


def waiting(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """What waits for whoever looks, the earliest date first."""
    user = request.user
    duties = chosen.narrow(_duties().waiting().filter(waiting_for(user)), "page")

    def row(duty: Duty) -> Row:
        return _row_of(
            duty,
            user,
            url=reverse("wagtailadmin_pages:edit", args=[duty.page_id]),
            acts=(act_on(duty, user, request.get_full_path()),),
        )

    return QueryRows(duties.order_by("due_on", "task_state__started_at", "pk"), row)


def _row_of(duty: Duty, user: Any, **more: Any) -> Row:
    return Row.of(
        duty.page,
        label_of(duty.step),
        who_has(duty, user),
        duty.due_on,
        duty.task_state.started_at,
        **more,
    )


def who_has(duty: Duty, user: Any) -> str:
    """Return who is on a step, in words for ``user``."""
    holder = duty.holder
    if holder is None:
        return _("Nobody is on it yet")
    if holder.pk == user.pk:
        return _("You are on it")
    return _("%(name)s is on it") % {"name": get_user_display_name(holder)}


def act_on(duty: Duty, user: Any, back: str) -> Act:
    """Return the button that takes a step, takes it over or releases it."""
    holder = duty.holder
    fields = {"next": back}
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
    duties = _duties().sent_back().filter(page__in=theirs)

    def row(duty: Duty) -> Row:
        state = duty.task_state
        by = state.finished_by
        name = get_user_display_name(by) if by is not None else label_of(duty.step)
        return Row.of(
            duty.page,
            _("sent back by %(name)s") % {"name": name},
            _("You"),
            None,
            state.finished_at,
            note=state.comment,
        )

    return QueryRows(chosen.narrow(duties, "page").order_by("-task_state__finished_at", "pk"), row)


def in_hand(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Drafts of whoever looks, and where those wait that they sent to review."""
    pages = Page.objects.filter(mine(request.user)).filter(states.being_written() | states.waits())
    pages = with_duties(chosen.narrow(pages)).select_related("locale")
    pages = pages.order_by(Coalesce("duty_since", "latest_revision_created_at").desc(), "pk")
    words = states.words()

    def row(page: Any) -> Row:
        if page.duty_step is None:
            state = words["changed" if page.live else "draft"]
            return Row.of(page, state, _("You"), None, page.latest_revision_created_at)
        state = _("waits for: %(step)s") % {"step": label_of(page.duty_step)}
        return Row.of(page, state, holder_words(page), page.duty_due, page.duty_since)

    return QueryRows(pages, row)


def holder_words(page: Any) -> str:
    """Return who is on the step of a page of :func:`cms.desk.pages.with_duties`."""
    name = holder_of(page)
    return _("%(name)s is on it") % {"name": name} if name else _("Nobody is on it yet")


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
    words = states.words()

    def row(page: Any) -> Row:
        day = timezone.localtime(page.goes_live) if page.goes_live else None
        key = "scheduled" if day else "ready"
        note = ""
        if day:
            note = _("Goes public on %(date)s.") % {"date": date_format(day, "DATETIME_FORMAT")}
        whom = "" if day else _("Somebody to publish it")
        return Row.of(page, words[key], whom, None, page.latest_revision_created_at, note=note)

    return QueryRows(pages.order_by("goes_live", "pk"), row)


def overdue(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Every overdue step that whoever looks may see, the latest date last."""
    pages = Page.objects.filter(seen_by(request.user)).values("pk")
    duties = _duties().overdue(timezone.localdate()).filter(page__in=pages)

    def row(duty: Duty) -> Row:
        return _row_of(duty, request.user)

    return QueryRows(chosen.narrow(duties, "page").order_by("due_on", "pk"), row)


def refused(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Texts whose day came and that did not become public, the newest first."""
    pages = Page.objects.filter(seen_by(request.user)).values("pk")
    rows = cast(Any, RefusedPublication.objects).open().filter(page__in=pages)
    narrowed = chosen.narrow(rows.select_related("page__locale"), "page")

    def row(refusal: RefusedPublication) -> Row:
        day = date_format(timezone.localtime(refusal.go_live_at), "DATETIME_FORMAT")
        mended = _("Somebody to mend it and send it to review again")
        return Row.of(
            refusal.page,
            _("not published on %(date)s") % {"date": day},
            mended if refusal.final else _("The platform: it tries again by itself"),
            None,
            refusal.created_at,
            title=refusal.title,
            note=refusal.reason,
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
