"""The secret in an expert's link: signed, long, and known to nobody but the mail's receiver.

``PAGE:SECRET`` is signed, so that what was not made here is turned away before anything is looked
up. The database holds SHA-256 of the secret; with 256 random bits no salt is needed.
"""

from __future__ import annotations

import hashlib
import secrets

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

_signer = signing.Signer(salt="cms.experts.invitation", sep=".")


def hashed(secret: str) -> str:
    """Return what is kept of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return a new secret: 43 characters, 256 bits."""
    return secrets.token_urlsafe(32)


def token_for(page_pk: int, secret: str) -> str:
    """Return what stands in the link: the secret with a signature that holds for this page only."""
    return f"{secret}.{_signer.signature(f'{page_pk}:{secret}')}"


def secret_of(page_pk: int, token: str) -> str:
    """Return the secret of a token, empty when it was not made here for this page."""
    secret, _dot, signature = token.rpartition(".")
    try:
        _signer.unsign(f"{page_pk}:{secret}.{signature}")
    except signing.BadSignature:
        return ""
    return secret


def link_for(page_pk: int, secret: str, language: str) -> str:
    """Return the path of the expert's page in the expert's language."""
    with override(language):
        return reverse("experts_reading", args=[page_pk, token_for(page_pk, secret)])
