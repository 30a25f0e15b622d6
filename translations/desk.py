"""The translators' desk: publications and languages, with state, age and who is on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import (
    Case,
    Count,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from cms.review.sets import scheduled
from policies.models import Publication
from translations.enums import State
from translations.groups import source_language
from translations.interest import most_wanted
from translations.models import Standing
from translations.states import bring_up_to_date

#: Publications on one page of the desk.
LINES = 25


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see; unknown values are as if not given."""

    codes: list[str]
    state: str = ""
    kind: str = ""
    topic: int = 0
    mine: bool = False
    archived: bool = False
    query: str = ""

    @classmethod
    def read(cls, data: QueryDict, codes: list[str]) -> Asked:
        """Read the filter of an address.

        :param codes: the languages that the user may see; ``language`` narrows them.
        """
        chosen = data.get("language", "")
        state, topic = data.get("state", ""), data.get("topic", "")
        return cls(
            codes=[chosen] if chosen in codes else codes,
            state=state if state in State.values else "",
            kind=data.get("type", "")[:60],
            topic=int(topic) if topic.isdecimal() and len(topic) < 10 else 0,
            mine="mine" in data,
            archived="archived" in data,
            query=data.get("q", "").replace("\x00", "")[:200],
        )

    @property
    def code(self) -> str:
        """The one language asked for, or ""."""
        return self.codes[0] if len(self.codes) == 1 else ""


@dataclass(frozen=True)
class Cell:
    """How one publication stands in one language."""

    code: str
    state: State
    since: datetime | None
    translation: int | None = None
    percent: int = 0
    changed: int = 0
    who: str = ""
    who_pk: int | None = None

    @property
    def words(self) -> str:
        """The state for people, with the number that says how far it is."""
        match self.state:
            case State.WRITING | State.SENT_BACK:
                return _("%(state)s (%(percent)d %%)") % {
                    "state": self.state.label,
                    "percent": self.percent,
                }
            case State.STALE:
                return _("%(state)s (%(number)d)") % {
                    "state": self.state.label,
                    "number": self.changed,
                }
        return str(self.state.label)


@dataclass
class Line:
    """One publication with its cells, in the order of the languages."""

    source: Any
    kind: str
    cells: list[Cell] = field(default_factory=list)

    @property
    def cell(self) -> Cell:
        """The only cell, where one language is shown."""
        return self.cells[0]


def sources() -> QuerySet[Page]:
    """Return the pages of the source language that may be translated."""
    found: QuerySet[Page] = Page.objects.filter(
        Q(live=True) | scheduled(), locale__language_code=source_language(), depth__gt=1
    )
    return found


def _standings(codes: list[str]) -> QuerySet[Standing]:
    return Standing.objects.filter(translation__target_locale__language_code__in=codes)


def _pages(standings: QuerySet[Standing]) -> Any:
    """Return the translation keys of some standings, as a subquery asked once."""
    return standings.values("translation__source__object_id")


def _begun_everywhere(codes: list[str]) -> Any:
    """Return the translation keys of what is begun in every one of the languages."""
    rows = Translation.objects.filter(target_locale__language_code__in=codes)
    counted = rows.values("source__object_id").annotate(number=Count("pk"))
    return counted.filter(number__gte=len(codes)).order_by().values("source__object_id")


def chosen(asked: Asked, user: Any) -> QuerySet[Page]:
    """Return the pages that a filter leaves, most wanted by readers first, then the newest."""
    found = sources()
    if not asked.archived:
        found = found.filter(public_state__archived_at=None)
    if asked.query:
        found = found.filter(title__icontains=asked.query)
    if asked.kind:
        app, _dot, model = asked.kind.partition(".")
        found = found.filter(content_type__app_label=app, content_type__model=model)
    if asked.topic:
        found = found.filter(
            pk__in=Publication.objects.filter(topic_id=asked.topic).values("page_ptr_id")
        )
    if asked.mine:
        mine = _standings(asked.codes).filter(translation__assignment__user_id=user.pk)
        found = found.filter(translation_key__in=_pages(mine))
    if asked.state == State.MISSING:
        found = found.exclude(translation_key__in=_begun_everywhere(asked.codes))
    elif asked.state:
        there = _standings(asked.codes).filter(state=asked.state)
        found = found.filter(translation_key__in=_pages(there))
    return _ordered(found)


