"""Tables: cells laid out on a grid, in the shape of Wagtail's table block."""

from __future__ import annotations

from typing import Any

from .ast import TableNode

#: A table wider or longer than this is damage, not data.
MAX_COLUMNS, MAX_ROWS = 200, 5_000


def grid(table: TableNode) -> tuple[list[list[int | None]], list[tuple[int, int, int, int]], int]:
    """Place cells by their spans.

    Returns the grid (index of the cell in reading order at its first place, ``None`` where a span
    covers or nothing stands), the merges ``(row, column, rowspan, colspan)`` and the width.
    """
    covered: set[tuple[int, int]] = set()
    placed: dict[tuple[int, int], int] = {}
    merges: list[tuple[int, int, int, int]] = []
    rows = table.rows[:MAX_ROWS]
    index = width = 0
    for row_number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (row_number, column) in covered:
                column += 1
            rowspan = max(1, min(cell.rowspan, len(rows) - row_number))
            colspan = max(1, min(cell.colspan, MAX_COLUMNS - column))
            if column >= MAX_COLUMNS:
                index += 1
                continue
            placed[row_number, column] = index
            if rowspan > 1 or colspan > 1:
                merges.append((row_number, column, rowspan, colspan))
                covered |= {
                    (row_number + down, column + right)
                    for down in range(rowspan)
                    for right in range(colspan)
                }
            index += 1
            column += colspan
            width = max(width, column)
    cells = [
        [placed.get((row_number, column)) for column in range(width)]
        for row_number in range(len(rows))
    ]
    return cells, merges, width


def table_value(
    cells: list[list[int | None]],
    texts: list[str],
    merges: list[tuple[int, int, int, int]],
    *,
    header_row: bool,
    header_column: bool,
) -> dict[str, Any]:
    """The value of Wagtail's table block. Covered cells are hidden, as its editor stores them."""
    choice = {
        (True, True): "both",
        (True, False): "row",
        (False, True): "column",
        (False, False): "neither",
    }[header_row, header_column]
    origins = {(row, column) for row, column, _down, _right in merges}
    hidden = sorted(
        (row + down, column + right)
        for row, column, rowspan, colspan in merges
        for down in range(rowspan)
        for right in range(colspan)
        if (row + down, column + right) not in origins
    )
    return {
        "data": [[None if index is None else texts[index] for index in row] for row in cells],
        "first_row_is_table_header": header_row,
        "first_col_is_header": header_column,
        "table_header_choice": choice,
        "table_caption": "",
        "cell": [{"row": row, "col": column, "hidden": True} for row, column in hidden],
        "mergeCells": [
            {"row": row, "col": column, "rowspan": rowspan, "colspan": colspan}
            for row, column, rowspan, colspan in merges
        ],
    }
