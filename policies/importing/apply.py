"""Writing an import into a draft. The only module of the package that touches the database."""

from __future__ import annotations

import copy
from typing import Any, cast

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Collection

from .result import ImportedPublication, RawBlock
from .similarity import Existing, keep_identifiers


@transaction.atomic
def apply_to_draft(
    imported: ImportedPublication,
    page: Any,
    *,
    user: Any = None,
    collection: Collection | None = None,
) -> Any:
    """Fill a publication with what was imported; the page itself is not saved.

    ``page`` is an instance of a concrete publication type, saved or not. Its body, footnotes,
    references and recommendations are replaced; recommendations that continue one of the page's
    keep its identifier and whatever the import does not know (addressee, instrument, time frame,
    evidence). Title, abstract, date and authors are replaced where the import found any. Images
    become site images owned by ``user``. Returns ``page``; the caller saves the revision.
    """
    keys = _create_images(imported, user, collection)
    page.title = imported.title or page.title
    if not page.pk:
        page.draft_title = page.title
    page.abstract = imported.abstract or page.abstract
    page.publication_date = imported.date or page.publication_date
    page.body = body_stream(page, imported.body, keys)
    _recommendations(imported, page)
    page.footnotes = [
        _model("footnotes", page)(translation_key=note.identifier, text=note.text, sort_order=order)
        for order, note in enumerate(imported.footnotes)
    ]
    page.references = [
        _model("references", page)(
            text=reference.text, year=reference.year, url=reference.url, sort_order=order
        )
        for order, reference in enumerate(imported.references)
    ]
    if imported.authors:
        page.authors = [
            _model("authors", page)(name=name[:200], sort_order=order)
            for order, name in enumerate(imported.authors)
        ]
    return page


def body_stream(page: Any, body: list[RawBlock], keys: dict[str, int]) -> Any:
    """The body as a value of the page's StreamField, image keys replaced by primary keys."""
    blocks = copy.deepcopy(body)
    for block in blocks:
        if block["type"] == "figure":
            block["value"]["image"] = keys.get(block["value"]["image"])
    return page._meta.get_field("body").to_python(blocks)


def _model(relation: str, page: Any) -> type[Any]:
    """The child model behind a relation, wherever the policies room keeps it."""
    publication = apps.get_model("policies", "Publication")
    owner = page if hasattr(page, "_meta") else publication
    return cast(type[Any], owner._meta.get_field(relation).related_model)


def _recommendations(imported: ImportedPublication, page: Any) -> None:
    manager = page.recommendations
    present = {str(entry.identifier): entry for entry in manager.all()}
    keep_identifiers(
        imported.recommendations,
        [Existing(identifier, entry.statement) for identifier, entry in present.items()],
    )
    model = _model("recommendations", page)
    entries = []
    for order, recommendation in enumerate(imported.recommendations):
        entry = present.get(recommendation.identifier) or model(
            translation_key=recommendation.identifier
        )
        entry.statement = recommendation.statement
        entry.rationale = recommendation.rationale or entry.rationale
        entry.sort_order = order
        entries.append(entry)
    if entries:
        page.recommendations = entries


def _create_images(
    imported: ImportedPublication, user: Any, collection: Collection | None
) -> dict[str, int]:
    """Site images for all imported images that a figure shows; key -> primary key."""
    shown = {block["value"]["image"] for block in imported.body if block["type"] == "figure"}
    keys: dict[str, int] = {}
    for image in imported.images:
        if image.key not in shown:
            continue
        model = get_image_model()
        instance = model(
            title=(image.caption or image.alternative_text or image.name)[:255],
            file=ContentFile(image.data, name=image.name),
            uploaded_by_user=user,
        )
        if image.alternative_text and hasattr(instance, "description"):
            instance.description = image.alternative_text[:255]
        if collection is not None:
            instance.collection = collection
        instance.save()
        keys[image.key] = instance.pk
    return keys
