"""Invariants of this room as system checks, each with a hint."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.core.checks import Warning as CheckWarning


def slugs_are_our_own(**kwargs: Any) -> list[Error]:
    """E001: a slug that is translated or copied over would change addresses behind our back."""
    from django.apps import apps
    from wagtail_localize.fields import BaseTranslatableField, get_translatable_fields

    from cms.pages import BasePage

    return [
        Error(
            f"{model.__name__} lets wagtail-localize write its slug.",
            hint="Begin override_translatable_fields with *BasePage.override_translatable_fields.",
            obj=model,
            id="translations.E001",
        )
        for model in apps.get_models()
        if issubclass(model, BasePage)
        and BaseTranslatableField("slug") not in get_translatable_fields(model)
    ]


def localize_keeps_texts(**kwargs: Any) -> list[Error]:
    """E002: by default every translation is deleted with its source."""
    from django.conf import settings

    if getattr(settings, "WAGTAILLOCALIZE_DISABLE_ON_DELETE", False):
        return []
    return [
        Error(
            "Deleting a source would delete what translators wrote.",
            hint="Set WAGTAILLOCALIZE_DISABLE_ON_DELETE = True.",
            id="translations.E002",
        )
    ]


def removed_languages(databases: Any = None, **kwargs: Any) -> list[CheckWarning]:
    """W001: a language was taken out of the settings while pages are written in it."""
    from django.conf import settings
    from django.db import connections
    from wagtail.models import Locale, Page

    if (
        not databases
        or "wagtailcore_page" not in connections["default"].introspection.table_names()
    ):
        return []
    known = {code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES}
    lost = Locale.all_objects.exclude(language_code__in=known)
    return [
        CheckWarning(
            f"Pages are written in “{locale.language_code}”, no content language any more.",
            hint="Put it back into WAGTAIL_CONTENT_LANGUAGES, or archive those pages first.",
            id="translations.W001",
        )
        for locale in lost
        if Page.objects.filter(locale_id=locale.pk).exists()
    ]


def register_all() -> None:
    """Register the checks of this room."""
    register()(slugs_are_our_own)
    register()(localize_keeps_texts)
    register("database")(removed_languages)
