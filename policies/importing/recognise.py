"""Finding title, authors, date, abstract, recommendations and references where they are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from . import words
from .ast import (
    Block,
    Document,
    Heading,
    ListNode,
    Paragraph,
    Run,
    all_bold,
    plain,
    text_of,
)
from .outline import acts_as_heading, levels, number_depth, promote
from .result import ImportedPublication, Moved

_LONGEST_TITLE = 255
#: Blocks from the beginning in which "Author: ..." means the author of the document.
_FRONT = 15
_FEWEST_WORDS = 4
_SPLIT_AUTHORS = re.compile(r"\s*(?:;|,|\n|\s(?:and|und|and|и|i|e|és|și|a|in|dhe|και)\s)\s*")


@dataclass(slots=True)
class Recognised:
    """What was taken out of the blocks, still as a tree; ``blocks`` is the rest."""

    blocks: list[Block]
    abstract: list[Block] = field(default_factory=list)
    recommendations: list[list[Block]] = field(default_factory=list)
    references: list[list[Block]] = field(default_factory=list)


def recognise(document: Document, result: ImportedPublication, fallback: str) -> Recognised:
    """Fill title, authors and date of the result and split off what has a field of its own.

    ``fallback`` is the title when the document gives none.
    """
    blocks = _styled_front(document, result)
    result.authors = result.authors or list(document.authors)
    if document.date:
        result.date = words.parse_date(document.date)
        if result.date is None:
            result.warnings.append(_("The date “%s” could not be read.") % document.date)
    title = plain(document.title)
    hidden, title = (title, "") if document.title_is_hidden else ("", title)
    blocks, found = _title(blocks, title, result)
    title = title or ("" if found else hidden)
    result.title = (found or title or fallback)[:_LONGEST_TITLE].strip()
    if len(found or title) > _LONGEST_TITLE:
        result.moved.append(Moved("title", found or title))
    if not found and not title:
        result.warnings.append(_("No title was found; the name of the file is used."))
    blocks = promote(_labelled_lines(blocks, result))
    recognised = Recognised(blocks, abstract=list(document.abstract))
    if not recognised.abstract:
        _abstract(recognised, result)
    _recommendations(recognised, result)
    _references(recognised, result)
    return recognised


def _styled_front(document: Document, result: ImportedPublication) -> list[Block]:
    """Take what paragraph styles mark: title, author, date, abstract."""
    blocks: list[Block] = []
    title_lines: list[str] = []
    abstract_heading = False
    for block in document.blocks:
        role = block.role if isinstance(block, Paragraph) else ""
        if not isinstance(block, Paragraph) or not role:
            abstract_heading = False
            blocks.append(block)
            continue
        text = plain(block.runs)
        match role:
            case "title" if not document.title and text:
                title_lines.append(text)
            case "author" if text:
                result.authors += [a for a in _SPLIT_AUTHORS.split(text) if a]
                result.moved.append(Moved("author", text))
            case "date" if text and not document.date:
                document.date = text
                result.moved.append(Moved("date", text))
            case "abstract-title":
                abstract_heading = True
                result.moved.append(Moved("abstract", text))
            case "abstract":
                if not document.abstract and not abstract_heading and words.is_abstract(text):
                    result.moved.append(Moved("abstract", text))
                else:
                    document.abstract.append(Paragraph(block.runs))
            case "caption":
                blocks.append(block)
            case _ if block.runs:
                # A title page often ends in its subtitle; as text it keeps its place.
                blocks.append(Paragraph(block.runs, "plain" if role == "subtitle" else ""))
            case _:
                pass
    if title_lines:
        document.title = [Run(" ".join(title_lines))]
    return blocks


def _title(
    blocks: list[Block], marked: str, result: ImportedPublication
) -> tuple[list[Block], str]:
    """The blocks without a heading that is the title, and the title found in them."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    first = blocks[0] if blocks else None
    if headings and first is headings[0] and isinstance(first, Heading):
        text = plain(first.runs)
        top = min(heading.level for heading in headings)
        alone = sum(heading.level == top for heading in headings) == 1
        same = bool(marked) and words.fold(marked) == words.fold(text)
        is_name = not (words.is_abstract(text) or words.is_references(text))
        unmarked = not marked and first.level == top and alone and not number_depth(text)
        if same or (unmarked and is_name):
            rest = [Run(note=run.note, image=run.image) for run in first.runs if not run.text]
            return ([Paragraph(rest)] if rest else []) + blocks[1:], text
    if marked:
        return blocks, ""
    return _title_page(blocks, result)


