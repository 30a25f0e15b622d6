"""What the gate raises."""

from __future__ import annotations

from contextvars import ContextVar

from django.core.exceptions import PermissionDenied

# The last refusal of this request: Wagtail answers PermissionDenied with a sentence of its own,
# the middleware adds ours.
last_refusal: ContextVar[str | None] = ContextVar("last_refusal", default=None)


class NotReviewed(PermissionDenied):
    """The publish gate refuses: this content has not passed every step it needs."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        last_refusal.set(str(message))


class FourEyes(PermissionDenied):
    """Somebody tried to approve what they changed themselves, or to take two steps of one text."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        last_refusal.set(str(message))


class PublishedContentKept(PermissionDenied):
    """What was ever public is archived or withdrawn, never deleted."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        last_refusal.set(str(message))
