"""The translators' desk: what there is to translate or review, by language, with its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import Translation

from translations.groups import source_language

#: Lines on one page of the desk.
LINES = 30


@dataclass
class Line:
    """One source page and where it stands in one language."""

    source: Any
    translation: Any
    target: Any
    state: str
    kind: str

    @property
    def words(self) -> str:
        """The state for people."""
        return {
            "": _("not begun"),
            "writing": _("being translated"),
            "review": _("in language review"),
            "sent_back": _("sent back"),
            "public": _("public"),
        }[self.state]


def lines_for(code: str, number: Any, query: str = "") -> ListPage[Any]:
    """Return one page of lines for a language; a fixed number of queries.

    :param number: the page of the list, as it came in the address.
    :param query: part of a title.
    """
    sources = Page.objects.filter(
        Q(live=True) | Q(_revisions__approved_go_live_at__isnull=False),
        locale__language_code=source_language(),
        depth__gt=1,
    ).distinct()
    if query:
        sources = sources.filter(title__icontains=query)
    sources = sources.order_by("-latest_revision_created_at", "pk")
    listed = Paginator(sources.select_related("content_type"), LINES).get_page(number)
    listed.object_list = _with_states(list(listed.object_list), code)
    return listed


def _with_states(sources: list[Any], code: str) -> list[Line]:
    keys = [page.translation_key for page in sources]
    begun = {
        row.source.object_id: row
        for row in Translation.objects.filter(
            source__object_id__in=keys, target_locale__language_code=code
        ).select_related("source")
    }
    there = {
        page.translation_key: page
        for page in Page.objects.filter(translation_key__in=keys, locale__language_code=code)
    }
    states = {
        int(object_id): status
        for object_id, status in WorkflowState.objects.active()
        .filter(object_id__in=[str(page.pk) for page in there.values()])
        .values_list("object_id", "status")
    }
    lines = []
    for source in sources:
        translation, target = begun.get(source.translation_key), there.get(source.translation_key)
        state = "writing" if translation is not None else ""
        if target is not None:
            status = states.get(target.pk)
            if status == WorkflowState.STATUS_NEEDS_CHANGES:
                state = "sent_back"
            elif status is not None:
                state = "review"
            elif target.live:
                state = "public"
        kind = source.content_type.model_class()._meta.verbose_name
        lines.append(Line(source, translation, target, state, str(kind)))
    return lines
