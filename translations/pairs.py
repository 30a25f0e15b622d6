"""Source and target of a translation side by side, in the order and shape of the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import unescape
from itertools import groupby
from typing import Any

from django.db import models
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    TemplateSegment,
    Translation,
)
from wagtail_localize.strings import StringValue

from translations import quality
from translations.changes import marked_words
from translations.models import SegmentComment, SegmentConflict
from translations.termbase.checking import Terms

Place = tuple[int, int]

_SHOWN_TAG = re.compile(r"&lt;/?[a-z][a-z0-9]*(?: id=&quot;[^&]*&quot;)?/?&gt;")


def token_of(text: str) -> str:
    """Return what a form carries to say which text it was filled with: 12 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def as_typed(data: str, rich: bool) -> str:
    """Return a stored string as a translator types it: tags visible, or plain lines."""
    if rich or not data:
        return data
    if "<" not in data:
        return unescape(data)
    return StringValue(data).render_text()


def as_stored(text: str, rich: bool) -> str:
    """Return typed text in the form that wagtail-localize stores."""
    if not text.strip():
        return ""
    return text.strip() if rich else str(StringValue.from_plaintext(text.strip()).data)


@dataclass
class Pair:
    """One segment with everything that the editor shows of it."""

    segment: Any
    rich: bool
    code: str
    translation: Any = None
    #: Name of the part of its block or child that it is; filled by :func:`groups_of`.
    part: str = ""
    comments: list[Any] = field(default_factory=list)
    conflicts: list[Any] = field(default_factory=list)
    #: Filled by :mod:`translations.comparing`: the change of its source since the approved version,
    #: whether somebody wrote in it since, and the approved translation, as typed.
    change: Any = None
    edited: bool = False
    earlier: str = ""

    #: The termbase in its language, shared by the segments of a page.
    terms: Terms | None = None

    def renew(self, translation: Any) -> None:
        """Take another translation, and forget what was said of the one before."""
        self.translation = translation
        for name in ("data", "text", "token", "error", "warnings", "state"):
            self.__dict__.pop(name, None)

    @property
    def pk(self) -> int:
        """Key of the string segment: its name in the form."""
        return int(self.segment.pk)

    @cached_property
    def place(self) -> Place:
        """Key of everything kept about the segment."""
        return (self.segment.context_id, self.segment.string_id)

    @property
    def source(self) -> str:
        """The source as stored: inline HTML."""
        return str(self.segment.string.data)

    @cached_property
    def source_shown(self) -> SafeString:
        """The source for reading, its tags set apart."""
        shown = str(escape(as_typed(self.source, self.rich)))
        if self.rich:
            shown = _SHOWN_TAG.sub(lambda m: f'<code class="tag">{m[0]}</code>', shown)
        return mark_safe(shown)  # noqa: S308 escaped above

    @cached_property
    def data(self) -> str:
        """The translation as stored, "" when there is none."""
        return str(self.translation.data) if self.translation is not None else ""

    @cached_property
    def text(self) -> str:
        """The translation as typed."""
        return as_typed(self.data, self.rich)

    @cached_property
    def token(self) -> str:
        """Says which text the form was filled with."""
        return token_of(self.text)

    @cached_property
    def attrs(self) -> dict[str, Any]:
        """Attributes of the source's links by id."""
        return json.loads(self.segment.attrs or "null") or {}

    @property
    def differs(self) -> bool:
        """Whether it is not what the approved version says, or has to be something else."""
        return self.change is not None or self.edited

    @property
    def marked_text(self) -> SafeString:
        """The translation, marked where it differs from the approved one."""
        return marked_words(self.earlier, self.text)

    @property
    def unconfirmed(self) -> bool:
        """Whether a machine wrote it and nobody has confirmed it."""
        return (
            self.translation is not None
            and self.translation.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE
        )

    @cached_property
    def error(self) -> str:
        """Why it cannot be used, or ""."""
        if self.translation is None or not self.translation.has_error:
            return ""
        return quality.error_of(self.source, self.data) or self.translation.field_error

    @cached_property
    def warnings(self) -> list[str]:
        """What to look at before submission."""
        said = quality.warnings_of(self.source, self.data, self.code, self.attrs)
        return said + self.terms.warnings(self.source, self.data) if self.terms else said

    @cached_property
    def state(self) -> str:
        """``missing``, ``error``, ``machine`` or ``done``."""
        if not self.data:
            return "missing"
        if self.translation.has_error:
            return "error"
        return "machine" if self.unconfirmed else "done"

    @property
    def rows(self) -> int:
        """Height of the text area in lines."""
        longest = max(len(self.source), len(self.data))
        return min(12, 1 + longest // 60)

    @property
    def is_title(self) -> bool:
        """Whether it is the title of the page."""
        return bool(self.segment.context.path == "title")


@dataclass
class Group:
    """Pairs that stand in the same block, child or field, with its name for people."""

    label: str
    kind: str
    pairs: list[Pair]


def _segments_of(translation: Translation) -> models.QuerySet[StringSegment]:
    """Return the segments of a translation's source, each with its text in the language.

    That is ``written``, where there is one; ``is_rich`` says whether tags may stand in it.
    """
    source_id, locale_id = translation.source_id, translation.target_locale_id
    templates = TemplateSegment.objects.filter(
        source_id=source_id, context_id=models.OuterRef("context_id")
    )
    found: models.QuerySet[StringSegment] = (
        StringSegment.objects.filter(source_id=source_id)
        .annotate(
            is_rich=models.Exists(templates),
            written=models.FilteredRelation(
                "string__translations",
                condition=models.Q(
                    string__translations__locale=locale_id,
                    string__translations__context=models.F("context"),
                ),
            ),
        )
        .select_related("context", "string", "written")
    )
    return found


def pairs_of(translation: Translation) -> list[Pair]:
    """Return every pair of a translation in the order of the page; three queries."""
    code = translation.target_locale.language_code
    comments: dict[Place, list[Any]] = defaultdict(list)
    for comment in SegmentComment.objects.filter(translation=translation):
        comments[comment.place].append(comment)
    conflicts: dict[Place, list[Any]] = defaultdict(list)
    for conflict in SegmentConflict.objects.filter(translation=translation, settled_at=None):
        conflicts[conflict.place].append(conflict)
    terms = Terms(code)
    pairs = [_pair(segment, code, terms) for segment in _segments_of(translation).order_by("order")]
    for pair in pairs:
        pair.comments, pair.conflicts = comments.get(pair.place, []), conflicts.get(pair.place, [])
    return pairs


def pair_of(translation: Translation, segment_pk: int) -> Pair:
    """Return one pair without comments and conflicts; one query.

    :raises StringSegment.DoesNotExist: when the source changed and the segment is gone.
    """
    segment = _segments_of(translation).get(pk=segment_pk)
    code = translation.target_locale.language_code
    return _pair(segment, code, Terms(code))


def _pair(segment: Any, code: str, terms: Terms) -> Pair:
    # Django leaves the attribute out where the join found nothing.
    written = getattr(segment, "written", None)
    return Pair(segment, segment.is_rich, code, written, terms=terms)


def _container(path: str, model: Any) -> str:
    """Return the part of a path that names the block or child a segment stands in."""
    parts = path.split(".")
    return ".".join(parts[:2]) if _is_container(model, parts[0]) else parts[0]


@cache
def _is_container(model: Any, name: str) -> bool:
    found = model._meta.get_field(name)
    return isinstance(found, StreamField | models.ManyToOneRel)


def labels_of(model: Any, field_path: str) -> tuple[str, str]:
    """Return the name of block, child or field for people, and a word for its kind.

    :param field_path: ``title``, ``body`` or ``body.text``, ``recommendations.statement``.
    """
    parts = field_path.split(".")
    found: Any = model._meta.get_field(parts[0])
    if isinstance(found, StreamField) and len(parts) > 1:
        block = found.stream_block.child_blocks[parts[1]]
        return str(block.label), f"block-{parts[1]}"
    if isinstance(found, models.ManyToOneRel):
        return str(capfirst(found.related_model._meta.verbose_name)), "child"
    return str(capfirst(found.verbose_name)), "field"


def part_label(model: Any, field_path: str, path: str) -> str:
    """Return the name of a part of a block or child: "Caption", "Row 2, column 1", or ""."""
    parts = field_path.split(".")
    found: Any = model._meta.get_field(parts[0])
    if isinstance(found, models.ManyToOneRel):
        inner: Any = found.related_model._meta.get_field(parts[1])
        return str(capfirst(inner.verbose_name))
    if not isinstance(found, StreamField) or len(parts) < 3:
        return ""
    block: Any = found.stream_block.child_blocks[parts[1]]
    for name in parts[2:]:
        if isinstance(block, ListBlock):
            block = block.child_block
        elif isinstance(block, StructBlock | StreamBlock):
            block = block.child_blocks[name]
    if hasattr(block, "restore_translated_segments"):
        row, column = path.split(".")[-2:]
        return _("Row %(row)d, column %(column)d") % {
            "row": int(row) + 1,
            "column": int(column) + 1,
        }
    return str(block.label)


def groups_of(pairs: list[Pair], model: Any) -> Iterator[Group]:
    """Group neighbouring pairs by block, child or field.

    :param model: the specific page class of the source.
    """
    for _key, members in groupby(pairs, key=lambda p: _container(p.segment.context.path, model)):
        held = list(members)
        label, kind = labels_of(model, held[0].segment.context.field_path)
        for pair in held:
            context = pair.segment.context
            pair.part = part_label(model, context.field_path, context.path)
        yield Group(label, kind, held)


@dataclass(frozen=True)
class Progress:
    """How far a translation is, in segments."""

    total: int
    done: int
    missing: int
    errors: int
    machine: int
    warned: int

    @property
    def percent(self) -> int:
        """Segments done of all, rounded down."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def complete(self) -> bool:
        """Whether nothing keeps it from being submitted."""
        return self.total > 0 and self.done == self.total


def progress_of(pairs: list[Pair]) -> Progress:
    """Count the pairs by state."""
    states = [pair.state for pair in pairs]
    return Progress(
        len(pairs),
        states.count("done"),
        states.count("missing"),
        states.count("error"),
        states.count("machine"),
        sum(1 for pair in pairs if pair.warnings),
    )
