"""Seats in the working groups, taken through editorial approval like every change of a page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from cms.review import workflows
from home.demo.accounts import WORKING_GROUPS, People
from home.demo.manuscript import identifier
from policies.enums import MemberRole
from policies.models import GroupMember, PartnerPage, WorkingGroupPage

#: The partner that sends the reviewer of each working group.
SENT_BY = {
    1: "Example partner 1, Slovenia",
    2: "Example partner 1, Croatia",
    3: "Example partner 1, Slovakia",
    4: "Example partner 3, Romania",
    5: "Example partner 2, Greece",
    6: "Example partner 1, Albania",
}


def seat_members(groups: dict[int, Any], people: People) -> int:
    """Give each working group its reviewer and an expert; return how many groups changed.

    :param groups: public working groups by number.
    :raises CommandError: when somebody is at work on a group that lacks its reviewer.
    """
    changed = 0
    for number in WORKING_GROUPS:
        group = groups[number]
        reviewer = people[f"reviewer.wg{number}"]
        if group.members.filter(user=reviewer).exists():
            continue
        if group.has_unpublished_changes or group.current_workflow_state is not None:
            raise CommandError(
                f"“{group.title}” has changes that are not public: approve or discard them first."
            )
        _seat(group, number, reviewer, people)
        changed += 1
    return changed


def _seat(group: Any, number: int, reviewer: Any, people: People) -> None:
    draft = group.get_latest_revision_as_object()
    taken = draft.members.count()
    draft.members.add(
        GroupMember(
            name="Representative of the partnership (role)",
            role=MemberRole.REPRESENTATIVE,
            organisation=PartnerPage.objects.filter(title=SENT_BY[number]).first(),
            user=reviewer,
            sort_order=taken,
            translation_key=identifier("member", number, 1),
        ),
        GroupMember(
            name="External expert (role)",
            role=MemberRole.EXPERT,
            sort_order=taken + 1,
            translation_key=identifier("member", number, 2),
        ),
    )
    draft.save_revision(user=people["administrator"], log_action=True)
    page = WorkingGroupPage.objects.get(pk=group.pk)
    state = workflows.submit(page, people["administrator"]).current_task_state
    state.task.specific.on_action(
        state, people["publisher.eu"], "approve", comment="Seats as agreed by the partners."
    )
