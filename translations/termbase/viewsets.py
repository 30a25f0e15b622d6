"""The termbase in the admin: list, concept, tables."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from translations.termbase.forms import ConceptForm
from translations.termbase.models import Concept
from translations.termbase.permissions import languages_written


class TermIndexView(generic.IndexView):
    """The list of concepts, with the tables in and out."""

    def get_base_queryset(self) -> Any:
        """Fetch the labels of all concepts shown with one query."""
        return super().get_base_queryset().prefetch_related("labels")

    def search_queryset(self, queryset: Any) -> Any:
        """Find a concept once, however many of its labels have the words."""
        return super().search_queryset(queryset).distinct()

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer the tables."""
        buttons = list(super().header_more_buttons)
        buttons.append(
            HeaderButton(
                _("Download as a table"),
                url=reverse("termbase_export"),
                icon_name="download",
                priority=100,
            )
        )
        if languages_written(self.request.user):
            buttons.append(
                HeaderButton(
                    _("Take in a table"),
                    url=reverse("termbase_import"),
                    icon_name="upload",
                    priority=110,
                )
            )
        return buttons


class TermbaseViewSet(ModelViewSet):
    """Concepts with their labels."""

    model = Concept
    name = "termbase"
    icon = "openquote"
    menu_label = _("Termbase")
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = TermIndexView
    list_display = ["key", "name_in_source", "languages_named"]
    list_per_page = 50
    ordering = "key"
    search_fields = ["key", "labels__text"]
    search_backend_name = None
    edit_handler = ObjectList(Concept.panels, base_form_class=ConceptForm)


termbase_viewset = TermbaseViewSet()
