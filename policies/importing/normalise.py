"""Repairs on the tree: lists that converters split, blocks that only their style names."""

from __future__ import annotations

from .ast import (
    Block,
    Code,
    Definitions,
    FigureNode,
    Heading,
    ListNode,
    Paragraph,
    Quote,
    Run,
    TableNode,
    all_bold,
    plain,
    text_of,
)
from .result import Unplaced

_OPENING_QUOTES = "“„«\"'‘‚»"
#: Paragraphs between two items of one numbered list that may belong to the first of them.
_MOST_BETWEEN = 3


def normalise(blocks: list[Block], unplaced: list[Unplaced], *, office: bool) -> list[Block]:
    """The same content in regular form; ``office`` for sources whose quotes pandoc guessed."""
    return _Normaliser(unplaced, office).siblings(blocks)


class _Normaliser:
    def __init__(self, unplaced: list[Unplaced], office: bool) -> None:
        self._unplaced = unplaced
        self._office = office

    def siblings(self, blocks: list[Block]) -> list[Block]:
        return [_lift(block) for block in self._inside(blocks)]

    def _inside(self, blocks: list[Block]) -> list[Block]:
        """``siblings`` for an item of a list: lists keep their depth until they are joined."""
        result: list[Block] = []
        for block in blocks:
            result += self._one(block)
        result = self._by_role(self._contents(result))
        return _absorb(_join_lists(result))

    def _one(self, block: Block) -> list[Block]:
        match block:
            case ListNode():
                block.items = [self._inside(item) for item in block.items]
                if any(isinstance(child, Heading) for item in block.items for child in item):
                    # Numbered headings are list items in OpenDocument.
                    return [child for item in block.items for child in item]
                return [block]
            case Quote():
                return self._quote(block)
            case TableNode():
                self._table(block)
                return [block]
            case FigureNode():
                block.blocks = self.siblings(block.blocks)
                return [block]
            case Definitions():
                block.items = [
                    (term, [self.siblings(definition) for definition in definitions])
                    for term, definitions in block.items
                ]
                return [block]
            case _:
                return [block]

    def _quote(self, quote: Quote) -> list[Block]:
        roles = {_role(child) for child in quote.blocks}
        if self._office and "quote" not in roles:
            # Pandoc takes every indented paragraph for a quotation.
            opening = text_of(quote.blocks)[:1]
            if roles != {""} or not opening or opening not in _OPENING_QUOTES:
                return self.siblings(quote.blocks)
        blocks = self.siblings(
            [Paragraph(b.runs) if isinstance(b, Paragraph) else b for b in quote.blocks]
        )
        return [Quote(blocks, quote.language)]

    def _table(self, table: TableNode) -> None:
        for index, row in enumerate(table.rows):
            for cell in row:
                for block in cell.blocks:
                    if isinstance(block, Paragraph) and "header-row" in block.role.split():
                        block.role = " ".join(r for r in block.role.split() if r != "header-row")
                        table.head_rows = max(table.head_rows, index + 1)
                cell.blocks = self.siblings(cell.blocks)
                cell.blocks = [b for b in cell.blocks if not _is_blank(b)]
        if not table.head_rows and len(table.rows) > 1 and _bold_row(table):
            table.head_rows = 1

    def _contents(self, blocks: list[Block]) -> list[Block]:
        """Leave out a table of contents; the platform makes its own from the headings."""
        lines = [text_of([block]) for block in blocks if _role(block) == "toc"]
        if text := "\n".join(line for line in lines if line):
            self._unplaced.append(Unplaced("table of contents", text))
        return [block for block in blocks if _role(block) != "toc"]

    def _by_role(self, blocks: list[Block]) -> list[Block]:
        """Definitions, quotations and code that only paragraph styles tell."""
        result: list[Block] = []
        for block in blocks:
            last = result[-1] if result else None
            if not isinstance(block, Paragraph):
                result.append(block)
                continue
            match block.role:
                case "term":
                    if not isinstance(last, Definitions):
                        result.append(last := Definitions([]))
                    last.items.append((block.runs, []))
                case "definition" if isinstance(last, Definitions) and last.items:
                    last.items[-1][1].append([Paragraph(block.runs)])
                case "quote":
                    if not isinstance(last, Quote):
                        result.append(last := Quote([]))
                    last.blocks.append(Paragraph(block.runs))
                case "code":
                    text = "".join(run.text for run in block.runs)
                    if isinstance(last, Code):
                        last.text += "\n" + text
                    else:
                        result.append(Code(text))
                case _:
                    result.append(block)
        return result


