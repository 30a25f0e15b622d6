"""Fixtures for every room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from tests.browser.demo import prepare_demo
from tests.browser.serving import find_chromium
from tests.elastic import elasticsearch  # noqa: F401 - fixture
from tests.factories import World, find_world, make_paper, make_world
from tests.postgres import TEMPLATE, postgres, postgres_world  # noqa: F401 - fixtures
from tests.sharing import DATABASE, MIGRATED, base_of, filled, quieten_collector, small_world

BROWSER = Path(__file__).parent / "browser"
#: Files whose tests ask an Elasticsearch or PostgreSQL beside the tests' own database. Starting
#: them takes longer than most files: one worker does it, and takes all of these.
SERVERS = (
    "tests/search/test_contract",
    "tests/search/test_delivery_at_once",
    "tests/search/test_elastic_engine",
    "tests/search/test_engines_agree",
    "tests/search/test_judged",
    "tests/cms/test_due_processes",
)
# Taken first, so that the last minutes of a run with several workers are short tests, not a
# single long one that everybody waits for.
# The workers begin with tests that need no database, while that is made for all; what needs the
# demo comes when that has been made beside them.
LONG_FIRST = (
    "tests/policies/importing/test_bad_input",
    "tests/policies/importing/test_corpus",
    "tests/policies/importing/test_nothing_dropped",
    "tests/cms/test_machine",
    "tests/translations/test_machine",
    *SERVERS,
    "tests/home/",
    "tests/browser/test_public_access",
    "tests/browser/test_public",
    "tests/browser/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before the others; the order inside a file stays."""

    def place(item: pytest.Item) -> int:
        for number, start in enumerate(LONG_FIRST):
            if item.nodeid.startswith(start):
                return number
        return len(LONG_FIRST)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker whole files, and all tests that share a server to one of them."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler.loadfile import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "servers" if file.startswith(SERVERS) else file

    return Files(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to make what is shared while the workers are still collecting tests."""
    config = session.config
    if config.getoption("numprocesses", None) and connection.vendor == "sqlite":
        base = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        Thread(
            target=_make_what_is_shared, args=(base, _is_with_browser(config)), daemon=True
        ).start()


def _is_with_browser(config: pytest.Config) -> bool:
    """Say whether tests in a browser may be among those that were asked for."""
    named = [Path(config.invocation_params.dir, arg.partition("::")[0]) for arg in config.args]
    near = [path for path in named if BROWSER.is_relative_to(path) or path.is_relative_to(BROWSER)]
    chosen = config.option.markexpr or config.option.keyword
    return bool(near and find_chromium() and not chosen)


def _make_what_is_shared(base: Path, with_browser: bool) -> None:
    # What cannot be made fails again, and then in words, in the test that needs it.
    with suppress(CalledProcessError):
        folder = small_world(base)
        if with_browser:
            prepare_demo(folder / MIGRATED)


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
