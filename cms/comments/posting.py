"""What a sent form does: one name an act, for accounts and for guests alike."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.comments import acts
from cms.comments.acts import Writer, Written
from cms.comments.forms import CommentForm, ReplyForm
from cms.comments.models import Comment, Thread
from cms.comments.reading import Open

#: Acts that a guest may do as well; the others belong to accounts.
GUEST_ACTS = frozenset({"begin", "reply"})


class RefusedError(Exception):
    """The form cannot be kept: the page is shown again with what was typed."""

    def __init__(self, opened: Open) -> None:
        super().__init__()
        self.opened = opened


def begin(request: HttpRequest, page: Any, writer: Writer) -> tuple[str, Written]:
    """Begin a thread; return where it stands and what was written.

    :raises RefusedError: with the form, errors in it.
    """
    form = CommentForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            written = acts.begin(
                page,
                writer,
                anchor=given["anchor"],
                text=given["text"],
                quote=given["quote"],
                offset=given["offset"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return f"thread-{written.comment.thread_id}", written
    raise RefusedError(Open(at=request.POST.get("anchor", ""), form=form))


def reply(request: HttpRequest, page: Any, writer: Writer) -> tuple[str, Written]:
    """Answer in a thread; return where it stands and what was written.

    :raises RefusedError: with the form, errors in it.
    """
    thread = get_object_or_404(Thread.objects.of(page), pk=_key(request, "thread"))
    form = ReplyForm(request.POST, auto_id=f"reply-{thread.pk}-%s")
    if form.is_valid():
        try:
            written = acts.reply(page, writer, thread, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return f"thread-{thread.pk}", written
    raise RefusedError(Open(reply=(thread.pk, form)))


def edit(request: HttpRequest, page: Any, user: Any) -> tuple[str, Written]:
    """Change one's own comment; return where it stands and what was written.

    :raises RefusedError: with the form, errors in it.
    """
    comment = _comment(request, page)
    form = ReplyForm(request.POST, auto_id=f"edit-{comment.pk}-%s")
    if form.is_valid():
        try:
            written = acts.edit(page, user, comment, form.cleaned_data["text"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return f"thread-{comment.thread_id}", written
    raise RefusedError(Open(edit=(comment.pk, form)))


def perform(request: HttpRequest, page: Any, user: Any) -> str:
    """Do what an account sent; return the fragment of the page to go on at.

    :raises RefusedError: when the form cannot be kept.
    """
    act = request.POST.get("act", "")
    if act in {"begin", "reply", "edit"}:
        if act == "edit":
            fragment, written = edit(request, page, user)
        else:
            writer = Writer(user=user)
            fragment, written = (begin if act == "begin" else reply)(request, page, writer)
        _say(request, written)
        return fragment
    if act == "delete":
        comment = _comment(request, page)
        acts.delete(page, user, comment)
        messages.success(request, _("Your comment has been taken back."))
        return f"thread-{comment.thread_id}"
    thread = get_object_or_404(Thread.objects.of(page), pk=_key(request, "thread"))
    if act == "resolve":
        acts.resolve(page, user, thread)
        messages.success(request, _("Settled."))
    elif act == "reopen":
        acts.reopen(page, user, thread)
        messages.success(request, _("Open again."))
    return f"thread-{thread.pk}"


def _say(request: HttpRequest, written: Written) -> None:
    messages.success(request, _("Your comment is there."))
    if written.unknown:
        said = ngettext(
            "No mail went to %(names)s: nobody of this name may see the draft.",
            "No mail went to %(names)s: nobody of these names may see the draft.",
            len(written.unknown),
        )
        messages.warning(request, said % {"names": ", ".join(f"@{n}" for n in written.unknown)})


def _key(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _comment(request: HttpRequest, page: Any) -> Comment:
    comments = Comment.objects.filter(thread__page_id=page.pk).select_related("thread")
    return get_object_or_404(comments, pk=_key(request, "comment"))
