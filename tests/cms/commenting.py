"""The words of comments for tests: write, answer, find the passage."""

from __future__ import annotations

from typing import Any

from cms.comments import acts
from cms.comments.acts import Writer
from cms.comments.models import Comment, Thread
from cms.comments.passages import Passage, passages_of
from tests.factories import fresh


def draft_of(page: Any) -> Any:
    """Return the latest draft."""
    return fresh(page).get_latest_revision_as_object()


def passage(page: Any, words: str) -> Passage:
    """Return the first passage of the latest draft that says ``words``."""
    return next(found for found in passages_of(draft_of(page)) if words in found.text)


def comment_on(page: Any, user: Any, words: str, text: str = "Why?", quote: str = "") -> Thread:
    """Begin a thread at the passage that says ``words``."""
    anchor = passage(page, words).anchor
    written = acts.begin(fresh(page), Writer(user=user), anchor=anchor, text=text, quote=quote)
    return written.comment.thread


def answer_in(thread: Thread, user: Any, text: str) -> Comment:
    """Answer in a thread."""
    return acts.reply(fresh(thread.page), Writer(user=user), thread, text).comment


def again(thread: Thread) -> Thread:
    """Return the thread as the database has it now."""
    return Thread.objects.get(pk=thread.pk)
