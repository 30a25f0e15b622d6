"""The trees of the partner languages: home and index pages under translated titles, and groups.

Publications need a parent in their language. Only these shells are made beforehand, without any
untranslated text in them; every other page of a language is a translation that was reviewed.
No aliases, no copied parents.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page

from cms.navigation import HOME_DEPTH
from cms.review import workflows
from cms.review.doors import install
from policies.models.structure import IndexPage
from translations.groups import ensure_groups, partner_languages, source_language
from translations.slugs import slug_for

TITLES = Path(__file__).parent / "content" / "shells.yaml"
REASON = "Begins the tree of a partner language"

Report = Callable[[str], None]


def load_titles() -> dict[str, dict[str, str]]:
    """Return titles by page type (``app.model``) and language code."""
    titles: dict[str, dict[str, str]] = yaml.safe_load(TITLES.read_text(encoding="utf-8"))
    return titles


class TreeMaker:
    """Makes what is missing for each partner language; changes nothing that is there."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.titles = load_titles()

    def run(self) -> None:
        """Make locales, groups, workflows and shells of every language in the settings."""
        Locale.objects.get_or_create(language_code=source_language())
        for code in partner_languages():
            with transaction.atomic():
                locale, created = Locale.objects.get_or_create(language_code=code)
                if created:
                    self.report(f"  {code}: language")
                for name in ensure_groups(code):
                    self.report(f"  {code}: group “{name}”")
                self.make_tree(locale)
        workflows.ensure_all()
        self.tell_removed()

    def make_tree(self, locale: Locale) -> None:
        """Make home and index pages of one language."""
        english = Page.objects.filter(locale__language_code=source_language(), live=True)
        for home in english.filter(depth=HOME_DEPTH).specific():
            there = self.shell(home, home.get_parent(), locale)
            for index in english.child_of(home).specific():
                if isinstance(index, IndexPage):
                    self.shell(index, there, locale)

    def shell(self, source: Any, parent: Any, locale: Locale) -> Any:
        """Return the page in the language, made when it is missing."""
        there = Page.objects.filter(translation_key=source.translation_key, locale=locale).first()
        if there is not None:
            return there.specific
        parent = Page.objects.get(pk=parent.pk).specific
        code = locale.language_code
        title = self.titles.get(source._meta.label_lower, {}).get(code)
        slug = slug_for(title or source.title, parent, None)
        if source.depth == HOME_DEPTH:
            slug = f"{source.slug}-{code}"
        page = type(source)(
            title=title or source.title,
            slug=slug,
            locale=locale,
            translation_key=source.translation_key,
            show_in_menus=source.show_in_menus,
        )
        if title:
            install(page, parent, REASON)
            self.report(f"  {page.url_path}")
            return page
        page.live = False
        parent.add_child(instance=page)
        page.save_revision()
        self.report(f"  {page.url_path} (draft: no title in {TITLES.name}, translate it)")
        return page

    def tell_removed(self) -> None:
        """Name the languages that have content but are not in the settings any more."""
        known = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        for locale in Locale.all_objects.exclude(language_code__in=known):
            pages = Page.objects.filter(locale_id=locale.pk).count()
            if pages:
                self.report(f"  {locale.language_code}: not in the settings, {pages} pages kept")
