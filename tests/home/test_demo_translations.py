"""The demonstration's translations: made by their people, in the state that the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polib
import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from cms.mail.outbox import silence
from cms.review.models import Approval, ContentChange, PublicState
from home.demo import segments, translated_files
from home.demo.accounts import ensure_accounts
from home.demo.content import Event, sources
from home.demo.members import seat_members
from home.demo.pages import Places
from home.demo.replay import Replay, Story
from home.demo.segments import brought_up_to_date
from home.demo.translated_files import TranslatedFile
from home.demo.translations import Work, acts_of, is_begun
from home.installation import Installer
from home.models import HomePage
from tests.home.interface import (
    BESIDES,
    addresses,
    english_left,
    look,
    names_in_english,
    problems_of,
)
from tests.home.test_installation import empty_site
from translations import submission
from translations.enums import State
from translations.groups import partner_languages
from translations.languages import TreeMaker
from translations.models import SegmentEdit, Submission
from translations.pairs import pairs_of
from translations.states import standing_of

GUIDELINE = "library/pilot-by-product-exchange"
#: One language for each outcome of the plan.
OUTCOMES = {"in_review": "bg", "sent_back": "hr", "stale": "sl", "current": "sr"}
LANGUAGES = list(OUTCOMES.values())
STATES = {
    "in_review": State.REVIEW,
    "sent_back": State.SENT_BACK,
    "stale": State.STALE,
    "current": State.CURRENT,
}
ADDED = "Say at the closing meeting"

demo = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("translated")


@pytest.fixture(scope="module")
def small(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[Any]:
    """The guideline, its topic and the first page, in the languages of :data:`OUTCOMES`."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(folder / "media")),
        transaction.atomic(),
        silence(),
    ):
        empty_site()
        home = Installer(lambda _line: None).run()
        TreeMaker(lambda _line: None).run()
        people = ensure_accounts()
        places = Places.below(home)
        seat_members(places.groups, people)
        wanted = [source for source in sources() if f"library/{source.slug}" == GUIDELINE]
        texts = [
            TranslatedFile(code, address)
            for code in LANGUAGES
            for address in (GUIDELINE, "topics/sustainability", "home")
        ]
        acts = acts_of(texts, home, people, sources())
        dated = [(act.at, act.label, act.do) for act in acts if act.at is not None]
        Replay(people, places).run(wanted, lambda _line: None, dated)
        for act in acts:
            if act.at is None:
                act.do()
        with django_db_blocker.block():
            yield SimpleNamespace(home=home, people=people, texts=texts)
        transaction.set_rollback(True)


def translation_of(code: str, address: str = GUIDELINE) -> Translation:
    slug = address.rsplit("/", 1)[-1]
    page = Page.objects.get(slug=slug, locale__language_code="en")
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=code
    )


# --- The files --------------------------------------------------------------------------------


def a_pair(source: str, place: str = "body.1") -> Any:
    context = SimpleNamespace(path=place)
    return SimpleNamespace(source=source, rich=True, segment=SimpleNamespace(context=context))


def a_file(tmp_path: Path, monkeypatch: Any, *entries: polib.POEntry) -> TranslatedFile:
    monkeypatch.setattr(translated_files, "FOLDER", tmp_path)
    file = TranslatedFile("bg", "page")
    file.path.parent.mkdir(parents=True)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.extend(entries)
    made.save(str(file.path))
    return TranslatedFile("bg", "page")


def test_a_translation_for_one_place_goes_before_the_general_one(
    tmp_path: Path, monkeypatch: Any
) -> None:
    file = a_file(
        tmp_path,
        monkeypatch,
        polib.POEntry(msgid="Output", msgstr="Продукт"),
        polib.POEntry(msgctxt="body.2", msgid="Output", msgstr="Изход"),
    )
    assert file.text_for(a_pair("Output", "body.1")) == "Продукт"
    assert file.text_for(a_pair("Output", "body.2")) == "Изход"


def test_fuzzy_texts_do_not_count(tmp_path: Path, monkeypatch: Any) -> None:
    file = a_file(tmp_path, monkeypatch, polib.POEntry(msgid="A", msgstr="А", flags=["fuzzy"]))
    assert file.text_for(a_pair("A")) == ""
    assert not file.complete


def test_a_file_is_started_with_its_first_translation(tmp_path: Path, monkeypatch: Any) -> None:
    numbers = polib.POEntry(msgid="42", msgstr="42")
    empty = polib.POEntry(msgid="Word", msgstr="")
    assert not a_file(tmp_path, monkeypatch, numbers, empty).started
    empty.msgstr = "Дума"
    assert a_file(tmp_path / "other", monkeypatch, numbers, empty).started


