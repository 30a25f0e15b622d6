"""Fixtures for every room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.factories import World, find_world, make_paper, make_world


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
