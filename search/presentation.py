"""What the page of results shows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cms.metadata import codes_of, view_context
from cms.navigation import chrome_of, content_language
from cms.templatetags.ui import language_name
from search.facets import Words
from search.hits import shown_hits
from search.queries import MOST_PAGES, Answer, Search, other_readings
from search.suggestions import did_you_mean
from search.synonyms import widen

ARCHIVED = "archived"
#: What ``synonyms`` says in the address where they are not wanted.
SYNONYMS_OFF = "off"
#: Kinds of text to begin with.
BROWSED = ("policy-paper", "pilot-action-guideline", "working-group-report", "recommendation")


@cache
def search_addresses() -> dict[str, str]:
    """Return the address of the search in every language."""
    found = {}
    for language in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        for code in codes_of(language):
            with override(code):
                found[code] = reverse("search")
    return found


def search_context(answer: Answer, request: HttpRequest) -> dict[str, Any]:
    """Return everything that ``search/search.html`` shows."""
    search = answer.search
    words = Words(content_language())
    path = reverse("search")
    title = _("Search: %s") % search.text if search.text else _("Search")
    shell = view_context(
        request,
        title=title,
        path=path,
        description=_("Find publications and recommendations in any language of the platform."),
        crumbs=[
            {"title": _("Home"), "url": chrome_of(request).home_url(request)},
            {"title": _("Search"), "url": ""},
        ],
        addresses=search_addresses(),
        robots="noindex, follow" if search.asks else "",
    )
    pages = Paginator(range(answer.pages * search.page_size), search.page_size)
    query = request.GET
    return {
        **shell,
        "search": search,
        "search_query": search.text,
        "search_in_page": True,
        "hits": shown_hits(answer, request, words),
        "page_obj": pages.get_page(search.page),
        "total": answer.total,
        "facets": [*words.options(answer.found.facets, search.chosen), _archive_facet(search)],
        "chips": chips(search, words, query),
        "hidden": _hidden(search),
        "search_path": path,
        "clear_url": _address(path, query, only=("q", "sort", "synonyms")),
        "orders": _orders(search, query),
        "notices": notices(answer, words),
        "synonyms": _synonyms(answer, _rest(query, "page", "synonyms")),
        "help": _help(answer, words, query) if _needs_help(answer) else None,
        "export_url": f"{reverse('search-export')}?{_rest(query, 'page').urlencode()}",
        "browse": None if search.asks else _browse(words, path),
    }


def _needs_help(answer: Answer) -> bool:
    """Whether something was looked for, and nothing found: a notice says if there was no word."""
    search = answer.search
    return search.asks and not answer.total and bool(answer.question or not search.text)


def _browse(words: Words, path: str) -> dict[str, Any]:
    """Return where to begin without a question: the topics there are, and what is published."""
    return {
        "topics": [
            {
                "number": number,
                "title": title,
                "url": f"{path}?topic={number}",
                "lang": words.foreign("topic", number),
            }
            for number, title in words.topics().items()
        ],
        "kinds": [
            {"title": words.label("kind", kind), "url": f"{path}?kind={kind}"} for kind in BROWSED
        ],
    }


def _rest(query: QueryDict, *names: str) -> QueryDict:
    """Return the address without some parameters."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _address(path: str, query: QueryDict, only: tuple[str, ...]) -> str:
    kept = QueryDict(mutable=True)
    for name in only:
        value = query.get(name)
        if value:
            kept[name] = str(value)
    return f"{path}?{kept.urlencode()}" if kept else path


def _hidden(search: Search) -> list[dict[str, str]]:
    """Return what the form of the filters must keep."""
    synonyms = "" if search.synonyms else SYNONYMS_OFF
    kept = {"q": search.text, "sort": search.order.value, "synonyms": synonyms}
    return [{"name": name, "value": value} for name, value in kept.items() if value]


def _archive_facet(search: Search) -> dict[str, Any]:
    option = {
        "value": "1",
        "label": _("Search the archive too"),
        "count": None,
        "selected": search.archived,
        "disabled": False,
    }
    return {"name": ARCHIVED, "label": _("Archive"), "open": search.archived, "options": [option]}


