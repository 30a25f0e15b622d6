"""The publish gate: no row becomes or stays public with a content that was not reviewed.

The gate sits at the row, in ``save()``, because every other place was measured to be passed by:
the editor asks the permission tester before the new revision exists, scheduled publication has no
user, autosave overwrites an approved revision, translation tools publish by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.review import approvals, files, workflows
from cms.review.exceptions import NotReviewed, PublishedContentKept
from cms.review.fingerprint import (
    BOOKKEEPING_FIELDS,
    combined,
    content_fingerprint,
    content_parts,
)
from cms.review.models import PublicState
from cms.review.publishing import content_withdrawn, note_publication

# Pages whose save the gate has just let pass: their children may be written with them.
_passing: ContextVar[frozenset[int]] = ContextVar("passing_pages", default=frozenset())

# Tests switch the guard off to show that their checks can fail. Nothing else may.
_guard_on: ContextVar[bool] = ContextVar("publish_gate", default=True)


@contextmanager
def gate_switched_off_for_a_test() -> Iterator[None]:
    """Switch the gate off, so that a test can show what it would miss without it."""
    token = _guard_on.set(False)
    try:
        yield
    finally:
        _guard_on.reset(token)


@dataclass(frozen=True)
class Verdict:
    """What the gate found: ``live`` before and after, and the content that would be public."""

    live_before: bool
    live_after: bool
    fingerprint: str = ""
    changed: bool = False


def _resulting_page(page: Any, update_fields: frozenset[str] | None) -> Any:
    """Return what the row would hold after this save, as a specific page."""
    specific_class = page.specific_class or type(page)
    if update_fields is None and type(page) is specific_class:
        return page
    # A save through a parent class, or of some fields only: the rest stays as stored.
    result = specific_class._default_manager.get(pk=page.pk)
    for field in page._meta.concrete_fields:
        if field.primary_key or (update_fields is not None and field.name not in update_fields):
            continue
        if field.attname in page.__dict__:
            setattr(result, field.attname, getattr(page, field.attname))
    held = getattr(page, "_cluster_related_objects", {})
    for name in held:
        if update_fields is None or name in update_fields:
            setattr(result, name, list(getattr(page, name).all()))
    return result


def examine(page: Any, update_fields: frozenset[str] | None = None) -> Verdict:
    """Decide about one save of a page.

    :param page: the instance about to be saved, of its specific class or of a parent class.
    :param update_fields: as given to ``save()``.
    :raises NotReviewed: when the row would be public with a content that may not be.
    """
    row = None
    if page.pk is not None and not page._state.adding:
        row = (
            Page.objects.filter(pk=page.pk)
            .values_list("live", "public_state__fingerprint", "public_state__parts")
            .first()
        )
    live_before, public_fingerprint, stored_parts = row or (False, None, None)
    writes_live = update_fields is None or "live" in update_fields
    live_after = bool(page.live) if writes_live else live_before
    if not live_after:
        return Verdict(live_before, False)
    if page.alias_of_id is not None and _guard_on.get():
        raise NotReviewed(_("An alias cannot be public: it would show a text without its review."))
    candidate = _resulting_page(page, update_fields)
    parts = content_parts(candidate, stored_parts if live_before else None)
    fingerprint = combined(parts)
    if live_before and fingerprint == public_fingerprint:
        return Verdict(True, True, fingerprint)
    if page.pk is not None and approvals.is_permitted(candidate, fingerprint):
        return Verdict(live_before, True, fingerprint, changed=True)
    if live_before and fingerprint == content_fingerprint(_stored(candidate)):
        # Same content, other hash: a migration added a field since it became public.
        return Verdict(True, True, fingerprint)
    if not _guard_on.get():
        return Verdict(live_before, True, fingerprint, changed=True)
    raise NotReviewed(
        _("“%s” cannot be public with this content: it has not passed every step of review.")
        % page.title
    )


def _stored(page: Any) -> Any:
    return type(page)._default_manager.get(pk=page.pk)


@contextmanager
def _pass_children(page: Any) -> Iterator[None]:
    token = _passing.set(_passing.get() | {page.pk})
    try:
        yield
    finally:
        _passing.reset(token)


class GatedPage(models.Model):
    """Mixin of every page type of the platform: saving goes through the gate."""

    class Meta:
        abstract = True

    def save(
        self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any
    ) -> Any:
        """Save the row, or refuse.

        :raises NotReviewed: when the row would be public with a content that was not reviewed.
        """
        fields = kwargs.get("update_fields")
        update_fields = frozenset(fields) if fields is not None else None
        save = super().save
        kept = update_fields is not None and update_fields <= BOOKKEEPING_FIELDS - {"live"}
        if kept:
            return save(clean=clean, user=user, log_action=log_action, **kwargs)  # type: ignore[call-arg]
        with transaction.atomic():
            if clean:
                # Cleaning may fill fields: the gate looks at what will really be written.
                self.full_clean() if self.live else self.minimal_clean()  # type: ignore[attr-defined]
            verdict = examine(self, update_fields)
            with _pass_children(self):
                result = save(clean=False, user=user, log_action=log_action, **kwargs)  # type: ignore[call-arg]
            if verdict.live_after and (verdict.changed or not verdict.live_before):
                note_publication(self, verdict.fingerprint)
            elif verdict.live_before and not verdict.live_after:
                content_withdrawn(self)
        return result

    def save_revision(self, user: Any = None, **kwargs: Any) -> Any:
        """Save a revision and note, under the user's name, whether it changes the content."""
        with transaction.atomic():
            revision = super().save_revision(user=user, **kwargs)  # type: ignore[misc]
            _fingerprint, changed = approvals.record_change(self, user)
            if changed:
                workflows.begin_again(self, user)
            files.note_file_uses(self, public=False)
        return revision

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a page that was never public.

        :raises PublishedContentKept: when it, or a page below it, ever was.
        """
        refuse_deletion_of_published(self)
        return super().delete(*args, **kwargs)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy as a draft: the copy is another page and has passed no review."""
        kwargs["keep_live"] = False
        return super().copy(*args, **kwargs)  # type: ignore[misc]

    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: an alias shows a text at a second place without its own review.

        :raises NotReviewed: always.
        """
        raise NotReviewed(_("The platform has no aliases: link to the page instead."))


def refuse_deletion_of_published(page: Any) -> None:
    """Refuse to delete a page that was ever public, or has one below it.

    :raises PublishedContentKept: with what to do instead.
    """
    if PublicState.objects.filter(page__path__startswith=page.path).exists():
        raise PublishedContentKept(
            _("What was ever public is kept: archive it, or have an administrator withdraw it.")
        )


def guard_plain_page(instance: Any, update_fields: frozenset[str] | None) -> None:
    """Guard a save through Wagtail's own ``Page`` class, whose ``save()`` is not ours.

    :raises NotReviewed: see :func:`examine`.
    """
    if not _guard_on.get() or type(instance) is not Page or instance.pk is None:
        return
    if update_fields is not None and update_fields <= BOOKKEEPING_FIELDS - {"live"}:
        return
    if issubclass(instance.specific_class or Page, GatedPage):
        verdict = examine(instance, update_fields)
        if verdict.live_after and (verdict.changed or not verdict.live_before):
            raise NotReviewed(_("Publish the page through its own type."))


def guard_child(instance: Any, *, deleting: bool) -> None:
    """Guard a child model saved or deleted by itself while its page is public.

    :raises NotReviewed: when that would change what is public.
    """
    if not _guard_on.get():
        return
    relation = instance.gate_parent_field
    owners = {getattr(instance, f"{relation}_id")}
    stored = None
    if instance.pk is not None:
        stored = type(instance)._default_manager.filter(pk=instance.pk).first()
        if stored is not None:
            owners.add(getattr(stored, f"{relation}_id"))
    owners -= _passing.get() | {None}
    if not owners or not Page.objects.filter(pk__in=owners, live=True).exists():
        return
    if not deleting and stored is not None and _child_data(instance) == _child_data(stored):
        return
    raise NotReviewed(_("This belongs to a public page: change it there, through review."))


def _child_data(instance: Any) -> dict[str, Any]:
    return {
        field.attname: field.value_to_string(instance)
        for field in instance._meta.concrete_fields
        if not field.primary_key
    }


class GatedChild(models.Model):
    """Mixin of child models that are part of what a page says.

    ``gate_parent_field`` names the ParentalKey.
    """

    gate_parent_field = "page"

    class Meta:
        abstract = True
