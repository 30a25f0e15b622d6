"""Files that public pages show: kept as they are while they are public, and served only then."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from cms.review.exceptions import NotReviewed


def _file_uses() -> Any:
    return apps.get_model("review", "FileUse").objects


def _watched_types() -> dict[int, str]:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    return {
        ContentType.objects.get_for_model(model).pk: model._meta.label_lower
        for model in (get_image_model(), get_document_model())
    }


def files_of(page: Any) -> set[tuple[str, int]]:
    """Return ``(model label, key)`` of each image and document in fields, blocks and children."""
    watched = _watched_types()
    found = ReferenceIndex._extract_references_from_object(page)
    return {
        (watched[content_type], int(key))
        for content_type, key, *_path in found
        if content_type in watched
    }


def note_file_uses(page: Any, *, public: bool) -> None:
    """Bring the rows of one page in line with the files it uses now.

    :param public: whether ``page`` holds the public content or the latest draft.
    """
    wanted = files_of(page)
    rows = _file_uses().filter(page_id=page.pk, public=public)
    have = {(row.model_label, row.object_id): row.pk for row in rows}
    gone = [key for item, key in have.items() if item not in wanted]
    if gone:
        rows.filter(pk__in=gone).delete()
    model = rows.model
    model.objects.bulk_create(
        model(page_id=page.pk, model_label=label, object_id=key, public=public)
        for label, key in sorted(wanted - have.keys())
    )


def forget_public_uses(page: Any) -> None:
    """Drop the rows of a page that is no longer public."""
    _file_uses().filter(page_id=page.pk, public=True).delete()


def uses_of(file: Any) -> Any:
    """Return the rows of pages that use this image or document."""
    return _file_uses().filter(model_label=file._meta.label_lower, object_id=file.pk)


def is_public(file: Any) -> bool:
    """Say whether a public page uses this file."""
    return bool(uses_of(file).filter(public=True, page__live=True).exists())


def guard_file_replacement(file: Any) -> None:
    """Refuse to give a public annex or figure another file.

    :raises NotReviewed: when a public page uses it and the file is another one.
    """
    if file.pk is None:
        return
    stored = type(file)._default_manager.filter(pk=file.pk).values_list("file", flat=True).first()
    replaced = stored is not None and (
        stored != file.file.name or not getattr(file.file, "_committed", True)
    )
    if replaced and is_public(file):
        raise NotReviewed(
            _(
                "A public page uses this file. Upload the new one beside it and send the page to "
                "review with that."
            )
        )


def guard_file_deletion(file: Any) -> None:
    """Refuse to delete a public annex or figure.

    :raises NotReviewed: when a public page uses it.
    """
    if file.pk is not None and is_public(file):
        raise NotReviewed(_("A public page uses this file: it cannot be deleted."))


def may_be_served(document: Any, user: Any) -> bool:
    """Say whether a document may be handed out.

    Public ones go to everybody; others only to those who may edit a page that uses them, or who
    uploaded them.
    """
    if is_public(document):
        return True
    if user is None or not user.is_authenticated:
        return False
    if document.uploaded_by_user_id == user.pk:
        return True
    pages = {use.page for use in uses_of(document).select_related("page")}
    return any(page.specific.permissions_for_user(user).can_edit() for page in pages)
