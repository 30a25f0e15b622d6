"""Kinds of mail: what a receiver can choose the delivery of. Rooms register theirs when ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cms.mail.enums import Delivery

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Kind:
    """A kind of mail.

    :param key: stored with each message and each choice; never renamed.
    :param label: what it is about, for the receiver who chooses: "A text waits for my review".
    :param may_be_off: whether a receiver may choose to have none: never where it is one's duty.
    :param default: how it is delivered to those who chose nothing.
    """

    key: str
    label: StrOrPromise
    may_be_off: bool = False
    default: Delivery = Delivery.AT_ONCE

    @property
    def deliveries(self) -> list[Delivery]:
        """What a receiver may choose among."""
        return [d for d in Delivery if d != Delivery.NONE or self.may_be_off]


_kinds: dict[str, Kind] = {}


def register_kind(
    key: str,
    label: StrOrPromise,
    *,
    may_be_off: bool = False,
    default: Delivery = Delivery.AT_ONCE,
) -> None:
    """Make a kind known under its key (again: the same key replaces it).

    :param may_be_off: see :class:`Kind`.
    """
    _kinds[key] = Kind(key, label, may_be_off, default)


def kind_for(key: str) -> Kind:
    """Return the registered kind.

    :raises KeyError: when no room registered it.
    """
    return _kinds[key]


def all_kinds() -> list[Kind]:
    """Return every registered kind, in the order of registration."""
    return list(_kinds.values())
