"""What the desk and its report can be narrowed by. Rooms add their own filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.desk import states
from cms.review.steps import nothing, type_step_keys

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Callable[[], Iterable[tuple[str, str]]]
Narrow = Callable[[str], Q]


@dataclass(frozen=True)
class Filter:
    """Something to narrow by.

    :param choices: asked for each look: value (it stands in the address) and words.
    :param narrow: ``value -> Q``, a condition on ``Page``.
    """

    key: str
    label: StrOrPromise
    choices: Choices
    narrow: Narrow
    order: int


_filters: dict[str, Filter] = {}


def register_filter(
    key: str, label: StrOrPromise, choices: Choices, narrow: Narrow, order: int = 100
) -> None:
    """Make a filter known under its key (again: the same key replaces it)."""
    _filters[key] = Filter(key, label, choices, narrow, order)


def all_filters() -> list[Filter]:
    """Return the registered filters in their order."""
    return sorted(_filters.values(), key=lambda item: item.order)


class FilterForm(forms.Form):
    """The registered filters as one form that is sent in the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in all_filters():
            self.fields[item.key] = forms.ChoiceField(
                label=item.label,
                choices=[("", _("All")), *item.choices()],
                required=False,
            )


@dataclass(frozen=True)
class DeskFilter:
    """What somebody narrowed the desk to: chosen values by filter key; unknown ones fall away."""

    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: FilterForm) -> DeskFilter:
        """Return what a bound form holds."""
        form.is_valid()
        return cls({key: value for key, value in form.cleaned_data.items() if value})

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def condition(self) -> Q:
        """The chosen filters as one condition on ``Page``."""
        narrowed = Q()
        for item in all_filters():
            if item.key in self.values:
                narrowed &= item.narrow(self.values[item.key])
        return narrowed

    def narrow(self, rows: QuerySet[Any], page: str = "") -> QuerySet[Any]:
        """Narrow rows by the page they are about.

        :param page: name of their relation to ``Page``; "" when they are pages.
        """
        if not self.values:
            return rows
        if not page:
            return rows.filter(self.condition)
        return rows.filter(**{f"{page}__in": Page.objects.filter(self.condition).values("pk")})

    @property
    def query(self) -> str:
        """The chosen filters as they stand in an address, "" for none."""
        return urlencode(self.values)


def _types() -> dict[str, type[Any]]:
    models = [model for model in get_page_models() if type_step_keys(model) and model.is_creatable]
    return {model._meta.label_lower: model for model in models}


def types_under_review() -> list[int]:
    """Return the keys of the content types of :func:`type_choices`."""
    found = ContentType.objects.get_for_models(*_types().values())
    return [content_type.pk for content_type in found.values()]


def type_choices() -> list[tuple[str, str]]:
    """Return the page types that go through review, by name."""
    named = [(key, capfirst(str(model._meta.verbose_name))) for key, model in _types().items()]
    return sorted(named, key=lambda choice: choice[1])


def of_type(value: str) -> Q:
    """Return the pages of a type."""
    model = _types().get(value)
    return Q(content_type=ContentType.objects.get_for_model(model)) if model else nothing()


def state_choices() -> list[tuple[str, str]]:
    """Return the states a page can be in."""
    return [(key, str(capfirst(text))) for key, text in states.words().items()]


def in_state(value: str) -> Q:
    """Return the pages in a state."""
    return states.condition(value)


def in_language(value: str) -> Q:
    """Return the pages written in a language."""
    return Q(locale__language_code=value)


def register_all() -> None:
    """Register the filters that every installation has."""
    register_filter("type", _("Type"), type_choices, of_type, 300)
    register_filter("state", _("State"), state_choices, in_state, 400)
    register_filter(
        "language", _("Language"), lambda: settings.WAGTAIL_CONTENT_LANGUAGES, in_language, 500
    )