def test_bringing_up_to_date_keeps_marks_and_puts_aside(tmp_path: Path, monkeypatch: Any) -> None:
    kept = polib.POEntry(msgid="Stays as it is.", msgstr="Остава както е.")
    changed = polib.POEntry(msgid="The pilot ends after ten months.", msgstr="Десет месеца.")
    gone = polib.POEntry(msgid="xyz", msgstr="хиз")
    file = a_file(tmp_path, monkeypatch, gone, changed, kept)
    described = [
        (a_pair("Stays as it is."), "Text"),
        (a_pair("The pilot ends after twelve months."), "Text"),
        (a_pair("New."), "Text"),
        (a_pair("42"), "Text"),
        (a_pair("Known elsewhere."), "Text"),
        (a_pair("New.", "body.2"), "Text"),
    ]
    made = brought_up_to_date(file, described, {"Known elsewhere.": "Познато другаде."})
    by_source = {entry.msgid: entry for entry in made}
    assert [e.msgid for e in made][:5] == [pair.source for pair, _what in described[:5]]
    assert by_source["Stays as it is."].msgstr == "Остава както е."
    twelve = by_source["The pilot ends after twelve months."]
    assert twelve.fuzzy
    assert twelve.previous_msgid == "The pilot ends after ten months."
    assert by_source["New."].msgstr == ""
    assert by_source["42"].msgstr == "42"
    assert by_source["Known elsewhere."].msgstr == "Познато другаде."
    assert by_source["xyz"].obsolete
    assert "The pilot ends after ten months." not in by_source


@demo
def test_the_files_follow_their_pages(small: Any) -> None:
    for address in (GUIDELINE, "topics/sustainability", "home"):
        file = TranslatedFile("sr", address)
        page = translated_files.page_at(small.home, address)
        described = segments.described_pairs(page, "sr")
        made = brought_up_to_date(file, described, {})
        assert str(made).strip() == file.path.read_text(encoding="utf-8").strip(), address


@demo
def test_the_demo_wants_every_public_text(small: Any) -> None:
    wanted = list(segments.addresses(small.home))
    assert {"home", "about", "topics/innovation", GUIDELINE} <= set(wanted)
    assert len(wanted) == 1 + 4 + 6 + 1


# --- What the load leaves ---------------------------------------------------------------------


@demo
@pytest.mark.parametrize(("outcome", "code"), OUTCOMES.items())
def test_outcome_is_as_planned(small: Any, outcome: str, code: str) -> None:
    translation = translation_of(code)
    page = submission.target_of(translation)
    standing = standing_of(translation)
    assert standing.state == STATES[outcome]
    assert standing.since < timezone.now() - timedelta(hours=2)
    assert standing.approved_at < standing.since or outcome == "current"
    assert page.live
    pairs = pairs_of(translation)
    missing = [pair.source for pair in pairs if pair.state == "missing"]
    assert [source.startswith(ADDED) for source in missing] == [True] * (outcome == "stale")
    assert submission.is_locked(page) == (outcome == "in_review")
    sent = Submission.objects.filter(translation=translation)
    assert sent.filter(published_at__isnull=False).count() == 1
    assert sent.count() == (2 if outcome in {"in_review", "sent_back"} else 1)


@demo
@pytest.mark.parametrize("code", LANGUAGES)
def test_other_eyes_approved_than_wrote(small: Any, code: str) -> None:
    page = submission.target_of(translation_of(code))
    approvals = Approval.objects.filter(page_id=page.pk)
    assert {a.user.username for a in approvals} == {f"language.{code}"}
    assert {a.step for a in approvals} == {"language_review"}
    writers = ContentChange.objects.filter(page_id=page.pk).values_list("user_name", flat=True)
    # The copy of the source that a page begins as was written by nobody.
    assert set(writers) - {""} == {f"translator.{code}"}


@demo
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_segment_is_what_the_file_says_with_its_writer(small: Any, code: str) -> None:
    file = TranslatedFile(code, "topics/sustainability")
    translation = translation_of(code, "topics/sustainability")
    for pair in pairs_of(translation):
        assert pair.text == file.text_for(pair)
        assert pair.translation.last_translated_by.username == f"translator.{code}"
    assert submission.target_of(translation).title == file.entries[0].msgstr
    edits = SegmentEdit.objects.filter(translation=translation)
    assert edits.count() == len(pairs_of(translation))


@demo
def test_the_first_page_gets_its_own_title(small: Any) -> None:
    for home in HomePage.objects.filter(locale__language_code__in=LANGUAGES):
        entries = TranslatedFile(home.locale.language_code, "home").entries
        assert home.title == entries[0].msgstr
        assert home.lead == entries[1].msgstr


