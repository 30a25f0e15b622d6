"""Translations of the demonstration, made by its translators and approved by its reviewers.

Through the acts that people take in the translation editor: a translator types the segments and
submits them, another account takes the language review, the publish gate lets the page through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from home.demo import dates
from home.demo.accounts import People
from home.demo.content import Source
from home.demo.translated_files import TranslatedFile, page_at, plan
from translations import editing, states, submission
from translations.bulk import type_in
from translations.groups import partner_languages
from translations.models import SegmentEdit, Standing, Submission
from translations.pairs import pairs_of
from translations.sources import take_over

#: Days between a publication and the work of its translators and reviewers; languages follow
#: each other, so that not everybody acts on one day.
TYPED, REVIEWED, BETWEEN = 5, 4, 2
COMMENT = "Read against the source and the termbase."
SENT_BACK = "The new paragraph uses two words for the register. Please keep to one."


@dataclass(frozen=True)
class Act:
    """Something that a translator or language reviewer does on a day of the story.

    :param at: when, None for pages whose source bears no date of the story either.
    """

    at: datetime | None
    label: str
    do: Callable[[], None]


def acts_of(
    wanted: Iterable[TranslatedFile], home: Any, people: People, stories: Iterable[Source]
) -> list[Act]:
    """Return what becomes of these files, in no particular order."""
    published = {
        f"library/{story.slug}": [event.at for event in story.events if event.event == "published"]
        for story in stories
    }
    special = plan()
    found: list[Act] = []
    for file in wanted:
        found += Work(file, home, people).acts(
            published.get(file.address, []), special.get(file.address, {})
        )
    return found


def is_begun(file: TranslatedFile, home: Any) -> bool:
    """Say whether somebody has begun this translation: then the load leaves it alone."""
    try:
        page = page_at(home, file.address)
    except ValueError:
        # A publication that this load has still to make.
        return False
    return Translation.objects.filter(
        source__object_id=page.translation_key,
        target_locale__language_code=file.language,
    ).exists()


def translated_pages(wanted: Iterable[TranslatedFile], home: Any) -> Iterator[Any]:
    """Yield the pages in the partner languages that these files have become."""
    for file in wanted:
        key = page_at(home, file.address).translation_key
        page = Page.objects.filter(translation_key=key, locale__language_code=file.language).first()
        if page is not None:
            yield page.specific


@dataclass(frozen=True)
class Work:
    """The work on one page in one language."""

    file: TranslatedFile
    home: Any
    people: People

    @property
    def _translator(self) -> Any:
        return self.people[f"translator.{self.file.language}"]

    @property
    def _reviewer(self) -> Any:
        return self.people[f"language.{self.file.language}"]

    def acts(self, published: list[datetime], special: dict[str, list[str]]) -> list[Act]:
        """Return the acts that lead to what the plan says.

        :param published: when the source was published in the story, [] for pages without one.
        :param special: languages by what became of them at the last publication.
        """
        code = self.file.language
        days = TYPED + BETWEEN * partner_languages().index(code)
        outcome = next((name for name, codes in special.items() if code in codes), "current")
        if not published:
            return self._made(None)
        last = published[-1] + timedelta(days=days)
        if outcome == "current":
            return self._made(last)
        acts = self._made(published[0] + timedelta(days=days))
        # A minute after: the act of publication itself comes first.
        noticed = published[-1] + timedelta(minutes=1)
        acts.append(self._act(noticed, "stale", lambda: self._settle(self._translation(), noticed)))
        if outcome != "stale":
            acts.append(self._act(last, "translated again", lambda: self.update(last)))
        if outcome == "sent_back":
            back = last + timedelta(days=REVIEWED)
            acts.append(self._act(back, "sent back", lambda: self.send_back(back)))
        return acts

    def _made(self, at: datetime | None) -> list[Act]:
        acts = [self._act(at, "translated", lambda: self.write(at))]
        if self.file.complete:
            approved = at + timedelta(days=REVIEWED) if at else None
            acts.append(self._act(approved, "approved", lambda: self.approve(approved)))
        return acts

    def _act(self, at: datetime | None, what: str, do: Callable[[], None]) -> Act:
        return Act(at, f"{self.file.language} {self.file.address}: {what}", do)

    def _translation(self) -> Translation:
        page = page_at(self.home, self.file.address)
        locale = Locale.objects.get(language_code=self.file.language)
        return editing.start(page, locale)

    def write(self, at: datetime | None) -> None:
        """Type what the file holds, and submit it when it is whole."""
        began = timezone.now()
        translation = self._translation()
        self._type(translation)
        page = None
        if self.file.complete:
            page = submission.submit(translation, self._translator)
        self._date(translation, page, began, at)

    def _type(self, translation: Translation) -> None:
        """Type the texts of the file into empty segments, and over titles that nobody wrote."""
        pairs = pairs_of(translation)
        texts = {pair.pk: self.file.text_for(pair) for pair in pairs}
        type_in(translation, pairs, texts, self._translator)
        for pair in pairs:
            kept, text = pair.translation, texts[pair.pk]
            if kept is not None and kept.last_translated_by_id is None and text:
                editing.save_segment(translation, pair.pk, text, pair.token, self._translator)

    def approve(self, at: datetime | None) -> None:
        """Take the language review."""
        began = timezone.now()
        translation = self._translation()
        page = submission.judge(translation, self._reviewer, approve=True, words=COMMENT)
        self._date(translation, page, began, at)
        if at is not None and page.live:
            dates.date_publication(page, at, COMMENT)

    def update(self, at: datetime) -> None:
        """Translate what is new in the source, and submit it."""
        began = timezone.now()
        translation = self._translation()
        take_over(submission.source_of(translation))
        self._type(translation)
        page = submission.submit(translation, self._translator)
        self._date(translation, page, began, at)

    def send_back(self, at: datetime) -> None:
        """Send the submission back with a reason."""
        began = timezone.now()
        translation = self._translation()
        page = submission.judge(translation, self._reviewer, approve=False, words=SENT_BACK)
        self._date(translation, page, began, at)

    def _date(
        self, translation: Translation, page: Any, began: datetime, at: datetime | None
    ) -> None:
        """Move what an act wrote to its day."""
        if at is None:
            return
        span = (began, timezone.now())
        if page is not None:
            dates.Stamp(began).set(page, at)
        by_translation = {"translation": translation}
        by_source = {"source_id": translation.source_id, "locale": translation.target_locale_id}
        in_page = {
            "locale": translation.target_locale_id,
            "context__object_id": translation.source.object_id,
        }
        for model, where, names in (
            (SegmentEdit, by_translation, ("created_at",)),
            (Submission, by_translation, ("created_at", "published_at")),
            (TranslationLog, by_source, ("created_at",)),
            (StringTranslation, in_page, ("created_at", "updated_at")),
            (Standing, {"pk": translation.pk}, ("approved_at",)),
            (Translation, {"pk": translation.pk}, ("created_at", "translations_last_updated_at")),
        ):
            rows = model._default_manager.filter(**where)
            for name in names:
                rows.filter(**{f"{name}__range": span}).update(**{name: at})
        self._settle(translation, at)

    def _settle(self, translation: Translation, at: datetime) -> None:
        """Let the state that the translation is in now be there since that day."""
        states.bring_up_to_date([translation.pk])
        Standing.objects.filter(pk=translation.pk).update(since=at, touched_at=at)
