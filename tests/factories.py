"""Small worlds for tests: a site, a topic with its group, accounts in their roles."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, Site

from cms.groups import ADMINISTRATORS, EDITORS, PUBLISHERS, REVIEWERS
from cms.review.doors import install, publish_installed
from home.models import HomePage
from policies.models import (
    GroupMember,
    PolicyPaper,
    PublicationIndexPage,
    Recommendation,
    TopicIndexPage,
    TopicPage,
    WorkingGroupIndexPage,
    WorkingGroupPage,
)

REASON = "Made for a test"


def make_user(name: str, *groups: str, superuser: bool = False) -> Any:
    """Create an account in the named groups."""
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", "password", is_superuser=superuser, is_staff=superuser
    )
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


ACCOUNTS = {
    "editor": ("editor.bg", [EDITORS]),
    "other_editor": ("editor.it", [EDITORS]),
    "reviewer": ("reviewer.wg3", [REVIEWERS]),
    "outsider": ("reviewer.wg6", [REVIEWERS]),
    "publisher": ("publisher.eu", [PUBLISHERS]),
    "other_publisher": ("publisher.at", [PUBLISHERS]),
    "administrator": ("administrator", [ADMINISTRATORS]),
    "superuser": ("root", []),
}


@dataclass
class World:
    """A site with two topics, their working groups, and accounts in each role."""

    home: Any
    library: Any
    topic: Any
    group: Any
    other_topic: Any
    users: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Return the account of a role: ``world.editor``."""
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None


def find_world() -> World:
    """Return the world that :func:`make_world` built, read anew from the database."""
    people = {user.username: user for user in get_user_model().objects.all()}
    return World(
        home=HomePage.objects.get(slug="home", locale__language_code="en"),
        library=PublicationIndexPage.objects.get(slug="library", locale__language_code="en"),
        topic=TopicPage.objects.get(slug="cooperation"),
        other_topic=TopicPage.objects.get(slug="skills"),
        group=WorkingGroupPage.objects.get(slug="wg3"),
        users={role: people[name] for role, (name, _groups) in ACCOUNTS.items()},
    )


def make_world() -> World:
    """Build a world through the same doors that an installation uses."""
    root = Page.get_first_root_node()
    for welcome in root.get_children().exact_type(Page):
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    english = Locale.objects.get(language_code="en")
    home = install(HomePage(title="Home", slug="home", locale=english), root, REASON)
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    library = install(PublicationIndexPage(title="Library", slug="library"), home, REASON)
    topics = install(TopicIndexPage(title="Topics", slug="topics"), home, REASON)
    topic = install(TopicPage(title="Cooperation", slug="cooperation", number=3), topics, REASON)
    other = install(TopicPage(title="Skills", slug="skills", number=6), topics, REASON)
    groups = install(WorkingGroupIndexPage(title="Groups", slug="groups"), home, REASON)
    users = {
        role: make_user(name, *names, superuser=role == "superuser")
        for role, (name, names) in ACCOUNTS.items()
    }
    group = WorkingGroupPage(title="Working group 3", slug="wg3", number=3, topic=topic)
    group.members = [
        GroupMember(name="Reviewer", role="representative", user=users["reviewer"]),
        GroupMember(name="Editor", role="representative", user=users["editor"]),
    ]
    install(group, groups, REASON)
    group6 = WorkingGroupPage(title="Working group 6", slug="wg6", number=6, topic=other)
    group6.members = [GroupMember(name="Other", role="expert", user=users["outsider"])]
    install(group6, groups, REASON)
    bulgarian = Locale.objects.get(language_code="bg")
    for page in (home, library):
        publish_installed(fresh(page).copy_for_translation(bulgarian), REASON)
    return find_world()


def make_paper(world: World, *, by: Any = None, title: str = "A paper", **fields: Any) -> Any:
    """Create a draft policy paper under an editor's name, as the editor's form does."""
    model = fields.pop("model", PolicyPaper)
    recommendations = fields.pop("recommendations", 1)
    author = by or world.editor
    paper = model(
        title=title,
        live=False,
        owner=author,
        topic=fields.pop("topic", world.topic),
        working_group=world.group,
        abstract=fields.pop("abstract", "What it is about."),
        body=fields.pop("body", body_of("The first words.")),
        **fields,
    )
    paper.recommendations = [
        Recommendation(
            statement=f"Do the thing number {number}.", addressee="regional", sort_order=number
        )
        for number in range(recommendations)
    ]
    world.library.refresh_from_db()
    world.library.add_child(instance=paper)
    paper.save_revision(user=author, log_action=True)
    return fresh(paper)


def body_of(text: str) -> list[dict[str, Any]]:
    """Return the raw body of one paragraph."""
    return [{"type": "text", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())}]


def fresh(page: Any) -> Any:
    """Return the page as the database has it now."""
    return Page.objects.get(pk=page.pk).specific


__all__ = [
    "REASON",
    "World",
    "body_of",
    "fresh",
    "make_paper",
    "make_user",
    "make_world",
    "publish_installed",
]
