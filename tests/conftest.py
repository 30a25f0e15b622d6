"""Fixtures for every room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories import World, find_world, make_paper, make_world
from tests.postgres import postgres, postgres_world  # noqa: F401 - fixtures

# Taken first, so that the last minutes of a run with several workers are short tests, not a
# single long one that everybody waits for.
LONG_FIRST = (
    "tests/cms/test_machine",
    "tests/translations/test_machine",
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


@pytest.fixture(autouse=True)
def _private_folders(settings: Any, tmp_path: Path) -> None:
    """Keep what tests upload out of the work tree."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.DOCUMENTS_ROOT = str(tmp_path / "documents")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the small world once for all tests; each test's transaction leaves it as it was."""
    with django_db_blocker.unblock():
        make_world()


@pytest.fixture
def world(db: None) -> World:
    """A site with accounts in every role."""
    return find_world()


@pytest.fixture
def paper(world: World) -> Any:
    """A draft policy paper by the editor."""
    return make_paper(world)
