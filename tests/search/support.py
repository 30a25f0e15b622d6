"""The words of searching for tests."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import QueryDict
from wagtail.models import Locale

from cms.review.doors import publish_installed
from policies.models import Recommendation
from search.models import SearchDocument
from search.queries import Answer, Search, ask
from tests.factories import REASON, World, body_of, fresh, make_paper


def publish(world: World, title: str = "A paper", text: str = "Words", **fields: Any) -> Any:
    """Make a paper public; return it as the database has it."""
    statements = fields.pop("statements", [])
    paper = make_paper(world, title=title, body=body_of(text), recommendations=0, **fields)
    if statements:
        paper.recommendations = [
            Recommendation(statement=statement, addressee="regional", instrument="funding")
            for statement in statements
        ]
    publish_installed(paper, REASON)
    return fresh(paper)


def translate(page: Any, language: str, **fields: Any) -> Any:
    """Make a public translation of a page with its own texts."""
    locale = Locale.objects.get(language_code=language)
    parent = page.get_parent().specific
    if not parent.has_translation(locale):
        for above in (parent.get_parent().specific, parent):
            if not above.has_translation(locale):
                publish_installed(above.copy_for_translation(locale), REASON)
    copy = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    publish_installed(copy, REASON)
    return fresh(copy)


def search(address: str, language: str = "en") -> Answer:
    """Ask as an address does: ``q=words&kind=recommendation``."""
    return ask(Search.read(QueryDict(address), language))


def found_titles(address: str, language: str = "en") -> list[str]:
    """Return the stored titles of the versions found, best first."""
    keys = [hit.document for hit in search(address, language).found.hits]
    titles = dict(SearchDocument.objects.filter(pk__in=keys).values_list("pk", "text__title"))
    return [titles[key] for key in keys]


def lose_a_trigger() -> None:
    """Drop what keeps the full-text index of the database in step."""
    name = "search_text_insert"
    if connection.vendor == "postgresql":
        name = "search_text_changed ON search_searchtext"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")


def put_index_out_of_step() -> None:
    """Store a row in the full-text index of the database that belongs to no text."""
    statement = "INSERT INTO search_fts(rowid, title_exact) VALUES (99999, %s)"
    if connection.vendor == "postgresql":
        statement = "INSERT INTO search_index VALUES (99999, 1, true, true, ('=' || %s)::tsvector)"
    with connection.cursor() as cursor:
        cursor.execute(statement, ["ghost"])


def is_indexed(word: str) -> bool:
    """Whether the full-text index of the database has a folded word, visible or not."""
    asked = "SELECT count(*) FROM search_vocabulary WHERE term = %s"
    if connection.vendor == "postgresql":
        asked = "SELECT count(*) FROM search_index WHERE words @@ ('=' || %s)::tsquery"
    with connection.cursor() as cursor:
        cursor.execute(asked, [word])
        return bool(cursor.fetchone()[0])
