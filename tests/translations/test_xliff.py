"""XLIFF out and in: what fits is taken, everything else is named with file and line."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from wagtail_localize.models import StringTranslation

from tests.factories import World, fresh, make_paper
from tests.translations.words import begin, fill, submit
from tests.translations.xliff_files import MOVED, examine, take, text_of, with_targets, words
from tests.workflows import edit, publish_through_review
from translations import editing, submission
from translations.models import SegmentConflict, SegmentEdit, Submission
from translations.pairs import pairs_of
from translations.sources import take_over
from translations.xliff import importing
from translations.xliff.exporting import NAMESPACE, document_of, unit_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("begun_rich")]


# --- Out and in ------------------------------------------------------------------------------


def test_a_file_says_what_it_is_and_has_tags_as_elements(rich: Any) -> None:
    data = document_of(rich)
    root = ElementTree.fromstring(data)  # noqa: S314 our own file
    assert root.tag == f"{{{NAMESPACE}}}xliff"
    [about] = root
    assert (about.get("source-language"), about.get("target-language")) == ("en", "bg")
    assert about.get("original") == str(rich.uuid)
    assert about.get("build-num") == rich.source.kept_version.fingerprint
    pairs = pairs_of(rich)
    found = {unit.get("id") for unit in root.iter(f"{{{NAMESPACE}}}trans-unit")}
    assert found == {unit_id(pair) for pair in pairs}
    text = data.decode()
    assert '<g id="1" ctype="x-html-b">small</g>' in text
    assert '<g id="2" ctype="x-html-a">the rules</g>' in text
    assert '<x id="3" ctype="lb" />' in text
    assert "https://example.org" not in text


def test_what_goes_out_comes_in_unchanged(translated: Any, people: dict[str, Any]) -> None:
    report = examine(document_of(translated), people["second"])
    [file] = report.files
    assert file.counts == {importing.UNCHANGED: len(pairs_of(translated))}
    assert not report.changes


def test_tags_keep_their_attributes_wherever_they_are_moved(
    rich: Any, people: dict[str, Any]
) -> None:
    data = with_targets(document_of(rich), small=MOVED)
    report = take(data, people["translator"])
    assert report.count(importing.TAKEN) == 1
    assert text_of(rich, "small") == (
        'Виж <a id="a1">правилата</a>, плащайте на <b>малките</b><br/>&amp; НИРД.'
    )
    fill(rich, people["translator"])
    take(with_targets(document_of(rich), small=MOVED), people["translator"])
    page = submission.preview_of(rich)
    assert 'href="https://example.org/x">правилата</a>' in str(page.body)


def test_what_is_taken_counts_as_written_by_who_took_it(rich: Any, people: dict[str, Any]) -> None:
    take(with_targets(document_of(rich), Rich="Богат"), people["translator"])
    assert SegmentEdit.objects.get().user_name == "translator.bg"
    row = StringTranslation.objects.get(data="Богат")
    assert row.last_translated_by == people["translator"]
    assert row.translation_type == editing.MANUAL


def test_it_is_never_submitted_and_never_public(translated: Any, people: dict[str, Any]) -> None:
    data = document_of(translated).replace("цлустерс".encode(), "Клъстери".encode())
    assert take(data, people["translator"]).count(importing.TAKEN)
    assert submission.target_of(translated) is None
    assert not Submission.objects.exists()


def test_a_plain_text_keeps_its_lines_and_signs(world: World, people: dict[str, Any]) -> None:
    paper = make_paper(world, title="A & B <c>", abstract="One\nTwo < three")
    translation = begin(fresh(publish_through_review(paper, world)))
    data = document_of(translation)
    assert examine(data, people["translator"]).files[0].counts[importing.REFUSED] == 0
    data = with_targets(data, One='Едно &lt; <x id="1" ctype="lb"/>Две')
    assert take(data, people["translator"]).count(importing.TAKEN) == 1
    pair = next(pair for pair in pairs_of(translation) if "One" in pair.source)
    assert pair.text == "Едно < \nДве"


def test_an_empty_target_takes_nothing_away(translated: Any, people: dict[str, Any]) -> None:
    before = text_of(translated, "Clusters")
    report = take(with_targets(document_of(translated), Clusters=""), people["second"])
    assert text_of(translated, "Clusters") == before
    assert "The file has no translation of it." in words(report, importing.UNCHANGED)


def test_marks_of_another_program_and_its_own_elements_are_passed_over(
    rich: Any, people: dict[str, Any]
) -> None:
    target = '<mrk mtype="seg" mid="1">Богат</mrk>'
    data = with_targets(document_of(rich), Rich=target).replace(
        b"</target>", b"</target><alt-trans><target>Other</target></alt-trans>"
    )
    take(data, people["translator"])
    assert text_of(rich, "Rich") == "Богат"


# --- What does not fit -----------------------------------------------------------------------


def test_a_lost_tag_is_refused_with_its_line(rich: Any, people: dict[str, Any]) -> None:
    data = with_targets(document_of(rich), small="Плащайте", Rich="Богат")
    report = take(data, people["translator"])
    [line] = [line for line in report.files[0].lines if line.state == importing.REFUSED]
    assert line.words.startswith('A tag of the source is lost: <b> (1), <a id="a1"> (2)')
    assert "small" in data.decode().split("\n")[line.line - 1]
    assert text_of(rich, "small") == ""
    assert text_of(rich, "Rich") == "Богат"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (MOVED + '<g id="9">x</g>', "A tag that the source does not have: <g id=“9”>"),
        (MOVED + '<g id="2">x</g>', "A link is there more than once"),
        (MOVED + '<x id="1"/>', "A tag that the source does not have"),
        (MOVED + "<bpt id='1'>b</bpt>", "An element that is not of this file: <bpt>"),
        (MOVED + '<g id="9" ctype="x-html-script">x</g>', "does not have"),
        (MOVED + '<g id="9" ctype="x-html-a">x</g>', "does not have"),
    ],
)
def test_a_strange_element_is_refused(
    rich: Any, people: dict[str, Any], target: str, said: str
) -> None:
    report = take(with_targets(document_of(rich), small=target), people["translator"])
    assert said in words(report, importing.REFUSED)[0]
    assert text_of(rich, "small") == ""


def test_markup_written_as_text_stays_text(rich: Any, people: dict[str, Any]) -> None:
    target = "&lt;script&gt;alert(1)&lt;/script&gt;"
    take(with_targets(document_of(rich), Rich=target), people["translator"])
    assert text_of(rich, "Rich") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_a_source_that_was_changed_here_is_refused_and_the_rest_taken(
    world: World, people: dict[str, Any]
) -> None:
    paper = publish_through_review(make_paper(world, title="Old title"), world)
    translation = begin(fresh(paper))
    data = with_targets(document_of(translation), Old="Старо", first="Думи")
    edit(paper, world.editor, title="New title")
    take_over(fresh(publish_through_review(paper, world)))
    report = take(data, people["translator"])
    assert words(report, importing.REFUSED) == [
        "The source of this segment has changed since the file was made."
    ]
    assert report.count(importing.TAKEN) == 1
    assert report.files[0].notes[0] == "The source has changed since this file was made."
    assert text_of(translation, "New") == ""


def test_a_source_that_was_changed_in_the_file_is_refused(
    rich: Any, people: dict[str, Any]
) -> None:
    data = document_of(rich).replace(b"<source>Rich</source>", b"<source>Poor</source>")
    report = take(with_targets(data, Poor="Беден"), people["translator"])
    assert words(report, importing.REFUSED) == [
        "The source in the file differs from the source here."
    ]


def test_an_unknown_segment_and_one_that_is_there_twice_are_refused(
    rich: Any, people: dict[str, Any]
) -> None:
    data = document_of(rich).decode()
    unit = re.search(r"<trans-unit.*?</trans-unit>", data, re.DOTALL)
    assert unit is not None
    strange = re.sub(r'id="[0-9a-f-]+"', 'id="nobody"', unit[0], count=1)
    data = data.replace(unit[0], unit[0] + unit[0] + strange)
    report = examine(data.encode(), people["translator"])
    assert words(report, importing.REFUSED) == [
        "This segment is in the file twice.",
        "There is no such segment in the publication.",
    ]


def test_segments_that_a_file_leaves_out_are_counted(rich: Any, people: dict[str, Any]) -> None:
    data = re.sub(
        r"<trans-unit.*?</trans-unit>", "", document_of(rich).decode(), count=1, flags=re.S
    )
    [note] = examine(data.encode(), people["translator"]).files[0].notes
    assert note == "Segments of the publication that the file does not have: 1"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('target-language="bg"', 'target-language="hr"', "Wrong language: the file says “hr”"),
        ('source-language="en"', 'source-language="de"', "Wrong language: the file says “de”"),
        ('original="', 'original="x', "This file is not of this site"),
    ],
)
def test_a_file_that_is_not_for_us_is_refused_whole(
    rich: Any, people: dict[str, Any], before: str, after: str, said: str
) -> None:
    data = with_targets(document_of(rich), Rich="Богат").decode().replace(before, after).encode()
    report = take(data, people["translator"])
    assert said in report.files[0].refused
    assert report.files[0].line == 2
    assert text_of(rich, "Rich") == ""


def test_a_file_of_another_site_names_no_translation_of_ours(
    rich: Any, people: dict[str, Any]
) -> None:
    other = "7b0f3a52-0000-4000-8000-000000000000"
    data = document_of(rich).decode().replace(str(rich.uuid), other).encode()
    assert "not of this site" in take(data, people["translator"]).files[0].refused


@pytest.mark.parametrize("role", ["reviewer", "foreign_translator", "foreign_reviewer"])
def test_only_translators_of_the_language_take_files_back(
    rich: Any, people: dict[str, Any], role: str
) -> None:
    report = take(with_targets(document_of(rich), Rich="Богат"), people[role])
    assert report.files[0].refused == "You do not translate into this language: bg"
    assert text_of(rich, "Rich") == ""


def test_while_in_review_nothing_is_taken(translated: Any, people: dict[str, Any]) -> None:
    data = with_targets(document_of(translated), Clusters="Друго")
    submit(translated, people["translator"])
    assert "in review" in take(data, people["translator"]).files[0].refused


# --- What others typed meanwhile ---------------------------------------------------------------


def test_what_another_translator_typed_meanwhile_stays_and_the_file_is_kept_beside(
    translated: Any, people: dict[str, Any]
) -> None:
    data = with_targets(document_of(translated), Clusters="От файла")
    pair = next(pair for pair in pairs_of(translated) if "Clusters" in pair.source)
    editing.save_segment(translated, pair.pk, "Междувременно", pair.token, people["second"])
    report = take(data, people["translator"])
    assert words(report, importing.KEPT) == [
        "The segment was written in since the file was made: both texts are kept."
    ]
    assert text_of(translated, "Clusters") == "Междувременно"
    assert SegmentConflict.objects.get().data == "От файла"


def test_without_the_token_of_the_file_that_text_would_be_lost(
    translated: Any, people: dict[str, Any]
) -> None:
    pair = next(pair for pair in pairs_of(translated) if "Clusters" in pair.source)
    old = pair.token
    data = with_targets(document_of(translated), Clusters="От файла")
    editing.save_segment(translated, pair.pk, "Междувременно", old, people["second"])
    now = next(pair for pair in pairs_of(translated) if "Clusters" in pair.source).token
    take(data.decode().replace(old, now).encode(), people["translator"])
    assert text_of(translated, "Clusters") == "От файла"


def test_a_file_whose_program_dropped_the_token_overwrites_nothing(
    translated: Any, people: dict[str, Any]
) -> None:
    data = re.sub(rb' extradata="[0-9a-f]*"', b"", document_of(translated))
    take(with_targets(data, Clusters="От файла"), people["translator"])
    assert text_of(translated, "Clusters") != "От файла"
    assert SegmentConflict.objects.exists()


def test_nothing_is_half_done_when_something_fails(
    rich: Any, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_targets(document_of(rich), Rich="Богат", small=MOVED)
    save, calls = editing.save_segment, []

    def failing(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError
        return save(*given)

    monkeypatch.setattr(editing, "save_segment", failing)
    with pytest.raises(RuntimeError):
        take(data, people["translator"])
    assert len(calls) == 2
    assert not StringTranslation.objects.exists()
