"""The report of the whole pipeline: every page, its state, its age, who has it, when it is due."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.contrib.auth import get_user_model
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from cms.desk import states
from cms.desk.filters import all_filters, types_under_review
from cms.desk.models import Duty
from cms.desk.pages import address_of, holder_of, kind_of, label_of, title_of, with_duties
from cms.desk.scope import seen_by
from cms.desk.spreadsheets import plain, safe_for_csv
from cms.review.status import age_words, days_since

#: The states in which nothing is on its way.
SETTLED = ("archived", "public", "withdrawn", "expired")


def pipeline(user: Any) -> QuerySet[Any]:
    """Return the pages that somebody sees, with state, age, holder and date: one query."""
    sent_back = Duty.objects.sent_back().filter(page=OuterRef("pk"))
    pages = Page.objects.filter(seen_by(user), content_type__in=types_under_review())
    pages = with_duties(pages).annotate(
        state=states.state_expression(),
        sent_back_at=Subquery(sent_back.values("closed_at")[:1]),
    )
    return pages.annotate(
        since=Case(
            When(duty_since__isnull=False, then=F("duty_since")),
            When(sent_back_at__isnull=False, then=F("sent_back_at")),
            When(live=True, has_unpublished_changes=False, then=F("last_published_at")),
            default=F("latest_revision_created_at"),
        )
    ).select_related("locale", "owner")


def _by(narrow: Any, queryset: Any, name: str, value: str) -> Any:
    return queryset.filter(narrow(value))


def _show(queryset: Any, name: str, value: str) -> Any:
    return queryset.exclude(state__in=SETTLED) if value == "open" else queryset


def _due(queryset: Any, name: str, value: str) -> Any:
    today = timezone.localdate()
    if value == "overdue":
        return queryset.filter(duty_due__lt=today)
    return queryset.filter(duty_due__gte=today)


def _who(queryset: Any, name: str, value: str) -> Any:
    if value == "nobody":
        return queryset.filter(duty_step__isnull=False).exclude(duty_held=True)
    return queryset.filter(duty_held=True, waiting__taken_by=int(value))


def holders() -> list[tuple[str, Any]]:
    """Return who has taken a step that waits, to choose from."""
    taken = Duty.objects.taken(timezone.localdate())
    people = get_user_model()._default_manager.filter(pk__in=taken.values("taken_by"))
    return [
        ("nobody", gettext_lazy("nobody")),
        *[
            (str(person.pk), get_user_display_name(person))
            for person in people.order_by("username")
        ],
    ]


class PipelineFilterSet(WagtailFilterSet):
    """The filters of the desk, and some more."""

    class Meta:
        model = Page
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ours says the same under the name that the desk uses.
        self.filters.pop("locale", None)
        choice = partial(django_filters.ChoiceFilter, empty_label=gettext_lazy("All"))
        for item in all_filters():
            self._add(
                item.key,
                choice(
                    label=item.label,
                    choices=list(item.choices()),
                    method=partial(_by, item.narrow),
                ),
            )
        due = [("overdue", gettext_lazy("Overdue")), ("in_time", gettext_lazy("In time"))]
        show = [("open", gettext_lazy("What is on its way"))]
        self._add("due", choice(label=gettext_lazy("Due"), choices=due, method=_due))
        self._add("who", choice(label=gettext_lazy("Who is on it"), choices=holders(), method=_who))
        self._add("show", choice(label=gettext_lazy("Show"), choices=show, method=_show))

    def _add(self, key: str, item: Any) -> None:
        item.field_name, item.parent, item.model = key, self, Page
        self.filters[key] = item


class PipelineView(ReportView):
    """Every page under review rules that the user may see; on screen, as CSV and as XLSX."""

    page_title = gettext_lazy("Pipeline")
    header_icon = "tasks"
    # Who sees what is decided page by page, see ``scope``.
    any_permission_required = None
    filterset_class = PipelineFilterSet
    index_url_name = "desk_pipeline"
    index_results_url_name = "desk_pipeline_results"
    template_name = "desk/pipeline.html"
    results_template_name = "desk/pipeline_results.html"
    default_ordering = "-since"
    export_filename = "pipeline"
    list_export = ["title", "kind", "language", "state", "step", "since", "days", "who", "due"]
    export_headings = {
        "title": gettext_lazy("Title"),
        "kind": gettext_lazy("Type"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("State"),
        "step": gettext_lazy("Step"),
        "since": gettext_lazy("Since"),
        "days": gettext_lazy("Days"),
        "who": gettext_lazy("Who"),
        "due": gettext_lazy("Due on"),
    }

    @cached_property
    def columns(self) -> list[Any]:
        """Title, state, age, who, due."""
        headings = self.export_headings
        return [
            TitleColumn(
                "title",
                label=headings["title"],
                accessor=title_of,
                get_url=address_of,
                sort_key="draft_title",
            ),
            Column("kind", label=headings["kind"], accessor=kind_of),
            Column("state", label=headings["state"], accessor=self.words, sort_key="state"),
            Column("age", label=gettext_lazy("Age"), accessor=age, sort_key="since"),
            Column("who", label=headings["who"], accessor=who),
            Column("due", label=headings["due"], accessor=due_words, sort_key="duty_due"),
        ]

    @cached_property
    def state_words(self) -> dict[str, str]:
        """The states in words, once for all rows."""
        return states.words()

    def words(self, page: Any) -> str:
        """Return the state of a page in words."""
        return str(capfirst(self.state_words.get(page.state, page.state)))

    def get_base_queryset(self) -> Any:
        """Return what the user sees of the pipeline."""
        return pipeline(self.request.user)

    def get_filtered_queryset(self) -> Any:
        """Return it ordered and filtered, once: Wagtail's own would filter twice."""
        return self.get_queryset().order_by(self.ordering, "pk")

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        """Return a row of the spreadsheet."""
        return OrderedDict(
            title=title_of(item),
            kind=kind_of(item).split(",")[0],
            language=item.locale.language_code,
            state=self.words(item),
            step=label_of(item.duty_step) if item.duty_step else "",
            since=timezone.localdate(item.since) if item.since else "",
            days=days_since(item.since) if item.since else "",
            who=who(item),
            due=item.duty_due or "",
        )

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return what stands in a cell; nothing that a program takes for a formula."""
        found = super().preprocess_field_value(field, value, export_format)
        return safe_for_csv(found) if export_format == self.FORMAT_CSV else plain(found)


def who(page: Any) -> str:
    """Return who has a page: who is on its step, or whose draft it is."""
    if page.duty_step is not None:
        return holder_of(page) or _("Nobody is on it yet")
    if page.state in {"draft", "sent_back", "changed"} and page.owner is not None:
        return get_user_display_name(page.owner)
    return ""


def age(page: Any) -> str:
    """Return since when a page is in its state, in days."""
    return age_words(page.since) if page.since else ""


def due_words(page: Any) -> str:
    """Return until when the waiting step is in time, and whether that is past."""
    if page.duty_due is None:
        return ""
    day = date_format(page.duty_due, "SHORT_DATE_FORMAT")
    late = (timezone.localdate() - page.duty_due).days
    if late <= 0:
        return day
    text = ngettext("%(day)s, %(late)d day late", "%(day)s, %(late)d days late", late)
    return text % {"day": day, "late": late}
