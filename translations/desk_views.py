"""The pages of the translators' desk: matrix, list of a language, what to do next, many at once."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Locale, Page

from cms.desk.spreadsheets import safe_for_csv
from cms.groups import ADMINISTRATORS, in_group
from cms.review.exceptions import NotReviewed
from translations import editing, many
from translations.assigning import assign, may_assign, people_of
from translations.desk import (
    Asked,
    chosen,
    counts_of,
    kinds_of,
    lines_for,
    next_for,
    sources,
    with_cells,
)
from translations.enums import State
from translations.groups import languages_of, partner_languages
from translations.interest import most_wanted
from translations.models import BulkRun, SourceVersion
from translations.permissions import may_review, may_translate
from translations.states import bring_up_to_date

#: Publications named for each thing to do on the page of a language.
NEXT = 5
#: Rows of a CSV file written together.
CSV_LINES = 200


def languages_seen(user: Any) -> list[str]:
    """Return the languages that a user's desk has: their own, or all for administrators.

    :raises PermissionDenied: when there are none.
    """
    found = partner_languages() if in_group(user, ADMINISTRATORS) else languages_of(user)
    if not found:
        raise PermissionDenied
    return found


def named(codes: list[str]) -> list[tuple[str, str]]:
    """Return languages with their own names."""
    names = dict(settings.LANGUAGES)
    return [(code, names.get(code, code)) for code in codes]


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show how publications stand in languages: all of them side by side, or one in detail.

    :raises PermissionDenied: for people without a language, or for another one than theirs.
    """
    languages = languages_seen(request.user)
    if request.GET.get("language", "") not in {"", *languages}:
        raise PermissionDenied
    asked = Asked.read(request.GET, languages)
    code = asked.code
    filters = request.GET.copy()
    filters.pop("p", None)
    context = {
        "languages": named(languages),
        "shown": named(asked.codes),
        "asked": asked,
        "code": code,
        "lines": lines_for(asked, request.GET.get("p"), request.user),
        "states": State.choices,
        "kinds": kinds_of(),
        "topics": _topics(),
        "filters": filters.urlencode(),
        "by_interest": bool(most_wanted()),
        "translates": bool(code) and may_translate(request.user, code),
        "begins": bool(code) and many.may_begin_many(request.user, code),
        "people": people_of(code) if code and may_assign(request.user, code) else None,
        "troubles": SourceVersion.objects.exclude(trouble="").select_related("source"),
        "machine": _machine_is_set_up(),
    }
    return TemplateResponse(request, "translations/desk.html", context)


def _machine_is_set_up() -> bool:
    from wagtail_localize.machine_translators import get_machine_translator

    return get_machine_translator() is not None


def _topics() -> list[tuple[int, str]]:
    pages = sources().filter(content_type__model="topicpage").order_by("title")
    return list(pages.values_list("pk", "title"))


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Return everything that the filter leaves as CSV, one line for each language."""
    asked = Asked.read(request.GET, languages_seen(request.user))
    bring_up_to_date()
    pages = list(chosen(asked, request.user).select_related("content_type"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="translations.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    heads = (
        _("Title"), _("Kind"), _("Language"), _("State"), _("Percent"), _("Changes"), _("Since"),
        _("Who is on it"),
    )  # fmt: skip
    writer.writerow(heads)
    for start in range(0, len(pages), CSV_LINES):
        for line in with_cells(pages[start : start + CSV_LINES], asked.codes):
            for cell in line.cells:
                if asked.state and cell.state != asked.state:
                    continue
                since = timezone.localtime(cell.since).date().isoformat() if cell.since else ""
                row = (
                    line.source.title, line.kind, cell.code, cell.state.label, cell.percent,
                    cell.changed, since, cell.who,
                )  # fmt: skip
                writer.writerow([safe_for_csv(str(value)) for value in row])
    return response


@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Show what there is to do next in a language.

    :raises PermissionDenied: for people who have nothing to do with it.
    """
    if code not in languages_seen(request.user):
        raise PermissionDenied
    user = request.user
    counts = counts_of(code)
    order = [State.SENT_BACK, State.STALE, State.MACHINE, State.WRITING, State.MISSING]
    if may_review(user, code):
        order.insert(0, State.REVIEW)
    tasks = [
        {
            "state": state,
            "number": counts.get(state, 0),
            "advice": ADVICE[state],
            "lines": next_for(code, state, user, NEXT),
        }
        for state in order
        if counts.get(state, 0)
    ]
    context = {
        "code": code,
        "language": dict(named([code]))[code],
        "tasks": tasks,
        "current": counts.get(State.CURRENT, 0),
        "total": sum(counts.values()),
        "runs": BulkRun.objects.filter(locale__language_code=code, finished_at=None),
        "translates": may_translate(user, code),
    }
    return TemplateResponse(request, "translations/language.html", context)


