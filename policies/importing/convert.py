"""The front door: a file in, an ``ImportedPublication`` out. No database, nothing half made."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape as html_unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from . import html, markdown
from .ast import Block, Document, ListNode, Paragraph, Run, all_bold, plain
from .blocks import BodyBuilder
from .checks import Source, empty, open_source
from .errors import ImportRefused
from .images import ImageStore
from .inline import InlineWriter
from .normalise import normalise
from .opendocument import prepare_odt
from .pandoc import MARKDOWN, to_ast, too_complex
from .prepared import Prepared
from .reader import AstReader
from .recognise import Recognised, recognise
from .result import (
    ImportedComment,
    ImportedPublication,
    ImportedRecommendation,
    ImportedReference,
    Unplaced,
    rich_text_to_plain,
)
from .word import prepare_docx

#: Called with a fraction from 0 to 1 and a translated sentence for the person who waits.
Progress = Callable[[float, str], None]

_LONGEST_ADDRESS = 200
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"href=\"([^\"]+)\"|(https?://[^\s<>\"]+[^\s<>\".,;)])")


def convert(
    path_or_bytes: str | Path | bytes,
    filename: str = "",
    *,
    make_id: Callable[[], str] = lambda: str(uuid4()),
    progress: Progress | None = None,
) -> ImportedPublication:
    """Turn a .docx, .odt, .md or .html file into the data of a draft.

    ``filename`` tells the type (default: the name of the path). ``make_id`` gives identifiers of
    blocks, footnotes and recommendations (default: random UUIDs). Raises ``ImportRefused``.
    """
    tell = progress or (lambda _fraction, _sentence: None)
    tell(0.0, _("Checking the file"))
    source = open_source(path_or_bytes, filename)
    try:
        prepared = _prepare(source)
        tell(0.2, _("Reading the document"))
        document, seen = _read(prepared)
        tell(0.6, _("Making the draft"))
        result = _make(document, prepared, source, make_id)
    except RecursionError as error:
        raise too_complex("nested too deeply") from error
    tell(0.9, _("Looking for what was left out"))
    _report_missing(prepared, seen, result)
    if not seen and not result.images and not result.unplaced:
        raise empty()
    tell(1.0, _("Ready"))
    return result


def _prepare(source: Source) -> Prepared:
    match source.kind, source.archive:
        case "docx" | "odt", archive if archive is not None:
            prepared = prepare_docx(archive) if source.kind == "docx" else prepare_odt(archive)
            if archive.has_macros:
                prepared.warnings.append(_("The macros of this document were left out."))
            return prepared
        case "html", _none:
            prepared = Prepared("html", html.clean(source.text).encode())
            prepared.marked = html.metadata(source.text)
            found = html.comments(source.text)
        case _:
            prepared = Prepared(MARKDOWN, markdown.repair(source.text).encode())
            found = html.comments(source.text)
    prepared.comments = [ImportedComment("", "", text) for text in found]
    if active := html.active_content(source.text) if source.kind == "html" else []:
        prepared.warnings.append(
            _("Active content was taken out: %(names)s.") % {"names": ", ".join(active)}
        )
    return prepared


def _read(prepared: Prepared) -> tuple[Document, str]:
    """The document, and all text that pandoc gave back, without spaces."""
    reader = AstReader(_read_html)
    try:
        tree = to_ast(prepared.data, prepared.reader)
    except ImportRefused as error:
        if error.code != "corrupt" or prepared.reader != MARKDOWN:
            raise
        # What looks like a YAML header and is none stops pandoc; as text it can be read.
        tree = to_ast(prepared.data, MARKDOWN + "-yaml_metadata_block")
    document = reader.document(tree)
    if prepared.marked:
        title = prepared.marked.get("title", "")
        document.title = [Run(title)] if title else []
        document.title_is_hidden = True
        author = prepared.marked.get("author")
        document.authors = [author] if author else document.authors
        document.date = prepared.marked.get("date", document.date)
    return document, _SPACE.sub("", "".join(reader.seen))


def _read_html(text: str) -> list[Any]:
    cleaned = html.clean(text)
    if not cleaned.strip():
        return []
    blocks: list[Any] = to_ast(cleaned.encode(), "html").get("blocks", [])
    return blocks


def _make(
    document: Document, prepared: Prepared, source: Source, make_id: Callable[[], str]
) -> ImportedPublication:
    result = ImportedPublication(
        comments=prepared.comments, unplaced=prepared.unplaced, warnings=prepared.warnings
    )
    office = source.kind in {"docx", "odt"}
    document.blocks = normalise(document.blocks, result.unplaced, office=office)
    for index, note in enumerate(document.notes):
        document.notes[index] = normalise(note, result.unplaced, office=office)
    recognised = recognise(document, result, Path(source.name).stem)
    writer = InlineWriter(document.notes, result, make_id)
    images = ImageStore(result, prepared.media, prepared.alternative_texts)
    with writer.letters() as notes:
        lines = writer.plain_lines(recognised.abstract)
    result.abstract = "\n\n".join([*lines, *map(rich_text_to_plain, notes)])
    builder = BodyBuilder(writer, images, result, make_id)
    builder.build(recognised.blocks)
    _recommendations(recognised, writer, result, make_id)
    for entry in recognised.references:
        with writer.letters() as notes:
            text = "<br/>".join(writer.lines(entry))
        result.references.append(_reference(writer.inline.inline("<br/>".join([text, *notes]))))
    builder.finish()
    return result


def _recommendations(
    recognised: Recognised,
    writer: InlineWriter,
    result: ImportedPublication,
    make_id: Callable[[], str],
) -> None:
    led = all(_bold_lead(item) for item in recognised.recommendations)
    for item in recognised.recommendations:
        head, *rest = item
        runs = head.runs if isinstance(head, Paragraph) else []
        if led:
            runs, remainder = _split_lead(runs)
            rest = [Paragraph(remainder), *rest]
        writer.under = plain(runs)
        # Links cannot stand in the plain statement; they are repeated in the rationale.
        links = [run for run in runs if run.href and not run.href.startswith("#")]
        with writer.letters() as notes:
            statement = writer.plain(runs)
            pieces = [
                writer.list_element(block)
                if isinstance(block, ListNode)
                else "".join(f"<p>{line}</p>" for line in writer.lines([block]))
                for block in rest
            ]
            if links:
                pieces.append(f"<p>{' '.join(writer.rich([link]) for link in links)}</p>")
            while writer.waiting_blocks:
                lines = writer.lines([writer.waiting_blocks.pop(0)])
                pieces += [f"<p>{line}</p>" for line in lines]
        pieces += [f"<p>{note}</p>" for note in notes]
        result.recommendations.append(
            ImportedRecommendation(make_id(), statement, writer.rationale("".join(pieces)))
        )


def _bold_lead(item: list[Block]) -> bool:
    """Whether an item begins with a bold sentence and goes on in plain text."""
    head = item[0] if item else None
    if not isinstance(head, Paragraph) or not head.runs or all_bold(head.runs):
        return False
    lead, rest = _split_lead(head.runs)
    return len(plain(lead).split()) >= 3 and bool(plain(rest))


def _split_lead(runs: list[Run]) -> tuple[list[Run], list[Run]]:
    cut = next(
        (i for i, run in enumerate(runs) if run.text.strip() and "b" not in run.styles), len(runs)
    )
    rest = list(runs[cut:])
    if rest:
        first = rest[0]
        rest[0] = Run(first.text.lstrip(), first.styles, first.href, language=first.language)
    return list(runs[:cut]), rest


def _reference(text: str) -> ImportedReference:
    plain_text = rich_text_to_plain(text)
    years = _YEAR.findall(plain_text)
    found = _ADDRESS.search(text)
    address = html_unescape(found[1] or found[2]) if found else ""
    return ImportedReference(
        text,
        int(years[0]) if years else None,
        address if len(address) <= _LONGEST_ADDRESS else "",
    )


def _report_missing(prepared: Prepared, seen: str, result: ImportedPublication) -> None:
    """List text of the source that pandoc did not give back (text boxes and the like)."""
    reported: set[str] = set()
    for chunk, paragraph in prepared.chunks:
        squeezed = _SPACE.sub("", chunk)
        if squeezed and squeezed not in seen and paragraph not in reported:
            reported.add(paragraph)
            result.unplaced.append(Unplaced("text", paragraph))
