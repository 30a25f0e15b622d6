"""What people do with comments. Each act asks for its own right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.comments import mails
from cms.comments.anchors import nearest
from cms.comments.mentions import mentioned
from cms.comments.models import Comment, Thread
from cms.comments.passages import Passage, folded, passages_of
from cms.comments.permissions import is_own, may_see_draft
from cms.review.models import user_name

#: Longer comments belong into a document.
LONGEST = 5000


@dataclass(frozen=True)
class Writer:
    """Who writes: an account, or a guest by name.

    :param guest: key of the invitation of an outside expert.
    :param invited_by: name of whoever invited the expert.
    """

    user: Any = None
    name: str = ""
    guest: int | None = None
    invited_by: str = ""

    @property
    def shown_name(self) -> str:
        """The name kept beside what they wrote."""
        return self.name or user_name(self.user)


@dataclass(frozen=True)
class Written:
    """A comment that was written, and the names in it that lead to nobody here."""

    comment: Comment
    unknown: list[str]


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Write something first."))
    if len(text) > LONGEST:
        raise ValidationError(
            _("A comment has at most %(number)d characters.") % {"number": LONGEST}
        )
    return text


def _require_sight(page: Any, user: Any) -> None:
    if not may_see_draft(user, page):
        raise PermissionDenied


def _require_own(page: Any, user: Any, comment: Comment) -> None:
    if not is_own(user, comment):
        raise PermissionDenied
    _require_sight(page, user)


def _require_writer(page: Any, writer: Writer) -> None:
    """Let accounts write that may see the draft; a guest's right was asked by the invitation."""
    if writer.guest is None:
        _require_sight(page, writer.user)


def passage_at(page: Any, anchor: str) -> Passage:
    """Return the passage of the latest draft that an anchor names.

    :param page: the latest draft.
    :raises ValidationError: when it is not there (any more).
    """
    for passage in passages_of(page):
        if passage.anchor == anchor:
            return passage
    raise ValidationError(
        _("The passage has been removed since you opened the page. Your comment is kept below.")
    )


@transaction.atomic
def begin(
    page: Any, writer: Writer, *, anchor: str, text: str, quote: str = "", offset: int | None = None
) -> Written:
    """Begin a thread at a passage of the latest draft.

    :param quote: the words that are meant; empty for the whole passage.
    :param offset: about where they begin, when they occur more than once.
    :raises PermissionDenied: when the writer may not see the draft.
    :raises ValidationError: when the passage or the words are not there, or nothing is said.
    """
    _require_writer(page, writer)
    text, quote = _checked(text), folded(quote)
    draft = page.get_latest_revision_as_object()
    passage = passage_at(draft, anchor)
    at = nearest(quote, passage.text, offset)
    if quote and at is None:
        raise ValidationError({"quote": _("These words are not in the passage.")})
    thread = Thread.objects.create(
        page_id=page.pk,
        anchor=anchor,
        label=passage.label[:200],
        quote=quote,
        offset=at,
        first_text=passage.text,
        text=passage.text,
        guest=writer.guest,
    )
    written = _write(page, thread, writer, text)
    data: dict[str, Any] = {"comment": Truncator(text).chars(200), "label": thread.label}
    if writer.guest is not None:
        data["expert"] = {"name": writer.name, "invited_by": writer.invited_by}
    log(page, "comments.begin", user=writer.user, data=data)
    return written


@transaction.atomic
def reply(page: Any, writer: Writer, thread: Thread, text: str) -> Written:
    """Answer in a thread; a resolved one is open again by that.

    :raises PermissionDenied: when the writer may not see the draft or the guest not the thread.
    :raises ValidationError: when nothing is said.
    """
    _require_writer(page, writer)
    if writer.guest is not None and thread.guest != writer.guest:
        raise PermissionDenied
    text = _checked(text)
    if not thread.is_open:
        _open_again(thread)
    return _write(page, thread, writer, text)


def _write(page: Any, thread: Thread, writer: Writer, text: str) -> Written:
    comment = Comment.objects.create(
        thread=thread,
        author=writer.user,
        author_name=writer.shown_name,
        guest=writer.guest,
        invited_by_name=writer.invited_by,
        text=text,
    )
    # A guest knows no account, and must not learn of any by typing names.
    people, unknown = mentioned(text, page) if writer.guest is None else ([], [])
    mails.tell(page, comment, people)
    return Written(comment, unknown)


@transaction.atomic
def edit(page: Any, user: Any, comment: Comment, text: str) -> Written:
    """Change one's own comment; who is named in it for the first time gets a mail.

    :raises PermissionDenied: when it is somebody else's.
    :raises ValidationError: when nothing is said.
    """
    _require_own(page, user, comment)
    before, comment.text = comment.text, _checked(text)
    if before != comment.text:
        comment.edited_at = timezone.now()
        comment.save(update_fields=["text", "edited_at"])
    people, unknown = mentioned(comment.text, page)
    mails.tell_mentioned(page, comment, people)
    return Written(comment, unknown)


@transaction.atomic
def delete(page: Any, user: Any, comment: Comment) -> None:
    """Take one's own comment back: its words go, the replies of others stand.

    :raises PermissionDenied: when it is somebody else's.
    """
    _require_own(page, user, comment)
    thread = comment.thread
    comment.text, comment.deleted_at = "", timezone.now()
    comment.save(update_fields=["text", "deleted_at"])
    if not thread.comments.filter(deleted_at__isnull=True).exists():
        thread.delete()
        log(page, "comments.delete", user=user, data={"label": thread.label})


@transaction.atomic
def resolve(page: Any, user: Any, thread: Thread) -> None:
    """Say that a thread is settled.

    :raises PermissionDenied: when the user may not see the draft.
    """
    _require_sight(page, user)
    if thread.is_open:
        thread.resolved_at = timezone.now()
        thread.resolved_by = user
        thread.resolved_by_name = user_name(user)
        thread.save(update_fields=["resolved_at", "resolved_by", "resolved_by_name"])
        log(page, "comments.resolve", user=user, data={"label": thread.label})


@transaction.atomic
def reopen(page: Any, user: Any, thread: Thread) -> None:
    """Open a settled thread again.

    :raises PermissionDenied: when the user may not see the draft.
    """
    _require_sight(page, user)
    if not thread.is_open:
        _open_again(thread)
        log(page, "comments.reopen", user=user, data={"label": thread.label})


def _open_again(thread: Thread) -> None:
    thread.resolved_at, thread.resolved_by, thread.resolved_by_name = None, None, ""
    thread.save(update_fields=["resolved_at", "resolved_by", "resolved_by_name"])
