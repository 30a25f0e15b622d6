"""From a manuscript to a page: fields, body, children, figures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from home.demo.content import CONTENT
from home.demo.manuscript import Manuscript, identifier
from policies.importing.apply import body_stream
from policies.models import (
    PartnerPage,
    PilotActionGuideline,
    PolicyPaper,
    PublicationIndexPage,
    ReferenceCounter,
    TopicPage,
    WorkingGroupPage,
    WorkingGroupReport,
)

TYPES: dict[str, type[Any]] = {
    "policy_paper": PolicyPaper,
    "pilot_action_guideline": PilotActionGuideline,
    "working_group_report": WorkingGroupReport,
}
CREDIT = "ClusterPoliSEE, CC BY 4.0"


@dataclass
class Places:
    """What publications hang on, below the library's home page."""

    library: PublicationIndexPage
    topics: dict[int, Any]
    groups: dict[int, Any]
    partners: dict[str, Any]

    @classmethod
    def below(cls, home: Any) -> Places:
        """Return the library, topics, groups and partners below a home page."""

        def pages(model: type[Any], key: str) -> dict[Any, Any]:
            found = model.objects.descendant_of(home).live().order_by("-path")
            return {getattr(page, key): page for page in found}

        return cls(
            PublicationIndexPage.objects.child_of(home).first(),
            pages(TopicPage, "number"),
            pages(WorkingGroupPage, "number"),
            pages(PartnerPage, "title"),
        )


class FigureStore:
    """Images of the site for the figures, each stored once."""

    def __init__(self) -> None:
        # An importer's image has only its bytes; the name of a figure is found by them.
        self.names = {_digest(path.read_bytes()): path for path in _figure_files()}
        self.made: list[Any] = []

    def keys(self, manuscript: Manuscript, user: Any) -> dict[str, int]:
        """Return the primary key of each image of the manuscript, made if it is missing."""
        described = {
            block["value"]["image"]: block["value"]
            for block in manuscript.body
            if block["type"] == "figure"
        }
        return {
            image.key: self._ensure(image.data, described[image.key], user)
            for image in manuscript.images
            if image.key in described
        }

    def _ensure(self, data: bytes, words: dict[str, Any], user: Any) -> int:
        model = get_image_model()
        digest = _digest(data)
        found = model.objects.filter(file_hash=digest).values_list("pk", flat=True).first()
        if found is not None:
            return int(found)
        name = self.names[digest].name
        image = model(
            title=words["caption"][:255],
            description=words["alternative_text"][:255],
            file=ContentFile(data, name=name),
            file_hash=digest,
            uploaded_by_user=user,
        )
        image.save()
        self.made.append(image)
        return int(image.pk)

    def take_back_files(self) -> None:
        """Delete the files of the images made: a transaction takes back only their rows."""
        for image in self.made:
            image.file.storage.delete(image.file.name)


def _figure_files() -> list[Path]:
    return sorted((CONTENT / "figures").glob("*.png"))


def _digest(data: bytes) -> str:
    return sha1(data, usedforsecurity=False).hexdigest()


def new_page(front: dict[str, Any], manuscript: Manuscript, places: Places, year: int) -> Any:
    """Return an unsaved publication with its place among topics and groups."""
    page = TYPES[front["type"]](
        slug=manuscript.slug,
        live=False,
        locale=places.library.locale,
        translation_key=identifier(manuscript.slug),
        topic=places.topics[front["topic"]],
        working_group=places.groups[front["working_group"]],
        reference_number=_number(year),
    )
    page.draft_title = manuscript.fields["title"]
    return page


def _number(year: int) -> str:
    """The next reference number of the year in which the publication was begun."""
    counter, _created = ReferenceCounter.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save()
    return f"CP-{year}-{counter.last:04d}"


def fill(page: Any, manuscript: Manuscript, places: Places, images: dict[str, int]) -> None:
    """Write a manuscript into a page, saved or not; children keep their rows and identity."""
    for name, value in manuscript.fields.items():
        setattr(page, name, value)
    page.body = body_stream(page, manuscript.body, images)
    for block in page.body:
        if block.block_type == "figure":
            block.value["credit"] = CREDIT
    for relation, rows in manuscript.children.items():
        model = page._meta.get_field(relation).related_model
        present = {str(child.identifier): child for child in getattr(page, relation).all()}
        children = []
        for order, row in enumerate(rows):
            child = present.get(row["identifier"]) or model(translation_key=row["identifier"])
            child.sort_order = order
            for name, value in row.items():
                if name != "identifier":
                    _set(child, name, value, places)
            children.append(child)
        setattr(page, relation, children)


def _set(child: Any, name: str, value: Any, places: Places) -> None:
    if name == "organisation" and hasattr(child, "organisation_id"):
        # An author's organisation is a partner, or a name where it is none.
        child.organisation = places.partners.get(value)
        child.organisation_name = "" if child.organisation else value
    else:
        setattr(child, name, value)