def _ordered(found: QuerySet[Page]) -> QuerySet[Page]:
    newest = Coalesce("last_published_at", "latest_revision_created_at").desc(nulls_last=True)
    wanted = most_wanted()
    if not wanted:
        return found.order_by(newest, "pk")
    places = [When(translation_key=key, then=Value(place)) for place, key in enumerate(wanted)]
    place = Case(*places, default=Value(len(wanted)), output_field=IntegerField())
    return found.order_by(place, newest, "pk")


def lines_for(asked: Asked, number: Any, user: Any) -> ListPage[Any]:
    """Return one page of the desk; the number of queries does not grow with what is shown.

    :param number: the page of the list, as it came in the address.
    """
    bring_up_to_date()
    listed = Paginator(chosen(asked, user).select_related("content_type"), LINES).get_page(number)
    listed.object_list = with_cells(list(listed.object_list), asked.codes)
    return listed


def with_cells(pages: list[Any], codes: list[str]) -> list[Line]:
    """Return the pages with how they stand in each language; two queries."""
    keys = dict(
        TranslationSource.objects.filter(
            object_id__in=[page.translation_key for page in pages],
            locale__language_code=source_language(),
        ).values_list("pk", "object_id")
    )
    rows = Standing.objects.filter(translation__source_id__in=list(keys)).values_list(
        "translation__source_id", "translation__target_locale__language_code", "state", "since",
        "pk", "done", "total", "changed", "translation__assignment__user_name",
        "translation__assignment__user_id",
    )  # fmt: skip
    cells = {
        (keys[source], code): Cell(
            code,
            State(state),
            since,
            pk,
            100 * done // total if total else 0,
            changed,
            who or "",
            who_pk,
        )
        for source, code, state, since, pk, done, total, changed, who, who_pk in rows
    }
    return [
        Line(
            page,
            str(page.content_type.model_class()._meta.verbose_name),
            [
                cells.get((page.translation_key, code))
                or Cell(code, State.MISSING, page.last_published_at)
                for code in codes
            ],
        )
        for page in pages
    ]


def counts_of(code: str) -> dict[State, int]:
    """Return how many publications stand how in a language, archived ones left out."""
    bring_up_to_date()
    wanted = sources().filter(public_state__archived_at=None)
    rows = (
        Standing.objects.filter(
            translation__target_locale__language_code=code,
            translation__source__object_id__in=wanted.values("translation_key"),
        )
        .values("state")
        .annotate(number=Count("pk"))
    )
    counts = {State(row["state"]): row["number"] for row in rows}
    counts[State.MISSING] = wanted.count() - sum(counts.values())
    return counts


def next_for(code: str, state: State, user: Any, most: int) -> list[Line]:
    """Return the first publications that stand in a state: one's own, then the longest waiting.

    What nobody has begun comes in the order of the desk.
    """
    if state == State.MISSING:
        found = chosen(Asked([code], state=state), user).select_related("content_type")
        return with_cells(list(found[:most]), [code])
    own = Case(
        When(translation__assignment__user_id=user.pk, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = _standings([code]).filter(state=state).order_by(own, "since", "pk")
    # Some of them may be archived: look at a few more.
    keys = list(_pages(rows).values_list("translation__source__object_id", flat=True)[: 4 * most])
    wanted = sources().filter(public_state__archived_at=None, translation_key__in=keys)
    pages = sorted(
        wanted.select_related("content_type"), key=lambda p: keys.index(p.translation_key)
    )
    return with_cells(pages[:most], [code])


def kinds_of() -> list[tuple[str, str]]:
    """Return the types of page that may be translated, with their names; one query."""
    from django.contrib.contenttypes.models import ContentType

    keys = sources().values("content_type").distinct()
    found = [
        (f"{kind.app_label}.{kind.model}", str(model._meta.verbose_name))
        for kind in ContentType.objects.filter(pk__in=keys)
        if (model := kind.model_class()) is not None
    ]
    return sorted(found, key=lambda item: item[1].casefold())
