"""What a new installation starts with: the site, its index pages, topics, groups, standard pages.

Every page goes through the publish gate as a recorded act of installation. Running it again adds
what is missing and changes nothing that is there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from cms.review.doors import install
from home.demo.manuscript import markdown_to_body, paragraphs
from home.models import HomePage, StandardPage
from policies.models import (
    PartnerIndexPage,
    PartnerPage,
    PublicationIndexPage,
    TopicIndexPage,
    TopicPage,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)

CONTENT = Path(__file__).parent / "content" / "site.yaml"
REASON = "Part of the first installation of the platform"

Report = Callable[[str], None]


def load_content() -> dict[str, Any]:
    """Return the installation's texts as ``home/content/site.yaml`` holds them."""
    data: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return data


def _paragraphs(text: str) -> str:
    return "".join(paragraphs(part) for part in text.split("\n\n"))


class Installer:
    """Creates what is missing below the home page of the source language."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.content = load_content()

    def ensure(self, model: type[Any], parent: Any, slug: str, **fields: Any) -> Any:
        """Return the child with this slug, created and published if there is none."""
        existing = model.objects.child_of(parent).filter(slug=slug).first()
        if existing is not None:
            return existing
        page = install(model(slug=slug, locale=parent.locale, **fields), parent.specific, REASON)
        self.report(f"  {page.url_path}")
        return page

    def home(self) -> HomePage:
        """Return the home page, in the place of Wagtail's welcome page."""
        existing = HomePage.objects.filter(locale__language_code="en").first()
        if existing is not None:
            return existing
        root = Page.get_first_root_node()
        for welcome in root.get_children().exact_type(Page):
            Site.objects.filter(root_page=welcome).delete()
            welcome.delete()
        root = Page.objects.get(pk=root.pk)
        words = self.content["home"]
        home: HomePage = install(
            HomePage(
                title=words["title"],
                slug="home",
                lead=words["lead"],
                locale=Locale.objects.get(language_code="en"),
            ),
            root,
            REASON,
        )
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name="ClusterPoliSEE"
        )
        return home

    def run(self) -> HomePage:
        """Create everything that is missing, in one transaction."""
        with transaction.atomic():
            home = self.home()
            self.ensure(PublicationIndexPage, home, "library", title="Library", show_in_menus=True)
            topics = self.topics(home)
            partners = self.partners(home)
            self.groups(home, topics, partners)
            self.standard_pages(home)
        return home

    def topics(self, home: HomePage) -> dict[int, TopicPage]:
        """Create the thematic areas; return them by number."""
        index = self.ensure(TopicIndexPage, home, "topics", title="Topics", show_in_menus=True)
        return {
            item["number"]: self.ensure(
                TopicPage,
                index,
                item["slug"],
                title=item["title"],
                number=item["number"],
                introduction=_paragraphs(item["introduction"]),
            )
            for item in self.content["topics"]
        }

    def partners(self, home: HomePage) -> dict[str, PartnerPage]:
        """Create the partner organisations; return them by name."""
        index = self.ensure(
            PartnerIndexPage, home, "partners", title="Partners", show_in_menus=True
        )
        return {
            item["name"]: self.ensure(
                PartnerPage,
                index,
                slugify(item["name"]),
                title=item["name"],
                country=item["country"],
            )
            for item in self.content["partners"]
        }

    def groups(
        self, home: HomePage, topics: dict[int, TopicPage], partners: dict[str, PartnerPage]
    ) -> None:
        """Create the working groups with topic, mandate and, where it is known, leader."""
        index = self.ensure(
            WorkingGroupIndexPage,
            home,
            "working-groups",
            title="Working groups",
            show_in_menus=True,
        )
        for item in self.content["working_groups"]:
            self.ensure(
                WorkingGroupPage,
                index,
                item["slug"],
                title=item["name"],
                number=item["number"],
                topic=topics[item["number"]],
                leader=partners.get(item["leader"]),
                mandate=_paragraphs(item["mandate"]),
            )

    def standard_pages(self, home: HomePage) -> None:
        """Create about, accessibility, privacy, licence."""
        for item in self.content["pages"]:
            body = markdown_to_body(item["body"], "standard-page", item["slug"])
            self.ensure(StandardPage, home, item["slug"], title=item["title"], body=body)
