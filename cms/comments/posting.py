"""What a sent form does: one name an act, for accounts and for guests alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.comments import acts
from cms.comments.acts import Writer, Written
from cms.comments.forms import CommentForm, ReplyForm
from cms.comments.models import Comment, Thread
from cms.comments.reading import Open
from cms.keys import key_in


class RefusedError(Exception):
    """The form cannot be kept: the page is shown again with what was typed."""

    def __init__(self, opened: Open) -> None:
        super().__init__()
        self.opened = opened


def begin(request: HttpRequest, page: Any, writer: Writer) -> Written:
    """Begin a thread; return what was written.

    :raises RefusedError: with the form, errors in it.
    """
    form = CommentForm(request.POST)
    opened = Open(at=request.POST.get("anchor", ""), form=form)
    return _kept(form, opened, partial(acts.begin, page, writer))


def reply(request: HttpRequest, page: Any, writer: Writer) -> Written:
    """Answer in a thread; return what was written.

    :raises RefusedError: with the form, errors in it.
    """
    thread = _thread(request, page)
    form = ReplyForm(request.POST, auto_id=f"reply-{thread.pk}-%s")
    opened = Open(reply=(thread.pk, form))
    return _kept(form, opened, partial(acts.reply, page, writer, thread))


def edit(request: HttpRequest, page: Any, user: Any) -> Written:
    """Change one's own comment; return what was written.

    :raises RefusedError: with the form, errors in it.
    """
    comment = _comment(request, page)
    form = ReplyForm(request.POST, auto_id=f"edit-{comment.pk}-%s")
    opened = Open(edit=(comment.pk, form))
    return _kept(form, opened, partial(acts.edit, page, user, comment))


def _kept(form: Form, opened: Open, act: Callable[..., Written]) -> Written:
    """Do what a form asks for; return what was written.

    :param opened: the page with this form, for when it cannot be kept.
    :param act: takes the form's fields by their names.
    """
    if form.is_valid():
        try:
            written = act(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return written
    raise RefusedError(opened)


#: Acts that a guest may do as well; the others belong to accounts.
GUEST_ACTS: Mapping[str, Callable[[HttpRequest, Any, Writer], Written]] = {
    "begin": begin,
    "reply": reply,
}


def perform(request: HttpRequest, page: Any, user: Any) -> str:
    """Do what an account sent; return the fragment of the page to go on at.

    :raises RefusedError: when the form cannot be kept.
    """
    act = request.POST.get("act", "")
    if act in GUEST_ACTS:
        return _told(request, GUEST_ACTS[act](request, page, Writer(user=user)))
    if act == "edit":
        return _told(request, edit(request, page, user))
    if act == "delete":
        comment = _comment(request, page)
        fragment = comment.thread.element_id
        acts.delete(page, user, comment)
        messages.success(request, _("Your comment has been taken back."))
        return fragment
    thread = _thread(request, page)
    if act == "resolve":
        acts.resolve(page, user, thread)
        messages.success(request, _("Settled."))
    elif act == "reopen":
        acts.reopen(page, user, thread)
        messages.success(request, _("Open again."))
    return thread.element_id


def _told(request: HttpRequest, written: Written) -> str:
    """Tell the account what came of a comment; return the fragment of its thread."""
    messages.success(request, _("Your comment is there."))
    if written.unknown:
        said = ngettext(
            "No mail went to %(names)s: nobody of this name may see the draft.",
            "No mail went to %(names)s: nobody of these names may see the draft.",
            len(written.unknown),
        )
        messages.warning(request, said % {"names": ", ".join(f"@{n}" for n in written.unknown)})
    return written.comment.thread.element_id


def _thread(request: HttpRequest, page: Any) -> Thread:
    return get_object_or_404(Thread.objects.of(page), pk=key_in(request.POST, "thread"))


def _comment(request: HttpRequest, page: Any) -> Comment:
    comments = Comment.objects.filter(thread__page_id=page.pk).select_related("thread")
    return get_object_or_404(comments, pk=key_in(request.POST, "comment"))
