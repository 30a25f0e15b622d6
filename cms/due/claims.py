"""Doing a thing once, whoever else is about to do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import IntegrityError, transaction

from cms.due.models import Claim

# Tests switch claims off to show that their checks can fail. Nothing else may.
_claims_on: ContextVar[bool] = ContextVar("claims", default=True)


@contextmanager
def claims_switched_off_for_a_test() -> Iterator[None]:
    """Let everybody win every claim, so that a test can show what it would miss without them."""
    token = _claims_on.set(False)
    try:
        yield
    finally:
        _claims_on.reset(token)


def claims_are_on() -> bool:
    """Say whether claims count: always, except in a test that shows why they must."""
    return _claims_on.get()


def claim(key: str) -> bool:
    """Return True for exactly one caller, ever; False for all others.

    Call it in the transaction that does the thing: when that is rolled back, so is the claim, and
    somebody else may try. Another process with the same key waits for the end of ours.

    :param key: names the thing and its occasion: ``reminder:17:2026-11-24``; 200 characters.
    """
    if not _claims_on.get():
        return True
    if Claim.objects.filter(key=key).exists():
        return False
    try:
        with transaction.atomic():
            Claim.objects.create(key=key)
    except IntegrityError:
        return False
    return True


def unclaimed(keys: Iterable[str]) -> set[str]:
    """Return those of ``keys`` that nobody has claimed yet; one query, a hint and no claim."""
    wanted = set(keys)
    if not _claims_on.get():
        return wanted
    return wanted - set(Claim.objects.filter(key__in=wanted).values_list("key", flat=True))
