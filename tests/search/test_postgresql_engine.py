"""What is special to the engine on PostgreSQL: `python -m tests.on_postgres tests/search`.

That it finds what SQLite finds is in `test_engines_agree`.
"""

from __future__ import annotations

import importlib
import uuid
from typing import Any

import pytest
from django.db import connection

from search.engines import database_engine, tsquery
from search.engines.base import Engine
from search.models import SearchDocument, SearchText
from search.parsing import Question, Unit, parse
from search.rebuilding import rebuild
from tests.factories import World
from tests.search.support import publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="Runs with python -m tests.on_postgres"
    ),
]
INDEX = "The full-text index differs from the search texts"
TRIGGERS = "The triggers that keep the full-text index in step are missing"


@pytest.fixture
def engine() -> Engine:
    return database_engine()


def store(world: World, **texts: str) -> SearchDocument:
    """Store a document with folded words as they are given."""
    document = SearchDocument.objects.create(
        page_id=world.home.pk, kind="page", identity=uuid.uuid4(), language="en", digest="test"
    )
    SearchText.objects.create(document=document, title="", **texts)
    return document


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def found(engine: Engine, text: str) -> set[int]:
    return {hit.document for hit in engine.find(parse(text, "en"), {}, size=1000).hits}


def index_row(document: SearchDocument) -> tuple[Any, ...]:
    """Return whether all positions and all words are in the vector, and how many words."""
    asked = "SELECT whole, complete, length(words) FROM search_index WHERE document_id = %s"
    return rows(asked, document.pk)[0]


def test_phrases_are_exact_beyond_the_last_position_of_a_vector(
    world: World, engine: Engine
) -> None:
    filler = " ".join(f"w{number}" for number in range(16_500))
    right = store(world, body_exact=f"{filler} shared energy management")
    store(world, body_exact=f"{filler} management of shared energy")
    assert index_row(right)[:2] == (False, True)
    assert found(engine, '"shared energy management"') == {right.pk}
    # Both words stand at position 16,383: the vector alone would say no.
    tight = tsquery.query(parse('"energy management"', "en"))
    asked = "SELECT words @@ %s::tsquery FROM search_index WHERE document_id = %s"
    assert rows(asked, tight, right.pk) == [(False,)]


def test_phrases_are_exact_with_a_word_that_is_everywhere(world: World, engine: Engine) -> None:
    right = store(world, body_exact="the word " * 300 + "the cluster")
    store(world, body_exact="the word " * 300 + "and cluster")
    assert index_row(right)[:2] == (False, True)
    assert found(engine, '"the cluster"') == {right.pk}


def test_a_megabyte_of_different_words_is_published_and_found(world: World, engine: Engine) -> None:
    words = " ".join(f"{number:07}different" for number in range(80_000))
    huge = store(world, body_exact=f"{words} at the end", body_terms=f"{words} end")
    assert index_row(huge) == (False, False, 0)
    assert found(engine, "end") == {huge.pk}
    assert found(engine, '"the end"') == {huge.pk}
    assert found(engine, '"end the"') == set()
    assert engine.check() == []


def test_a_megabyte_of_few_words_keeps_its_words(world: World, engine: Engine) -> None:
    text = "again and " * 60_000
    long = store(world, title_exact="title", body_exact=text, body_terms=text)
    assert index_row(long)[:2] == (False, True)
    assert found(engine, '"and again"') == {long.pk}


def test_phrases_do_not_go_from_one_field_into_the_next(world: World, engine: Engine) -> None:
    right = store(world, title_exact="one two", lead_exact="three", body_exact="four\n\nfive")
    assert found(engine, '"two three"') == found(engine, '"three four"') == set()
    assert found(engine, '"one two"') == found(engine, '"four five"') == {right.pk}


@pytest.mark.parametrize(
    "word", ["'", "''", "\\", "\\'", "a'b", "a\\b", "a:b", ":*", "a & b", "!a", "<->", "%s", "(a"]
)
def test_words_are_never_operators(world: World, engine: Engine, word: str) -> None:
    document = store(world, body_exact=word, body_terms=word)
    for unit in (
        Unit((word,)),
        Unit((word,), frozenset({word})),
        Unit((word,), prefix=True),
        Unit((word, "x")),
    ):
        question = Question("en", ((unit,),))
        hits = [hit.document for hit in engine.find(question, {}).hits]
        assert hits == ([document.pk] if len(unit.exact) == 1 else []), unit
        engine.find(Question("en", ((Unit(("x",)),),), without=(unit,)), {})
        engine.suggest(question, 5)
    engine.near_words(word, 3)


def test_very_long_words_differ_in_their_ends(world: World, engine: Engine) -> None:
    first = store(world, body_exact="a" * 3000 + "b")
    store(world, body_exact="a" * 3000 + "c")
    question = Question("en", ((Unit(("a" * 3000 + "b",)),),))
    assert [hit.document for hit in engine.find(question, {}).hits] == [first.pk]