ADVICE = {
    State.REVIEW: gettext_lazy("Read them, then approve or send back."),
    State.SENT_BACK: gettext_lazy("See the reviewer’s comments and correct them."),
    State.STALE: gettext_lazy("Translate what changed; readers are told until then."),
    State.MACHINE: gettext_lazy("Read what the machine wrote and confirm or correct it."),
    State.WRITING: gettext_lazy("Finish them and submit them for language review."),
    State.MISSING: gettext_lazy("Begin with the first: it stands highest on the desk."),
}


def _wanted(request: HttpRequest, asked: Asked) -> list[int]:
    """Return the keys of the pages that a form means: those ticked, or all the filter leaves."""
    if "everything" in request.POST:
        return list(chosen(asked, request.user).values_list("pk", flat=True))
    ticked = [int(key) for key in request.POST.getlist("page") if key.isdecimal()]
    allowed = set(sources().filter(pk__in=ticked).values_list("pk", flat=True))
    return [key for key in ticked if key in allowed]


@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Do what the form of the desk asks for: take, give, or begin many.

    :raises PermissionDenied: for people who have nothing to do with the language.
    """
    if code not in languages_seen(request.user):
        raise PermissionDenied
    filters = QueryDict(request.POST.get("filters", ""))
    asked = Asked.read(filters, [code])
    back = f"{reverse('translations_desk')}?{filters.urlencode()}"
    name, _dash, key = request.POST.get("act", "").partition("-")
    if name == "take" and key.isdecimal():
        _give(request, code, [int(key)], request.user)
        return redirect(back)
    pages = _wanted(request, asked)
    if not pages:
        messages.error(request, _("Choose publications first."))
        return redirect(back)
    if name == "begin":
        run = many.begin_run(
            request.user, code, pages, by_machine=request.POST.get("machine") == "on"
        )
        return redirect("translations_many", run.pk)
    if name == "give":
        chosen_one = request.POST.get("person", "")
        person = people_of(code).filter(pk=chosen_one).first() if chosen_one.isdecimal() else None
        if person is None and chosen_one != "nobody":
            messages.error(request, _("Choose a person first."))
            return redirect(back)
        _give(request, code, pages, person)
        return redirect(back)
    raise Http404


def _give(request: HttpRequest, code: str, pages: list[int], person: Any) -> None:
    """Put somebody on the translations of some pages, beginning those that are not begun."""
    if not may_assign(request.user, code):
        raise PermissionDenied
    locale = get_object_or_404(Locale, language_code=code)
    done = 0
    for page in Page.objects.filter(pk__in=pages).specific():
        try:
            translation = editing.start(page, locale)
        except NotReviewed as refusal:
            messages.error(request, str(refusal))
            continue
        assign(translation, person, request.user)
        done += 1
    if done:
        words = ngettext("%d translation given.", "%d translations given.", done) % done
        messages.success(request, words)


def _run_for(request: HttpRequest, run_id: int) -> BulkRun:
    run = get_object_or_404(BulkRun.objects.select_related("locale"), pk=run_id)
    if not many.may_begin_many(request.user, run.locale.language_code):
        raise PermissionDenied
    return run


def begin_many(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far a run is; a POST takes its next step, for the script or for a button.

    :raises PermissionDenied: for people who do not translate the language.
    """
    run = _run_for(request, run_id)
    if request.method == "POST":
        run = many.go_on(run)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse(
                {
                    "position": run.position,
                    "total": run.total,
                    "begun": run.begun,
                    "finished": run.finished_at is not None,
                }
            )
        return redirect(request.path)
    return TemplateResponse(request, "translations/many.html", {"run": run})
