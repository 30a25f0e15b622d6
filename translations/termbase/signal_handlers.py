"""Notices every change of the termbase, so that no index of it stays behind."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from translations.termbase.models import Concept, Definition, Label, Stamp


def changed(sender: Any, **kwargs: Any) -> None:
    """Renew the mark."""
    Stamp.renew()


def connect() -> None:
    """Connect every handler once."""
    for model in (Concept, Definition, Label):
        name = model._meta.model_name
        post_save.connect(changed, sender=model, dispatch_uid=f"termbase.saved.{name}")
        post_delete.connect(changed, sender=model, dispatch_uid=f"termbase.deleted.{name}")
