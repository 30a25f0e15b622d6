"""Cells that a spreadsheet program shows as text, whatever stands in them.

A cell that begins like a formula is one for Excel and LibreOffice, and may send data elsewhere when
the file is opened. Wagtail guards its XLSX cells, not its CSV (source: OWASP, "CSV Injection").
"""

from __future__ import annotations

import re
from typing import Any

FORMULA_STARTS = tuple("=+-@＝＋－＠|%")
# Allowed in neither XML nor anybody's title; openpyxl raises for them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def plain(value: Any) -> Any:
    """Return a value without control characters; anything but text as it is."""
    return _CONTROL.sub("", value) if isinstance(value, str) else value


def safe_for_csv(value: Any) -> Any:
    """Return a value that no program takes for a formula; anything but text as it is."""
    if not isinstance(value, str):
        return value
    value = plain(value)
    # Programs skip blanks, tabs and line ends in front; the apostrophe they take for "text".
    if value.lstrip().startswith(FORMULA_STARTS) or value.startswith(("\t", "\r", "\n")):
        return f"'{value}"
    return value
