"""Dates as readers of Croatian expect them: 14. rujna; Django has another case."""

from __future__ import annotations

MONTH_DAY_FORMAT = "j. E"
