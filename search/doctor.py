"""The doctor's checks of the search: rows in step, index whole, dictionaries there."""

from __future__ import annotations

from django.utils import timezone

from cms.doctor import Finding, broken, in_a_line, look, ok, register_check
from search import delivery
from search.analysis import is_prepared
from search.drift import standing
from search.engines import database_engine
from search.models import SearchDocument
from search.rebuilding import surplus_documents, unfinished_run, waiting_pages


def register_all() -> None:
    """Register the checks of this module."""
    register_check("search.rows", "Search documents", rows, order=400)
    register_check("search.index", "Search index of the database", index, order=410)
    register_check("search.server", "Search server", server, order=420)
    register_check(
        "search.dictionaries",
        "Search dictionaries",
        dictionaries,
        order=430,
        needs_database=False,
    )


def rows() -> Finding:
    """Is every public page found, and is nothing found that is not public?"""
    waiting = waiting_pages()
    if waiting:
        return broken(
            f"{waiting} public pages are not found by any search", "run manage.py search_sync"
        )
    surplus = surplus_documents().count()
    if surplus:
        return broken(
            f"{surplus} documents belong to pages that are not public",
            "run manage.py search_sync",
        )
    number = SearchDocument.objects.count()
    if unfinished_run() is not None:
        return look(
            f"{number} documents; a rebuild was interrupted", "run manage.py search_rebuild again"
        )
    return ok(f"{number} documents, every public page has its own")


def index() -> Finding:
    """Is the full-text index of the database what its rows say?"""
    engine = database_engine()
    problems = engine.check()
    if problems:
        return broken(f"{engine.name}: {'; '.join(problems)}", "run manage.py search_sync")
    return ok(f"{engine.name}, in order")


def server() -> Finding:
    """Does the search server answer, with the right index, and does it know what is new?"""
    if not delivery.is_used():
        return ok("none, the database answers readers")
    found = standing()
    since = f" since {timezone.localtime(found.since):%Y-%m-%d %H:%M}" if found.since else ""
    waiting = f"{found.waiting} changes wait{since}"
    if found.problem:
        return broken(
            f"{in_a_line(found.problem)}; the database answers readers, {waiting}",
            "start it where it does not answer; run_due and db_worker mend anything else",
        )
    return ok(f"answers from the index {found.index}, {waiting}")


def dictionaries() -> Finding:
    """Are the dictionaries of the language analysis prepared?"""
    if is_prepared():
        return ok("prepared for all languages")
    return look(
        "not prepared for all languages: a process makes them at their first use, which takes long",
        "run python -m search.analysis",
    )
