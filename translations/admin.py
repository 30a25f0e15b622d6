"""What the hooks of the admin do: our editor in the place of Wagtail's, nothing of localize's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize.models import Translation

from translations.following import source_kept_of
from translations.groups import languages_of, partner_languages
from translations.judging import asked_of, may_judge
from translations.permissions import has_desk, is_partner_page

#: Hooks of wagtail-localize that offer or do what our editor and review replace.
REPLACED_HOOKS = (
    "after_create_page",
    "before_edit_page",
    "register_page_action_menu_item",
    "register_page_header_buttons",
    "register_page_listing_more_buttons",
    "register_reports_menu_item",
    "register_settings_menu_item",
)


def take_over_hooks() -> None:
    """Take wagtail-localize's own hooks away: its buttons would lead to closed addresses.

    Wagtail has no way to unregister a hook, so its register is read directly; the test of the
    doors fails when a later version keeps it differently.
    """
    import wagtail_localize.locales.wagtail_hooks
    import wagtail_localize.wagtail_hooks  # noqa: F401

    for name in REPLACED_HOOKS:
        kept = [
            entry
            for entry in hooks._hooks.get(name, [])
            if not entry[0].__module__.startswith("wagtail_localize")
        ]
        hooks._hooks[name] = kept


def edit_in_our_editor(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Send whoever opens a translated page to the translation editor; nothing posted is written."""
    if not is_partner_page(page):
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    ).first()
    if translation is not None:
        return redirect("translations_editor", translation.pk)
    if has_desk(request.user) and page.locale.language_code in languages_of(request.user):
        return redirect(f"{reverse('translations_desk')}?language={page.locale.language_code}")
    raise PermissionDenied(_("Translated pages are written in the translation editor."))


def refuse_new_below(request: HttpRequest, parent: Any, page_class: Any) -> None:
    """Refuse to create a page by hand in a partner language: pages there are translations.

    :raises PermissionDenied: below any page of a partner language.
    """
    if parent.depth > 1 and is_partner_page(parent):
        raise PermissionDenied(_("Pages in this language are translations of source pages."))


def refuse_on_translations(request: HttpRequest, page: Any, *args: Any) -> None:
    """Refuse to copy, move or delete a translation: it follows its source.

    :raises PermissionDenied: for any page of a partner language.
    """
    if is_partner_page(page):
        raise PermissionDenied(_("A translation follows its source: do it there."))


def refuse_bulk(request: HttpRequest, action: str, objects: Any, view: Any) -> None:
    """Refuse bulk acts on translations.

    :raises PermissionDenied: when one of the pages is a translation.
    """
    for item in objects:
        if isinstance(item, Page) and item.depth > 1 and is_partner_page(item):
            raise PermissionDenied(_("A translation follows its source: do it there."))


class DeskMenuItem(MenuItem):
    """Leads to the desk, for those who have one."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the user has a language."""
        return has_desk(request.user)


def desk_menu_item() -> MenuItem:
    """Return the entry of the admin's menu."""
    return DeskMenuItem(
        gettext_lazy("Translations"),
        reverse("translations_desk"),
        icon_name="wagtail-localize-language",
        order=250,
    )


def ask_after_submission(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Ask who sends a changed source to review what its change means for translations."""
    if "action-submit" not in request.POST or is_partner_page(page):
        return None
    asked = asked_of(page)
    if asked is None or asked.public or not asked.changes:
        return None
    return redirect("translations_changes", page.pk)


def header_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """Offer the desk on pages of the source language, to those who have one."""
    if page.depth > 1 and source_kept_of(page) is not None and may_judge(user, page.specific):
        yield Button(
            _("What changed for translators"),
            reverse("translations_changes", args=[page.pk]),
            icon_name="wagtail-localize-language",
            priority=61,
        )
    if page.depth > 1 and has_desk(user) and not is_partner_page(page) and partner_languages():
        yield Button(
            _("Translations"),
            reverse("translations_desk"),
            icon_name="wagtail-localize-language",
            priority=60,
        )
