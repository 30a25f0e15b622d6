"""What the page shows on which a draft is read and commented: passages with their threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from cms.comments.forms import CommentForm, ReplyForm
from cms.comments.mentions import as_html
from cms.comments.models import Comment, Thread
from cms.comments.passages import Passage, passages_of, reading_of
from cms.templatetags.ui import language_tag


@dataclass
class CommentShown:
    """A comment as it is shown, with the form of its author where that is wanted."""

    comment: Comment
    html: SafeString
    own: bool
    form: ReplyForm | None = None


@dataclass
class ThreadShown:
    """A thread with its comments."""

    thread: Thread
    comments: list[CommentShown]
    form: ReplyForm


@dataclass
class Row:
    """A part of the page, its threads and, where somebody writes, the form."""

    html: SafeString
    passage: Passage | None = None
    threads: list[ThreadShown] = field(default_factory=list)
    form: CommentForm | None = None

    @property
    def open_threads(self) -> list[ThreadShown]:
        """The threads that nobody has resolved."""
        return [shown for shown in self.threads if shown.thread.is_open]

    @property
    def resolved_threads(self) -> list[ThreadShown]:
        """The settled threads."""
        return [shown for shown in self.threads if not shown.thread.is_open]


@dataclass(frozen=True)
class Open:
    """What the reader is about to write, or has written and cannot be kept yet.

    :param at: anchor of the passage whose form is open.
    :param form: that form, when it was sent in vain.
    :param reply: thread whose reply was sent in vain, with its form.
    :param edit: comment that is being edited, with its form.
    """

    at: str = ""
    form: CommentForm | None = None
    reply: tuple[int, ReplyForm] | None = None
    edit: tuple[int, ReplyForm] | None = None


def threads_shown(
    threads: Iterable[Thread], is_own: Callable[[Comment], bool], opened: Open
) -> list[ThreadShown]:
    """Return threads with their comments, two queries in all."""
    threads = list(threads)
    written: dict[int, list[Comment]] = defaultdict(list)
    for comment in Comment.objects.filter(thread__in=[t.pk for t in threads]):
        written[comment.thread_id].append(comment)
    shown = []
    for thread in threads:
        comments = [
            CommentShown(
                comment,
                as_html(comment.text),
                is_own(comment),
                opened.edit[1] if opened.edit and opened.edit[0] == comment.pk else None,
            )
            for comment in written[thread.pk]
        ]
        form = opened.reply[1] if opened.reply and opened.reply[0] == thread.pk else None
        shown.append(
            ThreadShown(thread, comments, form or ReplyForm(auto_id=f"reply-{thread.pk}-%s"))
        )
    return shown


def rows_of(
    draft: Any, request: HttpRequest, shown: Sequence[ThreadShown], opened: Open
) -> tuple[list[Row], list[ThreadShown], CommentForm | None]:
    """Return the rows of the page, the threads without a passage, and a form without one.

    Every thread is in one of the two.
    """
    passages = {passage.anchor: passage for passage in passages_of(draft)}
    by_anchor: dict[str, list[ThreadShown]] = defaultdict(list)
    gone = []
    for thread in shown:
        there = not thread.thread.is_gone and thread.thread.anchor in passages
        by_anchor[thread.thread.anchor].append(thread) if there else gone.append(thread)
    rows = []
    form = opened.form or (CommentForm(initial={"anchor": opened.at}) if opened.at else None)
    homeless = opened.form
    for part in reading_of(draft, request):
        passage = passages.get(part.anchor)
        row = Row(part.html, passage, by_anchor.pop(part.anchor, []) if passage else [])
        if passage is not None and form is not None and part.anchor == opened.at:
            row.form, homeless = form, None
        rows.append(row)
    return rows, gone, homeless


def reading_context(
    page: Any,
    request: HttpRequest,
    *,
    threads: Iterable[Thread],
    is_own: Callable[[Comment], bool],
    opened: Open,
) -> dict[str, Any]:
    """Return the context of ``comments/reading.html``.

    :param threads: those that the reader may see.
    """
    draft = page.get_latest_revision_as_object()
    # Templates and links of public pages behave as in Wagtail's own preview.
    request.is_preview = True  # type: ignore[attr-defined]
    shown = threads_shown(threads, is_own, opened)
    rows, gone, homeless = rows_of(draft, request, shown, opened)
    language = draft.locale.language_code
    return {
        "page": None,
        "draft": draft,
        "draft_language": language_tag(language),
        "metadata": {"title": draft.title, "robots": "noindex, nofollow"},
        "rows": rows,
        "gone": gone,
        "homeless": homeless,
        "blank_form": CommentForm(auto_id="new-%s"),
        "open_count": sum(1 for entry in shown if entry.thread.is_open),
        "edited": opened.edit[0] if opened.edit else None,
    }
