"""Brings the search documents up to date inside the transaction that changed what is public."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_unpublished, post_page_move

from cms.batches import batches
from cms.review.files import uses_of
from cms.review.publishing import content_published, content_unpublished
from policies.attachments import passages_changed
from search import projection, tasks
from search.models import SearchDocument


def page_published(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Store what became public; what refers to it by its title follows."""
    before = _title(instance)
    projection.bring_up_to_date([instance.pk])
    if before and before != _title(instance):
        _title_changed(instance)


def _title(page: Any) -> str:
    row = SearchDocument.objects.filter(page_id=page.pk, identity=page.translation_key)
    return row.values_list("text__title", flat=True).first() or ""


def _title_changed(page: Any) -> None:
    """Renew the publications of a topic, which are found by its title too."""
    named = getattr(page, "publications", None)
    if named is not None and SearchDocument.objects.filter(page_id=page.pk, kind="topic").exists():
        keys = type(page).objects.filter(translation_key=page.translation_key).values("pk")
        pages = named.model.objects.filter(topic__in=keys, live=True).values_list("pk", flat=True)
        for batch in batches(pages, projection.BATCH):
            projection.bring_up_to_date(batch)


def page_withdrawn(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Forget what is no longer public."""
    projection.forget(instance.pk)


def page_saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Follow what changes without a new content: taken offline past the gate (through Wagtail's
    own ``Page``), or given another date of expiry."""
    if raw or not isinstance(instance, Page):
        return
    rows = SearchDocument.objects.filter(page_id=instance.pk)
    if not instance.live:
        rows.delete()
        tasks.soon()
        return
    known = list(rows.values_list("expire_at", flat=True)[:1])
    if known and known[0] != instance.expire_at:
        projection.bring_up_to_date([instance.pk])


def page_moved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Look again at a branch: restrictions are inherited. Addresses are computed when read."""
    projection.bring_branch_up_to_date(instance.pk)


def restriction_changed(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Look again at a branch whose privacy changed."""
    if not raw:
        projection.bring_branch_up_to_date(instance.page_id)


def annex_read(sender: Any, document: Any, **kwargs: Any) -> None:
    """Store the passages of an annex, whose text arrives after the page was published."""
    pages = uses_of(document).filter(public=True, page__live=True)
    projection.bring_up_to_date(list(pages.values_list("page_id", flat=True)))


def connect() -> None:
    """Connect every handler once."""
    content_published.connect(page_published, dispatch_uid="search.page_published")
    content_unpublished.connect(page_withdrawn, dispatch_uid="search.page_withdrawn")
    page_unpublished.connect(page_withdrawn, dispatch_uid="search.page_unpublished")
    passages_changed.connect(annex_read, dispatch_uid="search.annex_read")
    post_save.connect(page_saved, dispatch_uid="search.page_saved")
    post_page_move.connect(page_moved, dispatch_uid="search.page_moved")
    post_save.connect(
        restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restricted"
    )
    post_delete.connect(
        restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restriction_lifted"
    )
