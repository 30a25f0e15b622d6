"""Who is told of a comment: named people first, then the page's people and the thread's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.comments.models import Comment
from cms.comments.permissions import may_see_draft, people_of
from cms.mail.kinds import register_kind
from cms.mail.outbox import notify

COMMENT = "comments.comment"
MENTION = "comments.mention"


def register_kinds() -> None:
    """Make the two kinds known, so that a receiver can choose for each."""
    register_kind(COMMENT, gettext_lazy("Comments on texts of mine"), may_be_off=True)
    register_kind(MENTION, gettext_lazy("Comments that name me"))


def address_of(comment: Comment) -> str:
    """Return where a comment is read, as a path of the site."""
    address = reverse("comments_reading", args=[comment.thread.page_id])
    return f"{address}#{comment.thread.element_id}"


def tell(page: Any, comment: Comment, named: Iterable[Any]) -> None:
    """Tell named people, then everybody else whom the comment concerns; its author never."""
    named = list(named)
    tell_mentioned(page, comment, named)
    keys = {person.pk for person in named} | {comment.author_id}
    others = [person for person in _concerned(page, comment) if person.pk not in keys]
    _notify(
        others,
        COMMENT,
        page,
        comment,
        lambda: (
            _("%(name)s commented on “%(title)s”")
            % {"name": comment.author_name, "title": page.title}
        ),
    )


def tell_mentioned(page: Any, comment: Comment, named: Iterable[Any]) -> None:
    """Tell the people a comment names; nobody twice of the same comment, nor themselves."""
    _notify(
        [person for person in named if person.pk != comment.author_id],
        MENTION,
        page,
        comment,
        lambda: (
            _("%(name)s named you in a comment on “%(title)s”")
            % {"name": comment.author_name, "title": page.title}
        ),
    )


def _concerned(page: Any, comment: Comment) -> list[Any]:
    """Return the page's people and those who wrote in the thread, each once."""
    writers = comment.thread.comments.filter(author__isnull=False).values_list("author_id")
    accounts = get_user_model().objects.filter(pk__in=writers, is_active=True)
    people = {person.pk: person for person in people_of(page)}
    people.update({p.pk: p for p in accounts if p.pk not in people and may_see_draft(p, page)})
    return list(people.values())


def _notify(people: list[Any], kind: str, page: Any, comment: Comment, subject: Any) -> None:
    thread = comment.thread
    notify(
        people,
        kind,
        key=f"{kind}:{comment.pk}",
        subject=subject,
        template="comments/mail/comment",
        context={
            "comment": comment,
            "title": page.title,
            "quote": thread.quote or thread.label,
        },
        link=address_of(comment),
    )
