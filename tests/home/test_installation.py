"""``setup_site``: what a new installation starts with, and that it starts only once."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page, Revision, Site

from cms.review.gate import gate_switched_off_for_a_test
from cms.review.models import Approval, PublicState, PublishedVersion
from home.installation import load_content
from home.models import HomePage, StandardPage
from policies.blocks import check_outline
from policies.models import (
    PartnerPage,
    PublicationIndexPage,
    ReferenceCounter,
    TopicPage,
    WorkingGroupPage,
)

pytestmark = pytest.mark.django_db


def empty_site() -> None:
    """Take away the small world that other tests stand on: an installation begins with nothing."""
    with gate_switched_off_for_a_test():
        for kept in (PublishedVersion, PublicState, ReferenceCounter, Site):
            kept._default_manager.all().delete()
        # Groups point at topics and partners, which protects those: they go first.
        for group in WorkingGroupPage.objects.all():
            group.delete()
        for page in Page.objects.filter(depth=2):
            page.refresh_from_db()
            page.specific.delete()
        get_user_model().objects.all().delete()


def setup_site() -> str:
    """Run the command; return what it says."""
    out = StringIO()
    call_command("setup_site", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def installed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Install once where nothing is, in a transaction around all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty_site()
        said = setup_site()
        with django_db_blocker.block():
            yield said
        transaction.set_rollback(True)


def test_everything_is_public_and_recorded_as_installation() -> None:
    pages = Page.objects.filter(depth__gt=1)
    assert all(page.live for page in pages)
    approvals = Approval.objects.filter(page__in=pages)
    assert set(approvals.values_list("kind", flat=True)) == {"installation"}
    assert approvals.count() == pages.count()
    assert Site.objects.get().root_page.specific == HomePage.objects.get(locale__language_code="en")


def test_counts_follow_the_content_file() -> None:
    content = load_content()
    for model, key in (
        (TopicPage, "topics"),
        (WorkingGroupPage, "working_groups"),
        (PartnerPage, "partners"),
        (StandardPage, "pages"),
    ):
        assert model.objects.live().count() == len(content[key]), key
    libraries = PublicationIndexPage.objects.live().filter(locale__language_code="en")
    assert libraries.count() == 1
    for group in WorkingGroupPage.objects.all():
        assert group.topic.number == group.number


def test_standard_pages_have_headings_lists_and_links() -> None:
    for page in StandardPage.objects.all():
        check_outline(page.body)
        kinds = {block.block_type for block in page.body}
        assert kinds == {"heading", "text"}, page.slug
    licence = str(StandardPage.objects.get(slug="licence").body)
    assert "https://creativecommons.org/licenses/by/4.0/" in licence
    assert "<li" in licence


def test_running_twice_changes_nothing() -> None:
    def state() -> Any:
        return (
            list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id")),
            Revision.objects.count(),
            Approval.objects.count(),
        )

    before = state()
    assert "/home/" not in setup_site()
    assert state() == before
