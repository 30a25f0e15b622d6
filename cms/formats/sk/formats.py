"""Dates as readers of Slovak expect them: 14. septembra 2026, in the second case."""

from __future__ import annotations

DATE_FORMAT = "j. E Y"
DATETIME_FORMAT = "j. E Y H:i"
MONTH_DAY_FORMAT = "j. E"
SHORT_DATE_FORMAT = "j. n. Y"
SHORT_DATETIME_FORMAT = "j. n. Y H:i"
TIME_FORMAT = "H:i"
