"""The four groups that migrations make, and how membership is asked for."""

from __future__ import annotations

from typing import Any

EDITORS = "Editors"
REVIEWERS = "Reviewers"
PUBLISHERS = "Publishers"
ADMINISTRATORS = "Administrators"
ALL_GROUPS = (EDITORS, REVIEWERS, PUBLISHERS, ADMINISTRATORS)


def in_group(user: Any, name: str) -> bool:
    """Say whether an active user belongs to the group; asked once for each user object.

    Superusers belong to no group by being superusers: rights do not make a reviewer.
    """
    if user is None or not user.is_active:
        return False
    names = getattr(user, "_group_names", None)
    if names is None:
        names = frozenset(user.groups.values_list("name", flat=True))
        user._group_names = names
    return name in names
