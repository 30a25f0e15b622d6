"""Fixtures for every room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from tests.elastic import elasticsearch  # noqa: F401 - fixture
from tests.factories import World, find_world, make_paper, make_world
from tests.postgres import TEMPLATE, postgres, postgres_world  # noqa: F401 - fixtures
from tests.sharing import DATABASE, base_of, filled, quieten_collector, small_world

# Taken first, so that the last minutes of a run with several workers are short tests, not a
# single long one that everybody waits for.
# The second worker begins with tests that need no database, while that is made for both, and it
# makes the demo while the first still has long tests of its own.
LONG_FIRST = (
    "tests/cms/test_machine",
    "tests/policies/importing/test_bad_input",
    "tests/translations/test_machine",
    "tests/browser/test_public_access",
    "tests/browser/test_public",
    "tests/browser/",
    "tests/home/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before the others; the order inside a file stays."""

    def place(item: pytest.Item) -> int:
        for number, start in enumerate(LONG_FIRST):
            if item.nodeid.startswith(start):
                return number
        return len(LONG_FIRST)

    items.sort(key=place)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to make the small world while the workers are still collecting tests."""
    if session.config.getoption("numprocesses", None) and connection.vendor == "sqlite":
        base = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        Thread(target=small_world, args=(base,), daemon=True).start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave modules and collected tests out of every collection of garbage."""
    quieten_collector()


@pytest.fixture(autouse=True)
def _english() -> None:
    """Begin in English: the language of the last request stays active in a thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _private_folders(settings: Any, tmp_path: Path) -> None:
    """Keep what tests upload out of the work tree."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.DOCUMENTS_ROOT = str(tmp_path / "documents")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Have the database of the tests copied from the one that `tests.on_postgres` made."""
    template = os.environ.get(TEMPLATE)
    if template:
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def _copied_world(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[bool]:
    """Whether the database that Django is about to make holds the small world already.

    On SQLite it is a copy of the one that is made once for all workers and servers of a run: the
    migrations take most of half a minute.
    """
    name = connection.creation._get_test_db_name()
    if os.environ.get(TEMPLATE):
        yield True
    elif connection.vendor == "sqlite" and connection.creation.is_in_memory_db(name):
        with filled(name, small_world(base_of(tmp_path_factory)) / DATABASE):
            yield True
    else:
        yield False


@pytest.fixture(scope="session")
def django_db_setup(_copied_world: bool, django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the small world once for all tests; each test's transaction leaves it as it was."""
    if not _copied_world:
        with django_db_blocker.unblock():
            make_world()
    quieten_collector()


@pytest.fixture
def world(db: None) -> World:
    """A site with accounts in every role."""
    return find_world()


@pytest.fixture
def paper(world: World) -> Any:
    """A draft policy paper by the editor."""
    return make_paper(world)
