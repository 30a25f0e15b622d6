"""Dates as readers of each language expect them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.utils import formats
from django.utils.translation import override

MOMENT = dt.datetime(2026, 9, 14, 17, 5)
CODES = [code for code, _name in settings.LANGUAGES]
NAMES = (
    "DATE_FORMAT",
    "DATETIME_FORMAT",
    "MONTH_DAY_FORMAT",
    "SHORT_DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "TIME_FORMAT",
)


@pytest.mark.parametrize("code", CODES)
def test_day_stands_before_month_and_hours_are_24(code: str) -> None:
    with override(code):
        shown = {name: formats.date_format(MOMENT, name) for name in NAMES}
    for name, text in shown.items():
        if "DATE" in name:
            assert "2026" in text, shown
        if "TIME" in name:
            assert "17:05" in text, shown
        # Hungarian goes from the year to the day.
        if name[:4] != "TIME" and code != "hu":
            assert text.startswith("14"), shown


def test_months_are_in_the_case_of_a_date() -> None:
    with override("el"):
        assert formats.date_format(MOMENT) == "14 Σεπτεμβρίου 2026"
    with override("hr"):
        assert formats.date_format(MOMENT) == "14. rujna 2026."
    with override("sr"):
        assert formats.date_format(MOMENT) == "14. септембар 2026."
