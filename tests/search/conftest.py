"""Fixtures of the tests of search."""

from __future__ import annotations

from typing import Any

import pytest

from search import delivery
from search.tasks import bring_up_to_date
from tests.factories import World
from tests.search.fake_place import FakePlace, rows


@pytest.fixture
def place(settings: Any, monkeypatch: pytest.MonkeyPatch, world: World) -> FakePlace:
    """A search server that is up to date with the world."""
    settings.SEARCH_URL = "http://127.0.0.1:9"
    fake = FakePlace()
    monkeypatch.setattr(delivery, "place", lambda: fake)
    bring_up_to_date()
    assert fake.there() == rows()
    assert delivery.wrong() == ""
    return fake
