"""The admin pages of the desk, and what its buttons do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.models import Page

from cms.desk import duties
from cms.desk.filters import DeskFilter, FilterForm
from cms.desk.models import Duty
from cms.desk.opening import address_for
from cms.desk.sections import Row, Section, all_sections

#: Rows of a section on the desk, and on the admin's home.
ROWS = 20
ROWS_AT_HOME = 5


@dataclass(frozen=True)
class Part:
    """What is shown of one section.

    :param number: which page of its rows, from 1.
    """

    section: Section
    rows: Sequence[Row]
    total: int
    number: int
    size: int
    query: dict[str, str]

    @property
    def pages(self) -> int:
        """How many pages its rows fill."""
        return max(1, -(-self.total // self.size))

    def _address(self, number: int) -> str:
        query = {**self.query, f"p-{self.section.key}": str(number)}
        return f"{reverse('desk')}?{urlencode(query)}#{self.section.key}"

    @property
    def previous(self) -> str:
        """Where the page before is, or ""."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """Where the page after is, or ""."""
        return self._address(self.number + 1) if self.number < self.pages else ""


def _number(text: str | None) -> int:
    """Return a page number as it came in an address; the first page for anything else."""
    usable = text and text.isascii() and text.isdigit() and len(text) < 6
    return max(1, int(text)) if text and usable else 1


def parts_of(
    request: HttpRequest, chosen: DeskFilter, size: int, *, at_home: bool = False
) -> list[Part]:
    """Return what the desk shows of each section, one query for most of them."""
    found = []
    for section in all_sections():
        number = 1 if at_home else _number(request.GET.get(f"p-{section.key}"))
        rows = section.rows(request, chosen)
        shown = list(rows[(number - 1) * size : number * size])
        if not shown and number > 1:
            # Past the end, by an old address: the last page instead.
            number = max(1, -(-len(rows) // size))
            shown = list(rows[(number - 1) * size : number * size])
        found.append(Part(section, shown, len(rows), number, size, dict(chosen.values)))
    return found


@require_GET
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show all sections, narrowed as the address says."""
    form = FilterForm(request.GET)
    chosen = DeskFilter.of(form)
    context = {
        "form": form,
        "chosen": chosen,
        "parts": parts_of(request, chosen, ROWS),
        "page_title": _("My desk"),
    }
    return TemplateResponse(request, "desk/desk.html", context)


@require_GET
@never_cache
def open_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead to the place where the user may look at a page.

    :raises PermissionDenied: when there is none.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    address = address_for(page, request.user)
    if address is None:
        raise PermissionDenied
    return redirect(address)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


@require_POST
def take(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Let the user be on a step.

    :raises PermissionDenied: when the step is not theirs.
    """
    duty = get_object_or_404(Duty, pk=duty_id)
    # The editor's button brings it in the address, the desk's form as a field.
    shown = request.POST.get("instead_of") or request.GET.get("instead_of", "")
    former = int(shown) if re.fullmatch(r"[0-9]{1,18}", shown) else None
    try:
        duty = duties.take(duty, request.user, instead_of=former)
    except duties.HeldByAnotherError as error:
        messages.warning(
            request,
            _("%(name)s is on it since a moment ago.")
            % {"name": get_user_display_name(error.holder)},
        )
    else:
        assert duty.taken_until is not None  # noqa: S101 - tells the type checker
        messages.success(
            request,
            _("You are on it. The others see that until %(date)s, or until you release it.")
            % {"date": date_format(duty.taken_until)},
        )
    return _back(request)


@require_POST
def release(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Let go of a step.

    :raises PermissionDenied: when the user does not have it.
    """
    duties.release(get_object_or_404(Duty, pk=duty_id), request.user)
    messages.success(request, _("Released. The others see that nobody is on it."))
    return _back(request)
