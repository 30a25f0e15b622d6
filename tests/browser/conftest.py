"""A real server on loopback and a real Chromium.

With ``CI=true`` a missing browser is a failure; elsewhere its tests are skipped with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.demo import demo_site as demo_site
from tests.browser.serving import PROJECT, find_chromium, small_site

FOLDER = Path(__file__).parent
TRACES = PROJECT / "var" / "traces"
PASSWORD = "password"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that they can be left out."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = find_chromium()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing; .ci/run installs it")
        pytest.skip("Chromium is not on this machine.")
    return found


@pytest.fixture(scope="session")
def site_server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the small world of ``tests.factories``, ended afterwards."""
    with small_site(tmp_path_factory, "site") as (address, _folder):
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """A Chromium. For one module only: its event loop must not meet tests that use the database."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield launched
        launched.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Let fixtures know whether the test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()
NewPage = Callable[..., Any]


@pytest.fixture(scope="module")
def logins(site_server: str) -> dict[str, Any]:
    """What a browser keeps of each account that has logged in to this module's server."""
    return {}


@pytest.fixture
def new_page(
    browser: Any, site_server: str, logins: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """Open pages in contexts of their own: ``new_page("editor.bg", width=390)``.

    An account types its password once a module. A failing test leaves its steps, a picture and the
    document in ``var/traces``; with TRACE_SNAPSHOTS=1 the document at each step.
    """
    contexts: list[tuple[Any, Any]] = []

    def open_page(username: str | None = None, *, width: int = 1280, **kwargs: Any) -> Any:
        context = browser.new_context(
            base_url=site_server,
            viewport={"width": width, "height": 900},
            storage_state=logins.get(username or ""),
            **kwargs,
        )
        context.set_default_timeout(20_000)
        # No film, and the document before and after each step only when asked for: either takes a
        # fifth of the processor's time.
        context.tracing.start(snapshots=bool(os.environ.get("TRACE_SNAPSHOTS")))
        page = context.new_page()
        contexts.append((context, page))
        if username in logins:
            page.goto("/admin/")
        elif username:
            page.goto("/admin/login/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url("**/admin/")
            logins[username] = context.storage_state()
        return page

    yield open_page
    failed = request.node.stash.get(FAILED, False)
    for number, (context, page) in enumerate(contexts):
        name = TRACES / f"{request.node.name}-{number}"
        if failed:
            TRACES.mkdir(parents=True, exist_ok=True)
            Path(f"{name}.html").write_text(page.content(), encoding="utf-8")
            page.screenshot(path=f"{name}.png", full_page=True)
            context.tracing.stop(path=f"{name}.zip")
        context.close()
