"""``BasePage``: what every page of the platform has."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import BaseTranslatableField

from cms.forms import DraftCopyForm
from cms.notices import notices_of
from cms.review import workflows
from cms.review.gate import GatedPage
from cms.review.models import PublicState
from cms.review.permissions import ReviewedPagePermissionTester
from cms.review.status import status_words
from cms.review.steps import required_step_keys


class BasePage(GatedPage, Page):
    """Abstract parent of every page type.

    Its rows pass the publish gate, its workflow follows from its type, its address begins with its
    language. (Wagtail's custom base page model does not work with wagtail-localize.)
    """

    copy_form_class = DraftCopyForm
    show_in_menus_default = False
    # Made from the translated title when a translation is first published: never copied over.
    override_translatable_fields: list[Any] = [BaseTranslatableField("slug")]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> ReviewedPagePermissionTester:
        """Return the tester that knows the review steps."""
        return ReviewedPagePermissionTester(user, self)

    @property
    def has_workflow(self) -> bool:
        """Whether the page can be sent to review: its type must require steps."""
        return bool(required_step_keys(self))

    def get_workflow(self) -> Any:
        """Return the workflow of the steps that this type requires, or None."""
        return workflows.workflow_for(required_step_keys(self))

    @property
    def status_string(self) -> str:
        """State, step and age in words, for listings."""
        return status_words(self)

    @property
    def kept_state(self) -> PublicState | None:
        """The record of having been public, or None; one query, then kept."""
        if not hasattr(self, "_kept_state"):
            self._kept_state = PublicState.objects.filter(page_id=self.pk).first()
        return self._kept_state

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Route as Wagtail does, but let a withdrawn page answer for itself.

        :raises Http404: when nothing is here.
        """
        if not path_components and not self.live:
            state = self.kept_state
            if state is not None and state.withdrawn_at is not None:
                return RouteResult(self, kwargs={"withdrawn": state})
            raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page in its own language only; 410 with the reason when it was withdrawn."""
        withdrawn = kwargs.pop("withdrawn", None)
        if withdrawn is not None:
            context = {"title": self.title, "reason": withdrawn.withdrawal_reason}
            return TemplateResponse(request, "410.html", context, status=410)
        asked = (get_language() or "").split("-")[0]
        if asked != self.locale.language_code:
            return redirect(self.get_url(request))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what every template needs: the archive state, what rooms have to say of the page."""
        context = super().get_context(request, *args, **kwargs)
        state = None if getattr(request, "is_preview", False) else self.kept_state
        context["archived"] = state if state is not None and state.archived_at else None
        context["banners"] = notices_of(self, request)
        return context
