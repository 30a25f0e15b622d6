"""What an editor says of the changes of a source: in wording only, or in meaning.

Said of a draft before it is public, and stored against its content, so that what is published is
what was judged; or of the last change that became public, which counts at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail_localize.models import TranslationSource

from cms.groups import ADMINISTRATORS, PUBLISHERS, in_group
from cms.review.fingerprint import content_fingerprint
from cms.review.models import user_name
from translations.changes import Change, Verdicts, changes_between
from translations.following import (
    carry_over,
    content_of,
    measure,
    source_kept_of,
    summary,
    verdicts_of,
)
from translations.models import Judgement, SourceVersion
from translations.permissions import is_partner_page
from translations.source_content import Content, cut


@dataclass(frozen=True)
class Asked:
    """The changes that somebody has to judge, and what was said of them so far.

    ``public`` says that they are public already.
    """

    kept: TranslationSource
    fingerprint: str
    changes: list[Change]
    verdicts: Verdicts
    public: bool

    def wording(self, change: Change) -> bool:
        """Say whether a change counts as one in wording only; in meaning until somebody says so."""
        return self.verdicts.keeps_meaning(change)


def may_judge(user: Any, page: Any) -> bool:
    """Say whether the user writes this page, or publishes it."""
    if is_partner_page(page):
        return False
    by_office = in_group(user, PUBLISHERS) or in_group(user, ADMINISTRATORS)
    return by_office or bool(page.permissions_for_user(user).can_edit())


def asked_of(page: Any) -> Asked | None:
    """Return what there is to judge about a source page, or None when nothing is translated.

    :param page: specific; its latest draft is compared with what translators have.
    """
    kept = source_kept_of(page)
    if kept is None:
        return None
    version = SourceVersion.objects.filter(source=kept).first()
    before = content_of(kept)
    if version is None or before is None:
        return None
    draft = page.get_latest_revision_as_object()
    fingerprint = content_fingerprint(draft)
    public = fingerprint == version.fingerprint
    if public:
        after, earlier = before, content_of(kept, version.previous)
        old = Content.from_data(earlier.content) if earlier is not None else None
        new = Content.from_data(after.content)
    else:
        old, new = Content.from_data(before.content), cut(draft)
    changes = changes_between(old, new) if old is not None else []
    return Asked(kept, fingerprint, changes, _said(page, fingerprint), public)


def _said(page: Any, fingerprint: str) -> Verdicts:
    """Return what counts already, and what was said of this very content."""
    rows = Judgement.objects.filter(page_id=page.pk, fingerprint=fingerprint, wording=True)
    verdicts = verdicts_of(page.pk)
    for path, before, after in rows.values_list("path", "before_hash", "after_hash"):
        verdicts.add(path, before, after)
    return verdicts


@transaction.atomic
def judge(page: Any, asked: Asked, wording: set[str], user: Any) -> tuple[int, int]:
    """Keep what somebody said; return how many changes are in meaning and how many in wording.

    :param wording: keys of the changes that are in wording only; all others are in meaning.
    """
    Judgement.objects.filter(page_id=page.pk, fingerprint=asked.fingerprint).delete()
    now = timezone.now() if asked.public else None
    Judgement.objects.bulk_create(
        Judgement(
            page_id=page.pk,
            fingerprint=asked.fingerprint,
            path=change.path,
            before_hash=change.before_hash,
            after_hash=change.after_hash,
            wording=change.key in wording,
            user=user,
            user_name=user_name(user),
            effective_at=now,
        )
        for change in asked.changes
    )
    count = sum(change.key in wording for change in asked.changes)
    meant = len(asked.changes) - count
    log(page, "translations.judged", user=user, data={"comment": summary(meant, count)})
    if asked.public:
        carry_over(asked.kept, asked.changes, verdicts_of(page.pk))
        measure(asked.kept, page)
    return meant, count
