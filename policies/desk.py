"""What publications bring to the desk: filters by topic and group, review-by dates, imports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from cms.desk.filters import DeskFilter, register_filter
from cms.desk.scope import seen_by
from cms.desk.sections import Act, QueryRows, Row, register_section
from cms.due.jobs import register_job
from policies.import_admin import failures
from policies.models import FailedImport, Publication, TopicPage, WorkingGroupPage
from policies.review_by import past_review_by


def _source(model: Any) -> Any:
    return model.objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def topic_choices() -> list[tuple[str, str]]:
    """Return the topics in their order."""
    return list(_source(TopicPage).order_by("number", "title").values_list("slug", "title"))


def on_topic(slug: str) -> Q:
    """Return the publications of a topic, in every language."""
    keys = _source(TopicPage).filter(slug=slug).values("translation_key")
    return Q(pk__in=Publication.objects.filter(topic__translation_key__in=keys).values("pk"))


def group_choices() -> list[tuple[str, str]]:
    """Return the working groups in their order."""
    groups = _source(WorkingGroupPage).order_by("number", "title")
    return list(groups.values_list("slug", "title"))


def of_group(slug: str) -> Q:
    """Return what a working group wrote, and what it reviews: the publications of its topic."""
    group = _source(WorkingGroupPage).filter(slug=slug)
    wrote = Q(working_group__translation_key__in=group.values("translation_key"))
    reviews = Q(topic__translation_key__in=group.values("topic__translation_key"))
    return Q(pk__in=Publication.objects.filter(wrote | reviews).values("pk"))


def past_date(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Publications whose owner should look whether they still hold, the oldest date first."""
    publications = past_review_by(timezone.now()).filter(seen_by(request.user))
    publications = chosen.narrow(publications).select_related("locale", "owner").defer("body")

    def row(page: Publication) -> Row:
        owner = page.owner
        return Row.of(
            page,
            _("published, its review-by date has come"),
            get_user_display_name(owner) if owner is not None else _("Nobody: it has no owner"),
            page.review_by,
            page.last_published_at,
        )

    return QueryRows(publications, row)


def failed_imports(request: HttpRequest, chosen: DeskFilter) -> QueryRows:
    """Imports that came to nothing: one's own, for administrators everybody's."""
    rows = failures.seen_by(request.user).select_related("publication", "user")
    rows = chosen.narrow(rows, "publication")

    def row(failure: FailedImport) -> Row:
        page = failure.publication
        kind, address = _("Import"), reverse("import_upload")
        if page is not None:
            kind = _("Import into “%(title)s”") % {"title": page.title}
            address = reverse("import_again", args=[page.pk])
        return Row(
            failure.file_name,
            address,
            page,
            _("not imported"),
            get_user_display_name(failure.user) if failure.user is not None else failure.user_name,
            None,
            failure.created_at,
            note=failure.message,
            kind=kind,
            acts=(
                Act(
                    _("Seen"),
                    reverse("import_dismiss", args=[failure.key]),
                    failure.file_name,
                    {"next": request.get_full_path()},
                ),
            ),
        )

    return QueryRows(rows.order_by("-created_at"), row)


def register_all() -> None:
    """Register filters, sections and the job."""
    register_filter("topic", gettext_lazy("Topic"), topic_choices, on_topic, 100)
    register_filter("group", gettext_lazy("Working group"), group_choices, of_group, 200)
    register_section(
        "review-by",
        gettext_lazy("Past the review-by date"),
        past_date,
        600,
        empty=gettext_lazy("No publication has to be looked at again."),
    )
    register_section(
        "failed-imports",
        gettext_lazy("Failed imports"),
        failed_imports,
        700,
        empty=gettext_lazy("No import has failed."),
    )
    register_job("failed_imports", gettext_lazy("Imports that came to nothing"), failures.run)