@demo
def test_dates_are_those_of_the_story(small: Any) -> None:
    page = submission.target_of(translation_of("sr"))
    source = Page.objects.get(slug=GUIDELINE.split("/")[1], locale__language_code="en")
    began = timezone.now() - timedelta(hours=2)
    assert source.last_published_at < page.first_published_at < began
    typed = StringTranslation.objects.filter(
        locale__language_code="sr", context__object_id=page.translation_key
    )
    assert typed.exists()
    assert not typed.filter(created_at__gte=began).exists()
    stale = submission.target_of(translation_of("sl"))
    assert stale.last_published_at < source.last_published_at


@demo
def test_translations_go_to_the_archive_with_their_source_on_its_day(small: Any) -> None:
    page = translated_files.page_at(small.home, GUIDELINE)
    at = timezone.now() - timedelta(minutes=90)
    event = Event(at, "publisher.eu", "archived", "Overtaken by a newer guideline.")
    replay = Replay(small.people, Places.below(small.home))
    with transaction.atomic():
        story = Story(next(s for s in sources() if s.slug == page.slug), [], page.pk)
        replay.act(story, event)
        states = PublicState.objects.filter(archived_at__isnull=False)
        assert {state.archived_at for state in states} == {at}
        assert states.count() == 1 + len(LANGUAGES)
        url = submission.target_of(translation_of("sr")).get_url()
        html = Client().get(url).content.decode()
        assert f'<span lang="en">{event.comment}</span>' in html
        transaction.set_rollback(True)


@demo
def test_what_somebody_began_is_left_alone(small: Any) -> None:
    assert all(is_begun(file, small.home) for file in small.texts)
    assert not is_begun(TranslatedFile("it", GUIDELINE), small.home)
    assert not is_begun(TranslatedFile("it", "library/not-there-yet"), small.home)


@demo
def test_a_file_with_gaps_is_typed_and_not_submitted(
    small: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    title = polib.POEntry(msgid="Innovation", msgstr="Innovazione")
    rest = polib.POEntry(msgid="Not yet", msgstr="")
    monkeypatch.setattr(translated_files, "FOLDER", tmp_path)
    path = tmp_path / "it" / "topics" / "innovation.po"
    path.parent.mkdir(parents=True)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.extend([title, rest])
    made.save(str(path))
    work = Work(TranslatedFile("it", "topics/innovation"), small.home, small.people)
    acts = work.acts([], {})
    assert [act.label.split(": ")[1] for act in acts] == ["translated"]
    with transaction.atomic():
        acts[0].do()
        translation = translation_of("it", "topics/innovation")
        assert submission.target_of(translation) is None
        assert [pair.state for pair in pairs_of(translation)] == ["done", "missing"]
        transaction.set_rollback(True)


# --- What readers see -------------------------------------------------------------------------


@demo
@pytest.mark.parametrize("code", [*LANGUAGES, "sr-latn"])
def test_every_page_opens_wholly_in_its_language(small: Any, code: str) -> None:
    names = names_in_english()
    content = "sr" if code == "sr-latn" else code
    pages = Page.objects.live().filter(depth__gt=1, locale__language_code=content)
    assert pages.count() >= 6
    client = Client()
    for page in pages.select_related("locale"):
        url = dict(addresses(page.specific))[code]
        response = client.get(url)
        assert response.status_code == 200, url
        assert problems_of(response.content.decode(), code, names) == [], url


@demo
@pytest.mark.parametrize("code", [*partner_languages(), "sr-latn"])
def test_search_help_lists_and_errors_are_wholly_in_their_language(small: Any, code: str) -> None:
    client, names = Client(), names_in_english()
    # The guideline of this small demo comes from elsewhere than Bulgaria.
    besides = [(status, address) for status, address in BESIDES if "countries" not in address]
    found = {
        address: look(client, f"/{code}/{address}", code, names, status)
        for status, address in besides
    }
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_english_left_in_a_page_is_found() -> None:
    texts = ["Обратно нагоре", "Back to the top", "Example partner 1, Austria"]
    names = frozenset({"Example partner 1, Austria"})
    assert list(english_left(texts, "bg", names)) == ["Back to the top"]
    sentence = "This is a sentence that nobody has translated for the reader."
    assert list(english_left([sentence], "de", names)) == [sentence]


def test_wrong_lang_direction_and_alternates_are_found() -> None:
    html = '<html lang="en" dir="rtl"><head></head><body><p lang="de">Text</p></body></html>'
    found = problems_of(html, "bg", frozenset())
    assert len(found) == 3
    right = (
        '<html lang="sr-Latn"><head><link rel="alternate" hreflang="sr-Latn" href="/">'
        '<link rel="alternate" hreflang="x-default" href="/"></head><body></body></html>'
    )
    assert problems_of(right, "sr-latn", frozenset()) == []
