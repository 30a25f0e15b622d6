"""The sections of the desk. Rooms register theirs; each answers with rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, overload

from django.db.models import Count, F, QuerySet, Window
from django.http import HttpRequest
from django.utils import timezone

from cms.desk.filters import DeskFilter
from cms.desk.pages import address_of, kind_of, title_of
from cms.review.status import age_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
    from wagtail.models import Page


@dataclass(frozen=True)
class Act:
    """A button of a row: a form that is posted.

    :param about: what the button is about, for those who hear it without the row.
    :param fields: hidden fields of the form.
    """

    label: str
    url: str
    about: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One line of the desk.

    :param page: the page it is about, or None.
    :param state: the state in words.
    :param waits_for: whom or what it waits for, in words.
    :param due_on: the last day in time.
    :param since: since when it is so.
    :param note: one sentence more, such as the comment it was sent back with.
    :param kind: what kind of thing it is: "Policy paper, Bulgarian".
    """

    title: str
    url: str
    page: Page | None
    state: str
    waits_for: str
    due_on: date | None
    since: datetime | None
    note: str = ""
    kind: str = ""
    acts: tuple[Act, ...] = ()

    @classmethod
    def of(
        cls,
        page: Any,
        state: str,
        waits_for: str,
        due_on: date | None,
        since: datetime | None,
        **more: Any,
    ) -> Row:
        """Return the row of a page, opened from the desk; ``more`` says what is otherwise."""
        own = {"title": title_of(page), "url": address_of(page), "kind": kind_of(page)}
        values = {**own, **more}
        return cls(
            page=page, state=state, waits_for=waits_for, due_on=due_on, since=since, **values
        )

    @property
    def days_late(self) -> int:
        """Whole days since the due date; 0 while it is not past."""
        return max(0, (timezone.localdate() - self.due_on).days) if self.due_on else 0

    @property
    def is_due_today(self) -> bool:
        """Whether this is the last day in time."""
        return self.due_on == timezone.localdate()

    @property
    def age(self) -> str:
        """Since when it is so, in days."""
        return age_words(self.since) if self.since else ""


Rows = Callable[[HttpRequest, DeskFilter], Sequence[Row]]


@dataclass(frozen=True)
class Section:
    """A part of the desk.

    :param empty: a sentence that helps when nothing is in it.
    """

    key: str
    label: StrOrPromise
    rows: Rows
    order: int
    empty: StrOrPromise = ""


_sections: dict[str, Section] = {}


def register_section(
    key: str, label: StrOrPromise, rows: Rows, order: int, *, empty: StrOrPromise = ""
) -> None:
    """Make a section known under its key (again: the same key replaces it).

    :param rows: asked once for each look at the desk; only a slice of the answer is read, so it
        may be lazy (see :class:`QueryRows`).
    :param order: lower stands higher.
    :param empty: said when nothing is in it.
    """
    _sections[key] = Section(key, label, rows, order, empty)


def all_sections() -> list[Section]:
    """Return the registered sections in their order."""
    return sorted(_sections.values(), key=lambda section: section.order)


class QueryRows(Sequence[Row]):
    """Rows of a query set: a slice asks once and brings the number of all rows with it."""

    def __init__(self, query: QuerySet[Any], build: Callable[[Any], Row]) -> None:
        self.query = query
        self.build = build
        self._total: int | None = None

    def __len__(self) -> int:
        if self._total is None:
            self._total = self.query.count()
        return self._total

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        found = list(self.query.annotate(desk_total=Window(Count(F("pk"))))[index])
        if found:
            self._total = found[0].desk_total
        elif not index.start:
            self._total = 0
        return [self.build(item) for item in found]
