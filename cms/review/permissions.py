"""Who sees which button on a page. Whether content may be public is not decided here but in the
gate: this tester only keeps people from pressing what would be refused."""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester

from cms.groups import ADMINISTRATORS, PUBLISHERS, in_group
from cms.review import approvals
from cms.review.fingerprint import content_fingerprint
from cms.review.models import Approval, PublicState


class ReviewedPagePermissionTester(PagePermissionTester):
    """Wagtail's tester with the review steps in it."""

    def _holds_publish_right(self) -> bool:
        return bool(super().can_publish())

    def can_publish(self) -> bool:
        """Say yes when the latest draft passed every step and waits only to be published."""
        if not self._holds_publish_right():
            return False
        if not Approval.objects.active().filter(page_id=self.page.pk).exists():
            return False
        draft = self.page.specific.get_latest_revision_as_object()
        return approvals.is_permitted(draft, content_fingerprint(draft))

    def can_publish_subpage(self) -> bool:
        """Say no: a new page has passed no review."""
        return False

    def can_unpublish(self) -> bool:
        """Say no: what people read is archived, or withdrawn through the emergency door."""
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Say no when the page, or one below it, was ever public."""
        if not super().can_delete(ignore_bulk=ignore_bulk):
            return False
        return not PublicState.objects.filter(page__path__startswith=self.page.path).exists()

    def can_move(self) -> bool:
        """Ask for the right to change, as Wagtail does, but not for the right to delete."""
        return bool(super().can_delete(ignore_bulk=True))

    def can_set_view_restrictions(self) -> bool:
        """Leave privacy to those who hold the right to publish."""
        return self._holds_publish_right()

    def can_unschedule(self) -> bool:
        """Leave the calendar to those who hold the right to publish."""
        return self._holds_publish_right()

    def can_reorder_children(self) -> bool:
        """Leave the order of menus to those who hold the right to publish."""
        return self._holds_publish_right()

    def can_archive(self) -> bool:
        """Say whether this user may move a public page to the archive and back."""
        return bool(self.page.live and may_archive(self.user))

    def can_use_emergency_door(self) -> bool:
        """Say whether this user may publish or withdraw with a reason and without steps."""
        return not self.page_is_root and may_use_emergency_door(self.user)


def may_archive(user: Any) -> bool:
    """Archiving belongs to those who hold the last step, and to administrators."""
    return in_group(user, PUBLISHERS) or may_use_emergency_door(user)


def may_use_emergency_door(user: Any) -> bool:
    """The emergency door belongs to administrators."""
    return bool(user.is_active and (user.is_superuser or in_group(user, ADMINISTRATORS)))
