"""The facets as readers see them: their names, which values there can be, and their words."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries as all_countries
from wagtail.models import Page

from cms.prepared import Prepared
from cms.searchable import kinds
from cms.templatetags.ui import language_name
from policies.enums import Addressee, Instrument, PolicyLevel
from policies.models import TopicPage, WorkingGroupPage
from search.engines.base import FACETS
from search.lazy import Lazy
from search.models import SearchDocument

#: Values of one facet beyond these are not looked at.
MOST_VALUES = 60


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 4


#: Which values a facet can have at all; anything else is named to the reader and ignored.
KNOWN: Mapping[str, Callable[[str], bool]] = {
    "kind": lambda value: value in kinds(),
    "topic": _is_number,
    "country": lambda value: value in all_countries.countries,
    "level": lambda value: value in PolicyLevel.values,
    "addressee": lambda value: value in Addressee.values,
    "instrument": lambda value: value in Instrument.values,
    "year": _is_number,
    "language": lambda value: value in dict(settings.WAGTAIL_CONTENT_LANGUAGES),
    "group": _is_number,
}


@lru_cache(maxsize=2000)
def _country(code: str, language: str) -> str:
    """Return a country's name in the language in force; looking it up takes 20 µs."""
    return str(all_countries.name(code) or code)


#: Facets whose values are the members of an enumeration.
_CHOICES = {"level": PolicyLevel, "addressee": Addressee, "instrument": Instrument}


def _titles_of(types: list[int], _moment: datetime.datetime, language: str) -> QuerySet[Any, Any]:
    return SearchDocument.objects.filter(
        page__content_type__in=types,
        kind__in=("topic", "working-group"),
        language__in={language, settings.LANGUAGE_CODE},
    ).values_list("language", "kind", "topic", "working_group", "text__title")


_TITLES = Prepared(Page._meta.get_field("content_type"), _titles_of)


@dataclass(frozen=True)
class Words:
    """The names of facets and values in a content language; titles are asked when needed."""

    language: str

    @cached_property
    def names(self) -> dict[str, str]:
        """The facets in the order in which readers see them."""
        return {
            "kind": _("Kind"),
            "topic": _("Topic"),
            "country": _("Country"),
            "level": _("Policy level"),
            "addressee": _("Addressee"),
            "instrument": _("Instrument"),
            "year": _("Year"),
            "language": _("Language"),
            "group": _("Working group"),
        }

    @cached_property
    def _titles(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Titles of topics and working groups by kind and number, with the language that each is
        in, from their own documents: this language, else the source language. One query for both.
        """
        # By the type of page, which has an index: by kind, every document would be looked at.
        types = [
            ContentType.objects.get_for_model(model).pk for model in (TopicPage, WorkingGroupPage)
        ]
        rows = _TITLES.rows(types, self.language)
        # The wanted language comes last and stays.
        ordered = sorted(rows, key=lambda row: row[0] == self.language)
        return {
            (kind, topic if kind == "topic" else group): (title, code)
            for code, kind, topic, group, title in ordered
        }

    def topics(self) -> dict[str, str]:
        """Return the titles of the public topics by number, in their order."""
        found = {n: title for (kind, n), (title, _code) in self._titles.items() if kind == "topic"}
        return {number: found[number] for number in self.in_order("topic", found)}

    def foreign(self, name: str, value: str) -> str:
        """Return the language of a value's words where it is another than the reader's, else ""."""
        if name == "language":
            return value
        kind = "working-group" if name == "group" else name
        _title, code = self._titles.get((kind, value), ("", self.language))
        return "" if code == self.language else code

    @cached_property
    def _labels(self) -> Lazy[tuple[str, str], str]:
        """Values in words, as far as they were asked for."""
        return Lazy(lambda pair: self._label(*pair))

    def label(self, name: str, value: str) -> str:
        """Return a value in words; one that has none stands for itself."""
        return self._labels[name, value]

    def _label(self, name: str, value: str) -> str:
        if name == "kind":
            return str(kinds().get(value, value))
        if name == "topic":
            return self._titles.get(("topic", value), (value, ""))[0]
        if name == "group":
            return self._titles.get(("working-group", value), (value, ""))[0]
        if name == "country":
            return _country(value, get_language() or "")
        if name == "language":
            return language_name(value)
        return str(_CHOICES[name](value).label) if name in _CHOICES else value

    def in_order(self, name: str, values: Iterable[str]) -> list[str]:
        """Return values in the order in which readers look for them."""
        if name == "kind":
            order = list(kinds())
            return sorted(values, key=lambda value: order.index(value) if value in order else 99)
        if name == "year":
            return sorted(values, reverse=True)
        if name in {"topic", "group"}:
            return sorted(values, key=lambda value: (len(value), value))
        if name in _CHOICES:
            places: list[str] = list(_CHOICES[name].values)
            return sorted(values, key=places.index)
        return sorted(values, key=lambda value: self.label(name, value))

    def options(
        self, counts: Mapping[str, Counter[str]], chosen: Mapping[str, frozenset[str]]
    ) -> list[dict[str, Any]]:
        """Return what ``facets.html`` needs; what has no value to choose is left out."""
        facets = []
        for name in self.names:
            counted, own = counts.get(name, Counter()), chosen.get(name, frozenset())
            values = self.in_order(name, set(counted) | own)
            options = [
                {
                    "value": value,
                    "label": self.label(name, value),
                    "count": counted[value],
                    "selected": value in own,
                    "disabled": not counted[value] and value not in own,
                    "lang": self.foreign(name, value),
                }
                for value in values
            ]
            if options:
                opened = bool(own) or name in {"kind", "topic"}
                facets.append(
                    {"name": name, "label": self.names[name], "open": opened, "options": options}
                )
        return facets


def read_chosen(lists: Callable[[str], list[str]]) -> tuple[dict[str, frozenset[str]], list[str]]:
    """Return the known values chosen by facet, and "facet: value" of those nobody knows.

    :param lists: gives the values of a parameter.
    """
    chosen: dict[str, frozenset[str]] = {}
    unknown: list[str] = []
    for name in FACETS:
        values = [value for value in lists(name)[:MOST_VALUES] if value.strip()]
        known = frozenset(value for value in values if KNOWN[name](value))
        if known:
            chosen[name] = known
        unknown += [f"{name}: {value[:60]}" for value in values if value not in known]
    return chosen, unknown
