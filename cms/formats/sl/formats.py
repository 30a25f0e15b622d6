"""Dates as readers of Slovene expect them: 14. 9. 2026; Django shortens the month."""

from __future__ import annotations

DATETIME_FORMAT = "j. F Y, H:i"
SHORT_DATE_FORMAT = "j. n. Y"
SHORT_DATETIME_FORMAT = "j. n. Y H:i"
