"""The admin pages of review: history, archive, emergency door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.menus.pages import get_page_header_buttons
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic.history import ActionColumn, LogEntryUserColumn
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.models import Page

from cms.groups import REVIEWERS, in_group
from cms.review import doors
from cms.review.forms import ReasonForm
from cms.review.models import Approval, ContentChange
from cms.review.permissions import ReviewedPagePermissionTester

Act = Callable[..., None]


class KeptUserColumn(LogEntryUserColumn):
    """Names a deleted account by the name that our own rows kept, and a guest by theirs."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Return Wagtail's context with the kept name where the account is gone."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        expert = instance.data.get("expert") if isinstance(instance.data, dict) else None
        if instance.user_id is None and isinstance(expert, dict):
            context["display_name"] = _("%(name)s, outside expert, invited by %(inviter)s") % {
                "name": expert.get("name", ""),
                "inviter": expert.get("invited_by", ""),
            }
        if instance.user_id and instance.user is None:
            kept = self.kept_names(instance.page_id).get(instance.user_id)
            if kept:
                context["display_name"] = _("%s (account deleted)") % kept
        return context

    def kept_names(self, page_pk: int) -> dict[int, str]:
        """Return the names kept for the page's changes and approvals, by account key."""
        if not hasattr(self, "_kept_names"):
            self._kept_names: dict[int, str] = {}
            for model in (ContentChange, Approval):
                rows = model._default_manager.filter(page_id=page_pk, user__isnull=False)
                self._kept_names.update(rows.values_list("user_id", "user_name"))
        return self._kept_names


class StatedActionColumn(ActionColumn):
    """Shows the comparison with the version before as a link, not behind a menu."""

    @property
    def cell_template_name(self) -> str:
        """The cell with the comparison in sight."""
        return "review/history_action_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the words of whoever acted, which Wagtail shows for workflow actions only."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        said = instance.data.get("comment") if isinstance(instance.data, dict) else None
        context["comment"] = said if isinstance(said, str) else instance.comment
        return context


class HistoryView(PageHistoryView):
    """One timeline of who did what, when, with comment and comparison."""

    # Who may read it is asked of the page in ``get_object``: reviewers hold no page rights.
    any_permission_required = None

    def get_object(self) -> Any:
        """Return the page; reviewers may read the history of what they review.

        :raises PermissionDenied: for anybody who may neither edit nor review.
        """
        page = get_object_or_404(Page, id=self.pk).specific
        user = self.request.user
        tester = page.permissions_for_user(user)
        if not (tester.can_edit() or tester.can_publish() or in_group(user, REVIEWERS)):
            raise PermissionDenied
        return page

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """What the editor offers for the page as well: comments, experts, archive."""
        buttons = get_page_header_buttons(
            self.object, self.request.user, next_url=self.request.path, view_name="history"
        )
        return [*buttons, *super().header_more_buttons]

    @cached_property
    def columns(self) -> list[Any]:
        """Action with comparison, user, date and time."""
        return [
            StatedActionColumn(
                "message",
                label=gettext_lazy("Action"),
                object=self.object,
                url_names={
                    "edit": self.edit_url_name,
                    "revisions_view": self.revisions_view_url_name,
                    "revisions_revert": self.revisions_revert_url_name,
                    "revisions_compare": self.revisions_compare_url_name,
                    "revisions_unschedule": self.revisions_unschedule_url_name,
                },
                user_can_unschedule=self.user_can_unschedule(),
            ),
            KeptUserColumn("user", label=gettext_lazy("User"), width="25%"),
            DateColumn("timestamp", label=gettext_lazy("Date"), width="15%"),
        ]


history = HistoryView.as_view()
history_results = HistoryView.as_view(results_only=True)


def _tester_for(request: HttpRequest, page_id: int) -> tuple[Any, ReviewedPagePermissionTester]:
    page = get_object_or_404(Page, id=page_id).specific
    tester = page.permissions_for_user(request.user)
    if not isinstance(tester, ReviewedPagePermissionTester):
        raise PermissionDenied
    return page, tester


def _act_with_reason(
    request: HttpRequest, page: Any, heading: str, acts: dict[str, tuple[Any, Act]]
) -> HttpResponse:
    choices = [(key, label) for key, (label, _act) in acts.items()]
    form = ReasonForm(request.POST or None, acts=choices)
    if request.method == "POST" and form.is_valid():
        label, act = acts[form.cleaned_data["act"]]
        try:
            act(page, user=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Done: %s") % label)
            return redirect("wagtailadmin_pages:history", page.pk)
    context = {"page": page, "form": form, "heading": heading}
    return TemplateResponse(request, "review/act_with_reason.html", context)


@require_admin_access
def emergency(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish now or withdraw, with a reason and without steps.

    :raises PermissionDenied: for anybody but administrators.
    """
    page, tester = _tester_for(request, page_id)
    if not tester.can_use_emergency_door():
        raise PermissionDenied
    acts: dict[str, tuple[Any, Act]] = {
        "publish": (_("Publish the latest draft now"), doors.publish_in_emergency)
    }
    if page.live:
        acts["withdraw"] = (_("Withdraw the page from the site"), doors.withdraw)
    return _act_with_reason(request, page, _("Emergency door"), acts)


@require_admin_access
def archive(request: HttpRequest, page_id: int) -> HttpResponse:
    """Move a public page to the archive, or bring it back.

    :raises PermissionDenied: for anybody but publishers and administrators.
    """
    page, tester = _tester_for(request, page_id)
    if not tester.can_archive():
        raise PermissionDenied
    state = page.kept_state
    acts: dict[str, tuple[Any, Act]] = {}
    if state is not None and state.archived_at:
        acts["unarchive"] = (_("Take out of the archive"), doors.take_out_of_archive)
    else:
        acts["archive"] = (_("Move to the archive"), doors.archive)
    return _act_with_reason(request, page, _("Archive"), acts)
