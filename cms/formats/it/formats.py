"""Dates as readers of Italian expect them: 14 settembre 2026; Django adds the weekday to times."""

from __future__ import annotations

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y, H:i"
MONTH_DAY_FORMAT = "j E"
