"""What happens when a content becomes public or stops being public."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.dispatch import Signal

from cms.review import approvals, files
from cms.review.enums import EndReason
from cms.review.fingerprint import content_parts, page_content
from cms.review.models import ContentChange, PublicState, PublishedVersion

#: Sent inside the saving transaction. ``sender`` is the page class, ``instance`` the page.
#: Rooms that project what is public (search, translations) listen here.
content_published = Signal()
content_unpublished = Signal()
#: Sent after a withdrawal, with its ``reason`` and ``user``: translations answer with it as well.
content_withdrawn_with = Signal()


def note_publication(page: Any, fingerprint: str) -> None:
    """Keep the content that just became public and use up the approvals that let it through."""
    if type(page) is not page.specific_class:
        page = page.specific_class._default_manager.get(pk=page.pk)
    changes = ContentChange.objects.filter(page_id=page.pk)
    through = changes.filter(fingerprint=fingerprint).aggregate(key=Max("pk"))["key"]
    state, _created = PublicState.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "fingerprint": fingerprint,
            "parts": content_parts(page),
            "through_change": through or 0,
            "withdrawn_at": None,
            "withdrawal_reason": "",
        },
    )
    last = PublishedVersion.objects.filter(page_id=page.pk).aggregate(n=Max("number"))["n"]
    PublishedVersion.objects.create(
        page_id=page.pk,
        number=(last or 0) + 1,
        fingerprint=fingerprint,
        content=json.loads(json.dumps(page_content(page), cls=DjangoJSONEncoder)),
    )
    approvals.end_for_page(page.pk, EndReason.PUBLISHED)
    files.note_file_uses(page, public=True)
    page.public_state = state
    content_published.send(sender=type(page), instance=page)


def content_withdrawn(page: Any) -> None:
    """End every approval and forget the files in public use: the page is no longer public."""
    approvals.end_for_page(page.pk, EndReason.UNPUBLISHED)
    files.forget_public_uses(page)
    content_unpublished.send(sender=page.specific_class, instance=page)
