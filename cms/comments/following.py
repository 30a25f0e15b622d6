"""Bringing the threads of a page to where their passages are in the latest draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

from cms.comments import anchors
from cms.comments.models import Thread
from cms.comments.passages import Passage, passages_of

# Tests switch this off to show that their checks can fail. Nothing else may.
_following_on: ContextVar[bool] = ContextVar("comments_follow", default=True)


@contextmanager
def following_switched_off_for_a_test() -> Iterator[None]:
    """Leave comments where they were, so that a test can show what it would miss."""
    token = _following_on.set(False)
    try:
        yield
    finally:
        _following_on.reset(token)


def move(thread: Thread, passages: Sequence[Passage]) -> bool:
    """Bring one thread to its passage; return whether anything about its place changed."""
    place = anchors.Place(thread.anchor, thread.quote, thread.offset, thread.text)
    found = anchors.find(place, passages)
    before = (thread.anchor, thread.offset, thread.text, thread.quote_gone, thread.gone_at)
    if found.passage is None:
        thread.gone_at = thread.gone_at or timezone.now()
    else:
        thread.gone_at = None
        thread.anchor = found.passage.anchor
        thread.label = found.passage.label[:200]
        thread.quote_gone = found.quote_gone
        # While the words are gone, the text that held them is what may lead to them again.
        if not found.quote_gone:
            thread.offset = found.offset
            thread.text = found.passage.text
    after = (thread.anchor, thread.offset, thread.text, thread.quote_gone, thread.gone_at)
    return before != after


def follow(page: Any) -> int:
    """Bring every thread of a page to its passage; return how many places changed.

    :param page: the latest draft, of its specific type.
    """
    threads = list(Thread.objects.of(page))
    if not threads or not _following_on.get():
        return 0
    passages = passages_of(page)
    changed = [thread for thread in threads if move(thread, passages)]
    for thread in changed:
        thread.save()
    return len(changed)


def follow_revision(sender: Any, instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Follow when the latest revision of a page is written, by whichever way it came."""
    if raw or not isinstance(instance, Revision):
        return
    page_pk = instance.object_id
    if not str(page_pk).isdigit() or not Thread.objects.filter(page_id=page_pk).exists():
        return
    revisions = Revision.page_revisions.filter(object_id=page_pk).order_by("-created_at", "-pk")
    if revisions.values_list("pk", flat=True).first() != instance.pk:
        return
    if Page.objects.filter(pk=page_pk).exists():
        follow(instance.as_object())