def _title_page(blocks: list[Block], result: ImportedPublication) -> tuple[list[Block], str]:
    """A title among bold lines before the first heading.

    One line is the title and leaves the body. Of several, the line that names the kind of document
    is chosen with the lines below it; all of them stay in the body as text, for the editor.
    """
    page: list[Paragraph] = []
    for block in blocks:
        if not isinstance(block, Paragraph) or not all_bold(block.runs):
            break
        if number_depth(plain(block.runs)) and acts_as_heading(block):
            break
        page.append(block)
    following = blocks[len(page)] if len(page) < len(blocks) else None
    ends_in_heading = isinstance(following, Heading) or (
        isinstance(following, Paragraph) and acts_as_heading(following)
    )
    if len(page) > 1 and not ends_in_heading:
        page.pop()
    lines = [
        " ".join(line.split())
        for paragraph in page
        for line in "".join(run.text for run in paragraph.runs).split("\n")
        if line.strip()
    ]
    if not lines:
        return blocks, ""
    if len(page) == 1 and len(" ".join(lines)) <= _LONGEST_TITLE:
        extras = [Run(note=run.note, image=run.image) for run in page[0].runs if not run.text]
        return ([Paragraph(extras)] if extras else []) + blocks[1:], " ".join(lines)
    for paragraph in page:
        paragraph.role = "plain"
    result.warnings.append(
        _("The title was chosen among the lines of the title page. Please check it.")
    )
    return blocks, _choose_title(lines)


def _choose_title(lines: list[str]) -> str:
    start = next(
        (i for i, line in enumerate(lines) if words.fold(line).startswith(words.KINDS)), None
    )
    if start is None:
        return lines[0]
    title = lines[start]
    for line in lines[start + 1 :]:
        if ":" in line or len(title) + len(line) > 200:
            break
        title += f" – {line}"
    return title


def _labelled_lines(blocks: list[Block], result: ImportedPublication) -> list[Block]:
    """Take "Author: ..." and "Date: ..." lines from the beginning of the document."""
    rest: list[Block] = []
    for index, block in enumerate(blocks):
        if index < _FRONT and isinstance(block, Paragraph) and _take_line(block, result):
            continue
        rest.append(block)
        if isinstance(block, Heading):
            return rest + blocks[index + 1 :]
    return rest


def _take_line(block: Paragraph, result: ImportedPublication) -> bool:
    lines = [line for line in "".join(run.text for run in block.runs).split("\n") if line.strip()]
    found: list[tuple[str, str, str]] = []
    for line in lines:
        if authors := words.labelled(line, words.AUTHOR):
            found.append(("author", authors, line))
        elif date := words.labelled(line, words.DATE):
            found.append(("date", date, line))
        else:
            return False
    for kind, value, line in found:
        if kind == "author":
            names = [name for name in _SPLIT_AUTHORS.split(value) if name]
            result.authors += [name for name in names if name not in result.authors]
        elif result.date is None:
            result.date = words.parse_date(value)
            if result.date is None:
                result.warnings.append(_("The date “%s” could not be read.") % value)
        result.moved.append(Moved(kind, " ".join(line.split())))
    return bool(found)


def _section(blocks: list[Block], start: int, level_of: dict[int, int]) -> int:
    """Index behind the last block under the heading at ``start``."""
    level = level_of[id(blocks[start])]
    for index in range(start + 1, len(blocks)):
        if isinstance(blocks[index], Heading) and level_of[id(blocks[index])] <= level:
            return index
    return len(blocks)


def _level_of(blocks: list[Block]) -> dict[int, int]:
    headings = [block for block in blocks if isinstance(block, Heading)]
    return dict(zip(map(id, headings), levels(headings), strict=True))