def test_bulk_inserts_updates_and_cascades_reach_the_index(world: World, engine: Engine) -> None:
    paper = publish(world, "Paper", "ephemeral")
    documents = SearchDocument.objects.bulk_create(
        SearchDocument(
            page_id=paper.pk, kind="page", identity=uuid.uuid4(), language="en", digest=str(number)
        )
        for number in range(3)
    )
    SearchText.objects.bulk_create(
        SearchText(document=document, title="", body_exact="manifold", body_terms="manifold")
        for document in documents
    )
    assert found(engine, "manifold") == {document.pk for document in documents}
    SearchText.objects.filter(pk=documents[0].pk).update(body_exact="x", body_terms="x")
    assert found(engine, "manifold") == {document.pk for document in documents[1:]}
    assert engine.check() == []
    SearchDocument.objects.filter(page_id=paper.pk).delete()
    assert found(engine, "manifold OR ephemeral OR x") == set()
    assert engine.check() == []


def test_emptying_the_table_empties_the_index(world: World, engine: Engine) -> None:
    publish(world, "Paper", "ephemeral")
    rows("SET CONSTRAINTS ALL IMMEDIATE")
    rows("TRUNCATE search_searchtext")
    assert rows("SELECT count(*) FROM search_index") == [(0,)]


@pytest.mark.parametrize("trigger", ["search_text_changed", "search_text_emptied"])
def test_a_missing_or_sleeping_trigger_is_noticed(
    world: World, engine: Engine, trigger: str
) -> None:
    assert engine.check() == []
    rows(f"ALTER TABLE search_searchtext DISABLE TRIGGER {trigger}")
    assert engine.check() == [TRIGGERS]
    rows(f"DROP TRIGGER {trigger} ON search_searchtext")
    assert engine.check() == [TRIGGERS]


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM search_index",
        "UPDATE search_index SET document_id = -document_id WHERE length > 0",
        "UPDATE search_index SET words = words || '''=more'':1'::tsvector",
        "UPDATE search_index SET whole = NOT whole",
    ],
)
def test_a_differing_index_is_noticed_and_rebuilt(
    world: World, engine: Engine, damage: str
) -> None:
    publish(world, "Paper", "text")
    rows(damage)
    assert engine.check() == [INDEX]
    engine.rebuild()
    assert engine.check() == []


def test_near_words_are_those_of_texts_that_are_there(world: World, engine: Engine) -> None:
    paper = publish(world, "Xylophones", "xylophonists xylophones")
    assert engine.near_words("xylophonse", 3) == ["xylophones"]
    assert engine.near_words("yxlophones", 3) == ["xylophones"]
    assert engine.near_words("xylophones", 3) == []
    SearchDocument.objects.filter(page_id=paper.pk).delete()
    assert ("xylophones",) in rows("SELECT word FROM search_word")
    assert engine.near_words("xylophonse", 3) == []
    engine.rebuild()
    assert ("xylophones",) not in rows("SELECT word FROM search_word")


def test_frequent_words_weigh_less(world: World, engine: Engine) -> None:
    rare = store(world, body_exact="a b", body_terms="rare common")
    for _number in range(6):
        store(world, body_exact="a b", body_terms="common another")
    unit = Unit(("rare",), frozenset({"rare"})), Unit(("another",), frozenset({"another"}))
    question = Question("en", (unit,))
    assert engine.find(question, {}).hits[0].document == rare.pk


def test_words_are_counted_when_the_sample_of_pages_is_too_small(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.engines import postgresql

    for number in range(400):
        store(world, body_exact=f"common {number}", body_terms=f"common n{number}")
    monkeypatch.setattr(postgresql, "_SAMPLE", 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('search_index') / 8192")
        assert cursor.fetchone()[0] > 4
    known = postgresql._collection([tsquery.term("common"), tsquery.term("n7")])
    assert 200 < known.documents < 800
    assert known.idf[tsquery.term("n7")] > 4 > known.idf[tsquery.term("common")]


def test_a_rebuild_tells_the_planner_how_much_there_is(world: World, engine: Engine) -> None:
    for number in range(30):
        publish(world, f"Paper {number}", "text")
    SearchDocument.objects.all().delete()
    rebuild(lambda done, total: None, anew=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'search_index'")
        assert cursor.fetchone()[0] == SearchDocument.objects.count() > 30


def test_the_migration_goes_back_and_forth(world: World, engine: Engine) -> None:
    publish(world, "Paper", "text")
    migration = importlib.import_module("search.migrations.0003_full_text_on_postgresql")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor(atomic=False) as editor:
        migration.backwards(None, editor)
        assert rows("SELECT to_regclass('search_index')") == [(None,)]
        migration.forwards(None, editor)
    assert engine.check() == []
    assert len(found(engine, "text")) == 1