def _role(block: Block) -> str:
    return block.role if isinstance(block, Paragraph) else ""


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.runs


def _bold_row(table: TableNode) -> bool:
    runs: list[Run] = []
    for cell in table.rows[0]:
        for block in cell.blocks:
            if not isinstance(block, Paragraph):
                return False
            runs += block.runs
    below = [
        run
        for row in table.rows[1:]
        for cell in row
        for block in cell.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
    ]
    return all_bold(runs) and not all_bold(below)


def _join_lists(blocks: list[Block]) -> list[Block]:
    """Put together neighbouring lists that are one list, cut where an item continued."""
    result: list[Block] = []
    for block in blocks:
        if _is_blank(block):
            continue
        last = result[-1] if result else None
        if not isinstance(block, ListNode):
            result.append(block)
            continue
        if isinstance(last, ListNode):
            _attach(last, block)
            if not block.items:
                continue
            if _continues(last, block):
                last.items += block.items
                continue
        block.items = [item for item in block.items if item]
        if block.items:
            result.append(block)
    return result


def _attach(first: ListNode, second: ListNode) -> None:
    """Move items of the second list that have no text of their own into the first's last item."""
    while second.items and first.items:
        item = second.items[0]
        head = item[0] if item else None
        if isinstance(head, Paragraph) and head.role == "continued":
            moved: list[Block] = [
                Paragraph(b.runs) if _role(b) == "continued" and isinstance(b, Paragraph) else b
                for b in item
            ]
        elif isinstance(head, ListNode) or not item:
            moved = item
        else:
            return
        first.items[-1] = _absorb(_join_lists([*first.items[-1], *moved]))
        del second.items[0]
        second.start += 1


def _continues(first: ListNode, second: ListNode) -> bool:
    if first.ordered != second.ordered:
        return False
    follows = second.start in (1, first.start + len(first.items))
    return not first.ordered or (follows and first.numbering == second.numbering)


def _lift(block: Block) -> Block:
    """A list whose only items are lists is that inner list."""
    while isinstance(block, ListNode) and all(
        len(item) == 1 and isinstance(item[0], ListNode) for item in block.items
    ):
        inner = [item[0] for item in block.items if isinstance(item[0], ListNode)]
        merged = ListNode(inner[0].ordered, [], inner[0].start, inner[0].numbering)
        for entry in inner:
            merged.items += entry.items
        block = merged
    return block


def _absorb(blocks: list[Block]) -> list[Block]:
    """Paragraphs between item N and item N+1 of a numbered list belong to item N."""
    result: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        result.append(block)
        index += 1
        while isinstance(block, ListNode) and block.ordered and not _has_list(block.items[-1]):
            between: list[Block] = []
            ahead = index
            while ahead < len(blocks) and len(between) <= _MOST_BETWEEN:
                candidate = blocks[ahead]
                if not isinstance(candidate, Paragraph) or not _ordinary(candidate):
                    break
                between.append(candidate)
                ahead += 1
            follower = blocks[ahead] if ahead < len(blocks) else None
            if not (
                between
                and len(between) <= _MOST_BETWEEN
                and isinstance(follower, ListNode)
                and follower.ordered
                and follower.numbering == block.numbering
                and follower.start == block.start + len(block.items)
            ):
                break
            block.items[-1] += between
            block.items += follower.items
            block.absorbed = True
            index = ahead + 1
    return result


def _has_list(item: list[Block]) -> bool:
    """Whether an item ends in a list of its own; the editor cannot go on after one."""
    return any(isinstance(block, ListNode) for block in item)


def _ordinary(paragraph: Paragraph) -> bool:
    return not paragraph.role and bool(plain(paragraph.runs)) and not all_bold(paragraph.runs)
