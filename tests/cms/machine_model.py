"""The independent judge of the state machine: what may be public, told without our fingerprints.

It reads rows as a reader would see them and keeps its own account of who changed and who approved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from policies.models import Publication, Recommendation

Content = tuple[Any, ...]


def readable(page: Any) -> Content:
    """Return what a reader sees of a publication instance: title, abstract, text, statements."""
    return (
        page.title,
        page.abstract,
        tuple(str(block.value) for block in page.body),
        tuple(item.statement for item in page.recommendations.all()),
        tuple(item.document_id for item in page.annexes.all()),
    )


def stored(pk: int) -> Content:
    """Return what a reader sees of the row in the database."""
    row = Publication.objects.get(pk=pk)
    return (
        row.title,
        row.abstract,
        tuple(str(block.value) for block in row.body),
        tuple(
            Recommendation.objects.filter(page_id=pk)
            .order_by("sort_order", "pk")
            .values_list("statement", flat=True)
        ),
        tuple(row.annexes.order_by("sort_order", "pk").values_list("document_id", flat=True)),
    )


@dataclass
class PageAccount:
    """What the judge knows of one page."""

    draft: Content
    changers: list[int | None] = field(default_factory=list)
    approvals: dict[str, tuple[int, Content]] = field(default_factory=dict)
    allowed: set[Content] = field(default_factory=set)
    scheduled: set[Content] = field(default_factory=set)
    public: Content | None = None
    ever_public: list[Content] = field(default_factory=list)
    #: Keys of changers by the content they left, to know who counts after a publication.
    log: list[tuple[Content, int | None]] = field(default_factory=list)


class Judge:
    """Keeps one account for each page and says what is wrong with the database."""

    steps = ("working_group", "editorial")

    def __init__(self) -> None:
        self.pages: dict[int, PageAccount] = {}

    def changed(self, page: Any, user: Any) -> None:
        """Note a saved draft; only another content counts as a change."""
        content = readable(page)
        key = user.pk if user is not None else None
        account = self.pages.get(page.pk)
        if account is None:
            account = self.pages[page.pk] = PageAccount(content)
        elif account.draft == content:
            return
        account.draft = content
        account.log.append((content, key))
        account.approvals.clear()
        account.allowed = {c for c in account.allowed if c in account.scheduled} | (
            {account.public} if account.public is not None else set()
        )

    def changers(self, pk: int) -> set[int]:
        """Return who changed the draft since the content that is, or was last, public."""
        account = self.pages[pk]
        start = 0
        if account.ever_public:
            last = account.ever_public[-1]
            places = [i for i, (content, _key) in enumerate(account.log) if content == last]
            start = places[-1] + 1 if places else 0
        return {key for _content, key in account.log[start:] if key is not None}

    def approved(self, page: Any, step: str, user: Any) -> None:
        """Note a step that the platform let somebody take.

        :raises AssertionError: when it should not have.
        """
        account = self.pages[page.pk]
        assert user.pk not in self.changers(page.pk), f"{user} approved their own text"
        for other, (key, content) in account.approvals.items():
            if other != step and content == account.draft:
                assert key != user.pk, f"{user} took two steps"
        account.approvals[step] = (user.pk, account.draft)
        if all(
            step in account.approvals and account.approvals[step][1] == account.draft
            for step in self.steps
        ):
            account.allowed.add(account.draft)

    def opened(self, pk: int) -> None:
        """Note that the emergency door let the present draft pass."""
        self.pages[pk].allowed.add(self.pages[pk].draft)

    def reviewed_away(self, pk: int) -> None:
        """Note that approvals ended: sent back or withdrawn."""
        account = self.pages[pk]
        account.approvals.clear()
        account.allowed = {c for c in account.allowed if c in account.scheduled} | (
            {account.public} if account.public is not None else set()
        )

    def look(self) -> int:
        """Compare every page with its account, and bring the account up to date.

        :return: how many contents became public since the last look.

        :raises AssertionError: when something public was not allowed, or a text is lost.
        """
        from cms.review.models import PublishedVersion

        arrived = 0
        live = dict(Publication.objects.filter(pk__in=self.pages).values_list("pk", "live"))
        for pk, account in self.pages.items():
            if not live.get(pk, False):
                if account.public is not None:
                    account.public = None
                    account.allowed.clear()
                    account.approvals.clear()
                    account.scheduled.clear()
                if account.ever_public:
                    assert pk in live, "a page that was public is gone"
                continue
            content = stored(pk)
            assert content in account.allowed, f"unreviewed content is public: {content}"
            if content != account.public:
                arrived += 1
                account.public = content
                account.ever_public.append(content)
                account.allowed = {content}
                account.scheduled.clear()
                account.approvals.clear()
        for pk, account in self.pages.items():
            if account.ever_public:
                kept = {
                    version.content["abstract"] + version.content["title"]
                    for version in PublishedVersion.objects.filter(page_id=pk)
                }
                assert {c[1] + c[0] for c in account.ever_public} <= kept, "a text is lost"
        self.look_for_strangers()
        return arrived

    def look_for_strangers(self) -> None:
        """Find public publications that no rule accounted for (copies, aliases, translations)."""
        strangers = Publication.objects.filter(live=True).exclude(pk__in=self.pages)
        assert not strangers.exists(), f"unaccounted public page: {strangers.first()}"
