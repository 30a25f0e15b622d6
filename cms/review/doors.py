"""The recorded doors beside the steps: installation, emergency, archive. Each leaves its reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from cms.review.enums import ApprovalKind
from cms.review.fingerprint import content_fingerprint
from cms.review.models import Approval, PublicState, user_name
from cms.review.objections import SHORTEST_REASON
from cms.review.permissions import may_archive, may_use_emergency_door
from cms.review.publishing import content_withdrawn_with

#: Sent inside the transaction when the emergency door was used: ``instance`` the page, ``user``,
#: ``reason``, and ``withdrawn``: taken from the site instead of published.
door_used = Signal()


def _checked(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(
            _("Give the reason in at least %d characters: it stays in the history.")
            % SHORTEST_REASON
        )
    return reason


def _open(page: Any, kind: str, user: Any, reason: str) -> None:
    Approval.objects.create(
        page_id=page.pk,
        fingerprint=content_fingerprint(page),
        kind=kind,
        user=user,
        user_name=user_name(user),
        reason=reason,
    )


@transaction.atomic
def install(page: Any, parent: Any, reason: str) -> Any:
    """Create ``page`` under ``parent`` and publish it as a recorded act of installation.

    For what the platform brings with it: the home page, index pages, topics. It goes through the
    same gate, with the reason in the history.

    :raises ValidationError: when the reason is too short.
    """
    reason = _checked(reason)
    page.live = False
    page.has_unpublished_changes = True
    parent.add_child(instance=page)
    return publish_installed(page, reason)


@transaction.atomic
def publish_installed(page: Any, reason: str) -> Any:
    """Publish the present content of an existing page as an act of installation."""
    revision = page.save_revision(log_action=True)
    target = revision.as_object()
    _open(target, ApprovalKind.INSTALLATION, None, _checked(reason))
    log(target, "review.install", data={"comment": reason})
    revision.publish(log_action=True)
    page.refresh_from_db()
    return page


@transaction.atomic
def publish_in_emergency(page: Any, *, user: Any, reason: str) -> None:
    """Publish the latest draft now, without its steps.

    :raises PermissionDenied: when the user is no administrator.
    :raises ValidationError: when the reason is too short or the draft is incomplete.
    """
    if not may_use_emergency_door(user):
        raise PermissionDenied
    reason = _checked(reason)
    revision = page.specific.get_latest_revision() or page.specific.save_revision(user=user)
    target = revision.as_object()
    target.go_live_at = None
    target.full_clean()
    _open(target, ApprovalKind.EMERGENCY, user, reason)
    log(target, "review.emergency_publish", user=user, data={"comment": reason}, revision=revision)
    content = revision.content
    if content.get("go_live_at"):
        content["go_live_at"] = None
        revision.content = content
        revision.save(update_fields=["content"])
    revision.publish(user=user, skip_permission_checks=True)
    door_used.send(sender=type(target), instance=target, user=user, reason=reason, withdrawn=False)


@transaction.atomic
def withdraw(page: Any, *, user: Any, reason: str) -> None:
    """Take a public page from the site: its address then answers 410 with the reason.

    :raises PermissionDenied: when the user is no administrator or the page was never public.
    :raises ValidationError: when the reason is too short.
    """
    if not may_use_emergency_door(user):
        raise PermissionDenied
    reason = _checked(reason)
    page = page.specific
    state = PublicState.objects.filter(page_id=page.pk).first()
    if state is None or not page.live:
        raise PermissionDenied(_("Only a public page can be withdrawn."))
    log(page, "review.withdraw", user=user, data={"comment": reason})
    # Stock unpublishing is closed to everybody; this door has asked for its own right above.
    action = UnpublishPageAction(page, user=user, log_action=False)
    action.execute(skip_permission_checks=True)
    PublicState.objects.filter(pk=state.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason=reason
    )
    content_withdrawn_with.send(sender=type(page), instance=page, reason=reason, user=user)
    door_used.send(sender=type(page), instance=page, user=user, reason=reason, withdrawn=True)


@transaction.atomic
def archive(page: Any, *, user: Any, reason: str) -> None:
    """Move a public page to the archive: still readable, marked, out of search unless asked for.

    :raises PermissionDenied: when the user may not, or the page is not public.
    :raises ValidationError: when the reason is too short.
    """
    if not page.live or not may_archive(user):
        raise PermissionDenied
    reason = _checked(reason)
    _set_archived(page, timezone.now(), reason)
    log(page.specific, "review.archive", user=user, data={"comment": reason})


@transaction.atomic
def take_out_of_archive(page: Any, *, user: Any, reason: str) -> None:
    """Bring an archived page back among the current ones.

    :raises PermissionDenied: when the user may not, or the page is not archived.
    """
    state = PublicState.objects.filter(page_id=page.pk, archived_at__isnull=False).first()
    if state is None or not may_archive(user):
        raise PermissionDenied
    reason = _checked(reason)
    _set_archived(page, None, "")
    log(page.specific, "review.unarchive", user=user, data={"comment": reason})


def _set_archived(page: Any, when: Any, reason: str) -> None:
    from cms.review.publishing import content_published

    PublicState.objects.filter(page_id=page.pk).update(archived_at=when, archive_reason=reason)
    specific = page.specific
    content_published.send(sender=type(specific), instance=specific)
