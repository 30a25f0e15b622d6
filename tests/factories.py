"""Small worlds for tests: a site, a topic with its group, accounts in their roles."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
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


@dataclass
class World:
    """A site with one topic, its working group, and one account in each role."""

    home: Any
    library: Any
    topic: Any
    group: Any
    other_topic: Any
    editor: Any
    other_editor: Any
    reviewer: Any
    outsider: Any
    publisher: Any
    other_publisher: Any
    administrator: Any
    superuser: Any
    users: dict[str, Any] = field(default_factory=dict)


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
        "editor": make_user("editor.bg", EDITORS),
        "other_editor": make_user("editor.it", EDITORS),
        "reviewer": make_user("reviewer.wg3", REVIEWERS),
        "outsider": make_user("reviewer.wg6", REVIEWERS),
        "publisher": make_user("publisher.eu", PUBLISHERS),
        "other_publisher": make_user("publisher.at", PUBLISHERS),
        "administrator": make_user("administrator", ADMINISTRATORS),
        "superuser": make_user("root", superuser=True),
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
    return World(
        home=home,
        library=library,
        topic=topic,
        group=group,
        other_topic=other,
        users=users,
        **users,
    )


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
