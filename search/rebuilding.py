"""Makes the search documents again, or checks that they are what they should be."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cms.batches import batches
from search import projection
from search.documents import Row
from search.engines import get_engine
from search.engines.base import Progress
from search.models import SearchDocument, SearchRun

#: Pages whose rows are written in one transaction: short enough that nobody waits for it.
PAGES_AT_ONCE = 200


def unfinished_run() -> SearchRun | None:
    """Return the rebuild that was interrupted last, if there is one."""
    return SearchRun.objects.filter(finished_at=None).order_by("-pk").first()


def rebuild(progress: Progress, *, anew: bool = False) -> SearchRun:
    """Make every row again, page by page; go on where an interrupted rebuild stopped.

    Readers are served meanwhile: the rows of a page are replaced in one transaction, and what is
    published during the rebuild is stored by the signal as ever.

    :param progress: called with the pages done and the pages there are.
    :param anew: begin at the first page, whatever was interrupted.
    """
    # What the process has loaded is there to stay: looking through it for garbage again and again
    # took a third of the time.
    gc.freeze()
    try:
        return _rebuild(progress, None if anew else unfinished_run())
    finally:
        gc.unfreeze()


def _rebuild(progress: Progress, run: SearchRun | None) -> SearchRun:
    if run is None:
        SearchRun.objects.filter(finished_at=None).delete()
        run = SearchRun.objects.create()
    total = projection.searchable_pages().count()
    while True:
        keys = list(
            projection.searchable_pages()
            .filter(pk__gt=run.last_page)
            .order_by("pk")
            .values_list("pk", flat=True)[:PAGES_AT_ONCE]
        )
        if not keys:
            break
        with transaction.atomic():
            rows = renew(keys)
            run.last_page = keys[-1]
            run.pages += len(keys)
            run.documents += rows
            run.save()
        progress(run.pages, total)
    _forget_what_is_not_public()
    _refresh_statistics()
    run.finished_at = timezone.now()
    run.save()
    return run


def renew(keys: list[int]) -> int:
    """Write the rows of pages again, right ones too; return how many there are."""
    rows = [row for rows in projection.wanted_rows(keys).values() for row in rows]
    SearchDocument.objects.filter(page__in=keys).delete()
    projection.write(rows)
    return len(rows)


def _forget_what_is_not_public() -> None:
    """Delete the rows of pages that are no longer public."""
    surplus_documents().delete()


def _refresh_statistics() -> None:
    """Tell PostgreSQL at once how much there is now; it looks by itself after about a minute.

    Until then it plans questions for the index as it was: ten times slower after a first rebuild
    (p95 among 1,000 documents 484 ms, then 39).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchdocument, search_searchtext, search_index")


def surplus_documents() -> Any:
    """Return the documents of pages that are not public."""
    return SearchDocument.objects.exclude(page__in=projection.searchable_pages().values("pk"))


@dataclass
class Difference:
    """What the documents lack, and what they have too much, by page."""

    missing: dict[int, int] = field(default_factory=dict)
    surplus: dict[int, int] = field(default_factory=dict)
    engine: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.missing or self.surplus or self.engine)


def differences(*, mend: bool) -> Difference:
    """Compare every public page with its rows, by digest; bring it in order if asked to."""
    found = Difference(engine=get_engine().check())
    seen: set[int] = set()
    keys = projection.searchable_pages().order_by("pk").values_list("pk", flat=True)
    for batch in batches(keys, projection.BATCH):
        seen.update(batch)
        _compare(batch, projection.wanted_rows(batch), found)
        if mend and any(key in found.missing or key in found.surplus for key in batch):
            projection.bring_up_to_date(batch)
    stored = SearchDocument.objects.order_by().values_list("page_id", flat=True).distinct()
    for key in list(stored):
        if key not in seen:
            found.surplus[key] = SearchDocument.objects.filter(page_id=key).count()
            if mend:
                projection.forget(key)
    if mend and found.engine:
        get_engine().rebuild()
    return found


def _compare(batch: list[int], wanted: dict[int, list[Row]], found: Difference) -> None:
    stored: dict[int, set[str]] = {key: set() for key in batch}
    rows = SearchDocument.objects.filter(page__in=batch).values_list("page_id", "digest")
    for key, digest in rows:
        stored[key].add(digest)
    for key in batch:
        right = {row.document.digest for row in wanted.get(key, [])}
        missing, surplus = right - stored[key], stored[key] - right
        if missing:
            found.missing[key] = len(missing)
        if surplus:
            found.surplus[key] = len(surplus)


def waiting_pages() -> int:
    """Return how many public pages that have something to find have no rows at all."""
    without = (
        projection.searchable_pages()
        .exclude(pk__in=SearchDocument.objects.values("page"))
        .values_list("pk", flat=True)
    )
    return sum(
        1
        for batch in batches(without, projection.BATCH)
        for rows in projection.wanted_rows(batch).values()
        if rows
    )
