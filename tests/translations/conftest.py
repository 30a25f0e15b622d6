"""Fixtures of this room: people of two languages, a public paper, its translation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Locale, Page

from tests.factories import (
    REASON,
    World,
    body_of,
    find_world,
    fresh,
    make_paper,
    make_user,
    publish_installed,
)
from tests.translations.stale_words import public_source, translate
from tests.translations.words import approve, begin, fill, submit
from tests.translations.xliff_files import RICH
from tests.workflows import publish_through_review
from translations.editing import save_segment
from translations.groups import ensure_groups, reviewers_of, translators_of
from translations.pairs import pairs_of


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A request for a Bulgarian page leaves its language in force: begin each test in English."""
    with override("en"):
        yield


@pytest.fixture
def people(world: World) -> dict[str, Any]:
    """Translators and reviewers of Bulgarian and Croatian; one is both in Bulgarian."""
    return make_people()


def make_people() -> dict[str, Any]:
    """Make the accounts of two languages, by their roles."""
    for code in ("bg", "hr"):
        ensure_groups(code)
    return {
        "translator": make_user("translator.bg", translators_of("bg")),
        "second": make_user("second.bg", translators_of("bg")),
        "reviewer": make_user("language.bg", reviewers_of("bg")),
        "both": make_user("both.bg", translators_of("bg"), reviewers_of("bg")),
        "foreign_translator": make_user("translator.hr", translators_of("hr")),
        "foreign_reviewer": make_user("language.hr", reviewers_of("hr")),
    }


@contextmanager
def once_for_a_module(blocker: Any) -> Iterator[None]:
    """Hold what is made inside for all tests of a module, then leave nothing of it.

    Each test's own transaction is nested in this one and leaves all as it was.
    """
    with blocker.unblock(), override("en"):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(scope="module")
def prepared(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make a public paper, its people and its public Bulgarian translation once for a module."""
    with once_for_a_module(django_db_blocker):
        accounts = make_people()
        paper = public_source(find_world())
        translation = translate(paper, accounts)
        yield {"people": accounts, "paper": paper.pk, "translation": translation.pk}


@pytest.fixture
def source(prepared: dict[str, Any], world: World) -> Any:
    """The paper that is prepared, for tests that have its people and translation from there."""
    return Page.objects.get(pk=prepared["paper"]).specific


@pytest.fixture
def other(world: World, people: dict[str, Any]) -> Any:
    """Another public paper, not translated yet."""
    return publish_through_review(make_paper(world, title="Other"), world)


@pytest.fixture
def public_paper(world: World) -> Any:
    """A paper that readers can read in English."""
    paper = make_paper(world, title="Clusters across borders", recommendations=2)
    return publish_through_review(paper, world)


@pytest.fixture
def bulgarian(world: World) -> Any:
    """The language."""
    return Locale.objects.get(language_code="bg")


@pytest.fixture
def translation(public_paper: Any, people: dict[str, Any]) -> Any:
    """The paper's translation into Bulgarian, begun and empty."""
    return begin(public_paper)


@pytest.fixture
def translated(translation: Any, people: dict[str, Any]) -> Any:
    """The same, complete."""
    fill(translation, people["translator"])
    return translation


@pytest.fixture
def serbian_paper(world: World) -> Any:
    """A public Serbian translation of a paper with a Bulgarian quotation in it."""
    ensure_groups("sr")
    serbian = Locale.objects.get(language_code="sr")
    for page in (world.home, world.library):
        publish_installed(fresh(page).copy_for_translation(serbian), REASON)
    translator = make_user("translator.sr", translators_of("sr"))
    reviewer = make_user("language.sr", reviewers_of("sr"))
    quotation = {
        "text": "Оригинални цитат на български",
        "source": "Bulgarian source",
        "language": "bg",
    }
    body = [
        *body_of("Some words of the paper."),
        {"type": "quotation", "value": quotation, "id": "00000000-0000-4000-8000-0000000000aa"},
    ]
    paper = publish_through_review(make_paper(world, title="Nice", body=body), world)
    translation = begin(fresh(paper), "sr")
    for pair in pairs_of(translation):
        text = pair.text or "Њихова љубазна политика инјекција"
        if "цитат" in pair.source:
            text = pair.source
        save_segment(translation, pair.pk, text, pair.token, translator)
    submit(translation, translator)
    return approve(translation, reviewer)


@pytest.fixture
def rich(world: World, people: dict[str, Any]) -> Any:
    """The translation of a paper with tags in its text, begun."""
    paper = make_paper(world, title="Rich", body=body_of(RICH))
    return begin(fresh(publish_through_review(paper, world)))
