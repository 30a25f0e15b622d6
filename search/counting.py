"""Counts what is asked, without anything that tells who asked."""

from __future__ import annotations

import logging
import re

from django.db import DatabaseError, connection
from django.utils import timezone

from search.parsing import Question
from search.queries import Answer

logger = logging.getLogger(__name__)

#: Words kept of a question.
MOST_WORDS = 8
LONGEST = 100
# One statement, on SQLite and PostgreSQL alike: nobody waits for a count.
_ADD = """
    INSERT INTO search_searchcount (day, language, words, facets, hits, times)
    VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (day, language, words, facets)
    DO UPDATE SET times = search_searchcount.times + 1, hits = excluded.hits
"""
# An address, a telephone number, a document number: what somebody might paste by mistake.
_PERSONAL = re.compile(r"@|\d[\d\s/.-]{5,}\d|https?:")


def count(answer: Answer) -> None:
    """Add one to what was asked today. A search never fails because it could not be counted."""
    search = answer.search
    if not search.asks or search.page > 1:
        return
    words = "" if _PERSONAL.search(search.text) else _words(answer.question)
    facets = ",".join(sorted(search.chosen))[:LONGEST]
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                _ADD, [timezone.localdate(), search.language, words, facets, answer.total]
            )
    except DatabaseError:
        logger.warning("A search could not be counted", exc_info=True)


def _words(question: Question) -> str:
    words = [word for unit in question.own for word in unit.exact][:MOST_WORDS]
    return " ".join(words)[:LONGEST]