def chips(search: Search, words: Words, query: QueryDict) -> list[dict[str, str]]:
    """Return what ``chips.html`` needs: each value with the address that takes it away."""
    found = []
    for name in words.names:
        for value in words.in_order(name, search.chosen.get(name, frozenset())):
            rest = _rest(query, "page")
            rest.setlist(name, [v for v in query.getlist(name) if v != value])
            label = f"{words.names[name]}: {words.label(name, value)}"
            found.append({"label": label, "remove_url": "?" + rest.urlencode()})
    if search.archived:
        rest = _rest(query, "page", ARCHIVED)
        found.append({"label": _("With the archive"), "remove_url": "?" + rest.urlencode()})
    return found


def _orders(search: Search, query: QueryDict) -> list[dict[str, Any]]:
    labels = {"relevance": _("Relevance"), "date": _("Date")}
    orders = []
    for name, label in labels.items():
        rest = _rest(query, "page")
        rest["sort"] = name
        current = search.order.value == name
        orders.append({"label": label, "url": "?" + rest.urlencode(), "current": current})
    return orders


def notices(answer: Answer, words: Words) -> list[dict[str, str]]:
    """Return what a reader must know about how the question was understood."""
    search, found = answer.search, []
    if answer.found.from_database:
        title = _(
            "The search runs on its reserve at the moment: it finds the same, perhaps more slowly"
        )
        found.append({"title": title})
    if search.unknown:
        found.append(
            {
                "title": _("Some filters were not understood and have been ignored"),
                "text": "; ".join(search.unknown),
            }
        )
    if answer.question.cut:
        found.append({"title": _("The question is long: only its first words were looked for")})
    if answer.other_language:
        name = language_name(answer.other_language)
        found.append(
            {"title": _("Nothing found in your language; the question was read as %s") % name}
        )
    if answer.some_words:
        found.append({"title": _("No text has all of the words; these have some of them")})
    if search.page > answer.pages:
        found.append(
            {
                "title": _("That page does not exist: this is the last one"),
                "text": _("Narrow the search to see what comes after it.")
                if answer.cut_off
                else "",
            }
        )
    elif answer.cut_off and search.page == MOST_PAGES:
        found.append({"title": _("The list ends here: narrow the search to see the rest")})
    if search.text and not answer.question:
        found.append(
            {
                "title": _("There is no word to look for"),
                "text": _("Beside words to leave out, say what to find."),
            }
        )
    return found


def _synonyms(answer: Answer, rest: QueryDict) -> dict[str, Any] | None:
    """Return what ``search/parts/also.html`` shows, or None where there is nothing to say.

    :param rest: the address without page and switch.
    """
    search = answer.search
    if not search.synonyms:
        off_for = widen(search.question).also
        return {"off": True, "url": f"?{rest.urlencode()}"} if off_for else None
    if not answer.also:
        return None
    language = answer.question.language
    switched = rest.copy()
    switched["synonyms"] = SYNONYMS_OFF
    return {
        "off": False,
        "own": [name for name in answer.also if name.language == language],
        "others": [name for name in answer.also if name.language != language],
        "url": f"?{switched.urlencode()}",
    }


def _help(answer: Answer, words: Words, query: QueryDict) -> dict[str, Any]:
    """Return the ways on when nothing was found."""
    search = answer.search
    meant = did_you_mean(search, nothing_found=True) if answer.question else ""
    offers = []
    for other in other_readings(answer):
        rest = _rest(query, "page", other["name"])
        number = other["total"]
        offers.append(
            {
                "label": words.names[other["name"]],
                "url": "?" + rest.urlencode(),
                "found": ngettext("%d hit", "%d hits", number) % number,
            }
        )
    corrected = _rest(query, "page")
    corrected["q"] = meant
    return {
        "meant": meant,
        "meant_url": "?" + corrected.urlencode(),
        "offers": offers,
        "archive_url": "" if search.archived else f"?{_rest(query, 'page').urlencode()}&archived=1",
    }
