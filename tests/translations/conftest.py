"""Fixtures of this room: people of two languages, a public paper, its translation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

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
def people(request: pytest.FixtureRequest, world: World) -> dict[str, Any]:
    """Translators and reviewers of Bulgarian and Croatian; one is both in Bulgarian."""
    made = _begun(request)
    return find_people(made["people"]) if made else make_people()


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


def find_people(made: dict[str, Any]) -> dict[str, Any]:
    """Return accounts that were made once for a module, read anew from the database."""
    accounts = get_user_model().objects.in_bulk([user.pk for user in made.values()])
    return {role: accounts[user.pk] for role, user in made.items()}


def make_public_paper(world: World) -> Any:
    """Make the paper that most tests translate, public."""
    paper = make_paper(world, title="Clusters across borders", recommendations=2)
    return publish_through_review(paper, world)


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


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make people, a public paper and its translation, begun and empty, once for a module.

    For a module whose tests nearly all begin with them; ``pytestmark`` has it there for each test,
    so that none depends on another. The fixtures of these names then find what is made.
    """
    with once_for_a_module(django_db_blocker):
        accounts = make_people()
        paper = make_public_paper(find_world())
        yield {"people": accounts, "paper": paper.pk, "translation": begin(paper).pk}


@pytest.fixture(scope="module")
def begun_rich(begun: dict[str, Any]) -> int:
    """Make the translation of a paper with tags in its text, begun, once for a module, beside
    what ``begun`` makes; return its key."""
    return int(begin_rich(find_world()).pk)


def begin_rich(world: World) -> Translation:
    """Begin the translation of a public paper with tags in its text."""
    paper = make_paper(world, title="Rich", body=body_of(RICH))
    return begin(fresh(publish_through_review(paper, world)))


def _begun(request: pytest.FixtureRequest) -> dict[str, Any] | None:
    if "begun" not in request.fixturenames:
        return None
    made: dict[str, Any] = request.getfixturevalue("begun")
    return made


@pytest.fixture
def source(prepared: dict[str, Any], world: World) -> Any:
    """The paper that is prepared, for tests that have its people and translation from there."""
    return Page.objects.get(pk=prepared["paper"]).specific


@pytest.fixture
def other(world: World, people: dict[str, Any]) -> Any:
    """Another public paper, not translated yet."""
    return publish_through_review(make_paper(world, title="Other"), world)


@pytest.fixture
def public_paper(request: pytest.FixtureRequest, world: World) -> Any:
    """A paper that readers can read in English."""
    made = _begun(request)
    return Page.objects.get(pk=made["paper"]).specific if made else make_public_paper(world)


@pytest.fixture
def bulgarian(world: World) -> Any:
    """The language."""
    return Locale.objects.get(language_code="bg")


@pytest.fixture
def translation(
    request: pytest.FixtureRequest, public_paper: Any, people: dict[str, Any]
) -> Translation:
    """The paper's translation into Bulgarian, begun and empty."""
    made = _begun(request)
    found: Translation = (
        Translation.objects.get(pk=made["translation"]) if made else begin(public_paper)
    )
    return found


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
def rich(request: pytest.FixtureRequest, world: World, people: dict[str, Any]) -> Translation:
    """The translation of a paper with tags in its text, begun."""
    if "begun_rich" not in request.fixturenames:
        return begin_rich(world)
    found: Translation = Translation.objects.get(pk=request.getfixturevalue("begun_rich"))
    return found
