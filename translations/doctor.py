"""The doctor's check of the interface's languages."""

from __future__ import annotations

from cms.doctor import Finding, look, ok, register_check
from translations.catalogues import sources, stale_catalogues


def register_all() -> None:
    """Register the check of this module."""
    register_check("catalogues", "Message catalogues", catalogues, order=600, needs_database=False)


def catalogues() -> Finding:
    """Does the interface speak as its translators wrote?"""
    behind = [source.parents[1].name for source in stale_catalogues()]
    if behind:
        return look(
            f"the interface shows old texts in {', '.join(behind)}",
            "run manage.py compile_catalogs and start the web processes again",
        )
    return ok(f"{sum(1 for _source in sources())} compiled")
