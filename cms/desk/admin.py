"""What the hooks of the admin do: the desk on the home page, who is on a step in the editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, PageLogEntry

from cms.desk import states
from cms.desk.duties import may_take
from cms.desk.filters import DeskFilter
from cms.desk.models import Duty
from cms.desk.pages import with_duties
from cms.desk.pipeline import who
from cms.desk.sections import Row
from cms.desk.sections_of_pages import act_on
from cms.desk.views import ROWS_AT_HOME, parts_of
from cms.review.permissions import may_use_emergency_door

#: Wagtail's panels that say less and ask the database once for each page.
REPLACED = (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)


class DeskPanel(Component):
    """The first rows of each section that has some, first on the admin's home."""

    name = "desk"
    template_name = "desk/panel.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the sections with what is in them."""
        request = parent_context["request"]
        parts = parts_of(request, DeskFilter(), ROWS_AT_HOME, at_home=True)
        return {
            "request": request,
            "csrf_token": parent_context["csrf_token"],
            "parts": [part for part in parts if part.total],
            "nothing_waits": not parts[0].total,
            "waiting": parts[0],
        }


class EditsPanel(Component):
    """What somebody edited last: one query, where Wagtail's panel asks several for each page."""

    name = "recent_edits"
    template_name = "desk/edits.html"
    order = RecentEditsPanel.order

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return the last edited pages as rows."""
        user = parent_context["request"].user
        words = states.words()
        return {
            "rows": [
                Row.of(
                    page,
                    words.get(page.state, page.state),
                    who(page),
                    page.duty_due,
                    page.edited_at,
                )
                for page in last_edited(user)[:ROWS_AT_HOME]
            ]
        }


def last_edited(user: Any) -> QuerySet[Any]:
    """Return the pages that somebody edited, the latest first, with their state."""
    edits = PageLogEntry.objects.filter(user=user, action="wagtail.edit")
    latest = edits.filter(page=OuterRef("pk")).order_by("-timestamp").values("timestamp")[:1]
    pages = with_duties(Page.objects.filter(pk__in=edits.values("page")))
    pages = pages.annotate(state=states.state_expression(), edited_at=Subquery(latest))
    return pages.select_related("locale", "owner").order_by("-edited_at", "pk")


def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Put the desk in the place of Wagtail's own panels of what waits."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [DeskPanel(), EditsPanel()]


def tell_who_is_on_it(request: HttpRequest, page: Any) -> None:
    """Say in the editor who has taken the step that the page waits at."""
    if request.method != "GET":
        return
    duty = _waiting_duty(page)
    holder = duty.holder if duty is not None else None
    if holder is None:
        return
    desk = reverse("desk")
    if holder.pk == request.user.pk:
        text = _("You are on this step; the others see that.")
    else:
        text = _("%(name)s is on this step. You can take it all the same.") % {
            "name": get_user_display_name(holder)
        }
    messages.info(request, format_html('{} <a href="{}">{}</a>', text, desk, _("My desk")))


def header_buttons(
    page: Any, user: Any, view_name: str = "", next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer in the editor what the desk's rows offer: take the step, take it over, release it."""
    if view_name != "edit":
        return
    duty = _waiting_duty(page)
    if duty is None or not may_take(duty, user):
        return
    act = act_on(duty, user, "")
    shown = {name: value for name, value in act.fields.items() if value}
    attrs = {
        "data-controller": "w-action",
        "data-action": "w-action#post",
        "data-w-action-url-value": f"{act.url}?{urlencode(shown)}",
        "data-w-action-next-value": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    yield Button(act.label, attrs=attrs, icon_name="user", priority=15)


def _waiting_duty(page: Any) -> Duty | None:
    waiting = Duty.objects.waiting().filter(page_id=page.pk)
    return waiting.select_related("page", "taken_by", "task_state__task").first()


class LoadMenuItem(MenuItem):
    """The load of reviewers, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask whether the user is an administrator."""
        return may_use_emergency_door(request.user)


def desk_menu_item() -> MenuItem:
    """Return the desk for the main menu."""
    return MenuItem(
        gettext_lazy("My desk"), reverse("desk"), name="desk", icon_name="tasks", order=50
    )


def pipeline_menu_item() -> MenuItem:
    """Return the report for Wagtail's menu of reports."""
    return MenuItem(
        gettext_lazy("Pipeline"),
        reverse("desk_pipeline"),
        name="pipeline",
        icon_name="tasks",
        order=100,
    )


def load_menu_item() -> MenuItem:
    """Return the load view for Wagtail's menu of reports."""
    return LoadMenuItem(
        gettext_lazy("Review load"), reverse("desk_load"), name="load", icon_name="time", order=110
    )


def admin_urls() -> list[URLPattern]:
    """Return the addresses of the desk for Wagtail's admin."""
    return [path("", include("cms.desk.urls"))]  # type: ignore[list-item]
