"""Repairs on Markdown before pandoc sees it: pasted tables, lists indented by eye."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)])(?P<gap> +)(?=\S)")
_BOLD = re.compile(r"\s*(?:<b>.*</b>|<strong>.*</strong>|\*\*.+\*\*|__.+__)\s*", re.IGNORECASE)
_BOLD_TAGS = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)


def repair(text: str) -> str:
    """Markdown in which runs of tab-separated lines are tables and lists nest as they look."""
    return _tables(_lists(text))


def _tables(text: str) -> str:
    """Two or more lines with tabs in them become pipe tables.

    A row whose filled cells are all bold begins a new table with itself as the header.
    """
    result: list[str] = []
    run: list[str] = []
    fence = ""
    for line in [*text.split("\n"), ""]:
        fence, inside = _fence(line, fence)
        if not inside and _is_row(line, first=not run):
            run.append(line)
            continue
        if len(run) > 1:
            result += _as_tables(run)
        else:
            result += run
        run = []
        result.append(line)
    return "\n".join(result[:-1])


def _fence(line: str, fence: str) -> tuple[str, bool]:
    """The open fence after this line, and whether the line belongs to fenced code."""
    match = _FENCE.match(line)
    if fence:
        closes = match is not None and match[1].startswith(fence) and not line.strip(" `~")
        return ("" if closes else fence), True
    return (match[1], True) if match else ("", False)


def _is_row(line: str, *, first: bool) -> bool:
    if "\t" not in line.strip() and not (not first and "\t" in line and line.strip()):
        return False
    # Code is indented by a tab, a list item may have one behind its marker.
    if first and (line[0] in " \t" or re.match(r"(?:[-*+]|\d+[.)])\t[^\t]*$", line)):
        return False
    return "|" not in line or "\t" in line


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def _is_header(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_BOLD.fullmatch(cell) for cell in filled)


def _as_tables(lines: list[str]) -> list[str]:
    tables: list[list[list[str]]] = []
    for line in lines:
        cells = _cells(line)
        if not tables or _is_header(cells):
            tables.append([])
        tables[-1].append(cells)
    result: list[str] = []
    for rows in tables:
        width = max(len(row) for row in rows)
        while width > 1 and not any(len(row) >= width and row[width - 1] for row in rows):
            width -= 1
        padded = [(row + [""] * width)[:width] for row in rows]
        header = padded.pop(0) if _is_header(padded[0]) else [""] * width
        result += ["", _pipe(header), "|" + "---|" * width, *map(_pipe, padded), ""]
    return result


def _pipe(cells: list[str]) -> str:
    safe = (_BOLD_TAGS.sub("**", cell).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(safe) + " |"


@dataclass(slots=True)
class _Open:
    """A list item that is open: its marker's column as written, and its content's column now."""

    column: int
    content: int


def _lists(text: str) -> str:
    """Indent nested items to where the content of their parent begins.

    CommonMark and pandoc want that; people (and converters) indent by two spaces under ``1.``.
    """
    result: list[str] = []
    stack: list[_Open] = []
    fence = ""
    blank = True
    for line in text.split("\n"):
        fence, inside = _fence(line, fence)
        match = None if inside else _ITEM.match(line)
        if match and (not blank or stack or len(match["indent"]) < 4):
            column = len(match["indent"])
            while stack and stack[-1].column >= column:
                stack.pop()
            indent = stack[-1].content if stack else min(column, 3)
            marker = match["marker"].replace(")", ".")
            result.append(" " * indent + marker + " " + line[match.end() :])
            stack.append(_Open(column, indent + len(marker) + 1))
        elif stack and line.strip() and line[0] == " ":
            column = len(line) - len(line.lstrip(" "))
            while len(stack) > 1 and column <= stack[-1].column:
                stack.pop()
            depth = column - stack[-1].column
            result.append(
                " " * (stack[-1].content + max(depth - 4, 0)) + line.lstrip(" ")
                if depth > 0
                else line
            )
        else:
            if line.strip():
                stack = [] if blank else stack
            result.append(line)
        blank = not line.strip()
    return "\n".join(result)
