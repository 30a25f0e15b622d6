"""What the preview of an import shows: everything that will be made, before it is made."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policies.cards import TYPES
from policies.content_checks import Finding, check_publication
from policies.importing.apply import body_stream
from policies.importing.result import ImportedPublication
from policies.models import Footnote, ImportJob, Recommendation, Reference
from policies.notes import Expanded, NoteNumbers
from policies.rendering import body_sources, render_body

#: What the kinds of body blocks are called when they are counted.
BLOCK_NAMES = {
    "heading": _("Headings"),
    "text": _("Texts"),
    "table": _("Tables"),
    "figure": _("Figures"),
    "key_message": _("Key messages"),
    "quotation": _("Quotations"),
    "definitions": _("Lists of definitions"),
}


def page_of(imported: ImportedPublication, type_name: str) -> Any:
    """Return an unsaved page of what was imported; its figures have no images yet."""
    model = TYPES.get(type_name) or TYPES["policy-paper"]
    page: Any = model(title=imported.title, abstract=imported.abstract)
    page.body = body_stream(page, imported.body, {})
    page.recommendations = [
        Recommendation(statement=entry.statement, rationale=entry.rationale, sort_order=order)
        for order, entry in enumerate(imported.recommendations)
    ]
    page.footnotes = [
        Footnote(translation_key=uuid.UUID(note.identifier), text=note.text, sort_order=order)
        for order, note in enumerate(imported.footnotes)
    ]
    page.references = [
        Reference(text=entry.text, year=entry.year, url=entry.url, sort_order=order)
        for order, entry in enumerate(imported.references)
    ]
    return page


def rendered_body(job: ImportJob, imported: ImportedPublication, page: Any) -> dict[str, Any]:
    """Return ``blocks`` and ``footnotes`` as readers will see them.

    Figures show the images of the import's folder: the site has them only when the draft is made.
    """
    notes = NoteNumbers(page.footnotes.all())
    texts = [note.text for note in notes.notes.values()]
    expanded = Expanded([*body_sources(page.body), *texts])
    html: list[SafeString] = render_body(page.body, notes.number, expanded)
    numbers = {image.key: number for number, image in enumerate(imported.images)}
    for position, block in enumerate(imported.body):
        if block["type"] != "figure":
            continue
        number = numbers.get(block["value"]["image"])
        address = "" if number is None else reverse("import_image", args=[job.key, number])
        html[position] = render_to_string(
            "policies/import/figure.html", {"value": block["value"], "address": address}
        )
    return {"blocks": html, "footnotes": notes.listed(expanded)}


def counted_blocks(imported: ImportedPublication) -> list[tuple[Any, int]]:
    """Return how many blocks of each kind there are."""
    counts = Counter(block["type"] for block in imported.body)
    return [(label, counts[name]) for name, label in BLOCK_NAMES.items() if counts[name]]


def outline_of(imported: ImportedPublication) -> list[dict[str, Any]]:
    """Return the headings with their levels (2 to 4) and how deep they stand (0 to 2)."""
    return [
        {"text": block["value"]["text"], "depth": int(block["value"]["level"]) - 2}
        for block in imported.body
        if block["type"] == "heading"
    ]


def findings_of(imported: ImportedPublication, type_name: str) -> list[Finding]:
    """Return the content checks of what was imported.

    Their fields are those of the editor; recommendations and abstract have the same names here.
    """
    return check_publication(page_of(imported, type_name))


def preview_context(job: ImportJob, imported: ImportedPublication) -> dict[str, Any]:
    """Return what the page around the forms shows."""
    return {
        "job": job,
        "imported": imported,
        "counts": counted_blocks(imported),
        "outline": outline_of(imported),
        "findings": findings_of(imported, job.type_name),
        "lost": [entry for entry in imported.unplaced if not entry.kept],
        "kept": [entry for entry in imported.unplaced if entry.kept],
    }
