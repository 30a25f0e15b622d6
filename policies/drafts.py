"""Making a draft of what was imported: the one way in, for the command and for the admin."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from policies.importing.apply import apply_to_draft
from policies.importing.result import ImportedPublication
from policies.models import Publication, PublicationIndexPage


def free_slug(parent: Any, title: str) -> str:
    """Return a slug for ``title`` that no child of ``parent`` has yet."""
    base = slugify(title)[:80].strip("-") or "publication"
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def create_draft(
    imported: ImportedPublication,
    model: type[Publication],
    parent: PublicationIndexPage,
    *,
    user: Any = None,
    **fields: Any,
) -> Publication:
    """Create a draft publication under ``parent`` from an import; all of it or nothing.

    :param model: one of the three types.
    :param fields: further fields of the page, such as ``topic``.
    :raises ValidationError: when the draft lacks what even a draft must have.
    """
    page = model(live=False, owner=user, locale=parent.locale, **fields)
    apply_to_draft(imported, page, user=user)
    page.title = page.title or str(model._meta.verbose_name)
    page.slug = free_slug(parent, page.title)
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page


@transaction.atomic
def update_draft(imported: ImportedPublication, page: Publication, *, user: Any) -> Publication:
    """Fill the latest draft of ``page`` from an import again, as a revision of its own.

    Recommendations that continue one of the page's keep its identifier.
    """
    draft: Publication = page.get_latest_revision_as_object()
    apply_to_draft(imported, draft, user=user)
    draft.save_revision(user=user, log_action=True)
    return draft