def _abstract(recognised: Recognised, result: ImportedPublication) -> None:
    """The section whose heading says so, when it is the first or second of the document."""
    blocks = recognised.blocks
    positions = [i for i, block in enumerate(blocks) if isinstance(block, Heading)]
    for start in positions[:2]:
        heading = blocks[start]
        if not isinstance(heading, Heading) or not words.is_abstract(plain(heading.runs)):
            continue
        end = start + 1
        while end < len(blocks) and isinstance(blocks[end], Paragraph | ListNode):
            end += 1
        if end > start + 1:
            recognised.abstract = blocks[start + 1 : end]
            result.moved.append(Moved("abstract", plain(heading.runs)))
            del blocks[start:end]
        return
    for index, block in enumerate(blocks[:_FRONT]):
        if isinstance(block, Paragraph) and (rest := _run_in_abstract(block)):
            recognised.abstract = [Paragraph(rest)]
            result.moved.append(Moved("abstract", plain(block.runs)[: -len(plain(rest))].strip()))
            del blocks[index]
            return


def _run_in_abstract(block: Paragraph) -> list[Run]:
    """The rest of a paragraph that begins with a bold "Abstract" (or "Abstract:")."""
    first, *rest = block.runs or [Run()]
    if "b" in first.styles and words.is_abstract(first.text) and plain(rest):
        head = rest[0]
        text = head.text.lstrip(" .:–—-\n")
        return [Run(text, head.styles, head.href, language=head.language), *rest[1:]]
    return []


def _recommendations(recognised: Recognised, result: ImportedPublication) -> None:
    blocks = recognised.blocks
    level_of = _level_of(blocks)
    position = 0
    while position < len(blocks):
        heading = blocks[position]
        if not isinstance(heading, Heading) or not words.is_recommendations(plain(heading.runs)):
            position += 1
            continue
        end = _section(blocks, position, level_of)
        section = _join_interrupted(blocks[position + 1 : end])
        lists = [b for b in section if isinstance(b, ListNode)]
        if any(node.ordered for node in lists):
            lists = [node for node in lists if node.ordered]
        taken = [node for node in lists if _is_real(node)]
        for node in taken:
            recognised.recommendations += node.items
        rest = [block for block in section if not any(block is node for node in taken)]
        if taken:
            empty = not any(not isinstance(block, Heading) for block in rest)
            kept: list[Block] = [] if empty else [heading, *rest]
            if empty:
                names = [heading, *rest]
                result.moved += [Moved("recommendations", text_of([name])) for name in names]
            blocks[position:end] = kept
            position += len(kept)
        else:
            position = end


def _is_real(node: ListNode) -> bool:
    """Whether a list consists of statements; a list of names, links or questions does not."""
    statements = [_first_text(item) for item in node.items]
    if not statements or any(len(text.split()) < _FEWEST_WORDS for text in statements):
        return False
    return not all(text.endswith(("?", ";\u037e")) for text in statements)


def _first_text(item: list[Block]) -> str:
    first = item[0] if item else None
    return plain(first.runs) if isinstance(first, Paragraph) else ""


def _join_interrupted(section: list[Block]) -> list[Block]:
    """Lists cut by the paragraph that explains each item: the paragraph goes into the item."""
    result: list[Block] = []
    for index, block in enumerate(section):
        last = result[-1] if result else None
        if isinstance(block, Paragraph) and isinstance(last, ListNode):
            following = section[index + 1] if index + 1 < len(section) else None
            cut = (
                isinstance(following, ListNode)
                and following.ordered == last.ordered
                and (
                    (len(following.items) == 1 and (last.absorbed or len(last.items) == 1))
                    or (last.ordered and following.start == last.start + len(last.items))
                )
            )
            closes = last.absorbed and not isinstance(following, Paragraph)
            if (cut or closes) and last.items and not all_bold(block.runs):
                last.items[-1].append(block)
                last.absorbed = True
                continue
        if (
            isinstance(block, ListNode)
            and isinstance(last, ListNode)
            and last.absorbed
            and block.ordered == last.ordered
        ):
            last.items += block.items
            continue
        result.append(block)
    return result


def _references(recognised: Recognised, result: ImportedPublication) -> None:
    """The last section whose heading says so; its paragraphs and list items are the entries."""
    blocks = recognised.blocks
    positions = [
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Heading) and words.is_references(plain(block.runs))
    ]
    if not positions:
        return
    start = positions[-1]
    end = start + 1
    while end < len(blocks) and isinstance(blocks[end], Paragraph | ListNode):
        block = blocks[end]
        if isinstance(block, ListNode):
            recognised.references += block.items
        else:
            recognised.references.append([block])
        end += 1
    if recognised.references:
        result.moved.append(Moved("references", text_of([blocks[start]])))
        del blocks[start:end]
