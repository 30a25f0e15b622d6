"""The build step: files that appear whole, are used as they are, and are made when missing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import analysis
from search.analysis import __main__ as command
from search.analysis import learning, preparing
from search.analysis.learning import Guess
from search.analysis.lexicon import FORM, HEADWORD, PLAIN, Lexicon

WORDS = {
    "gjuhë": ("gjuhë",),
    "gjuhës": ("gjuhë",),
    "gjuhët": ("gjuhë",),
    "zhvillohet": ("zhvilloj",),
    "zhvilloj": ("zhvilloj",),
}


@pytest.fixture
def only_albanian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place for the files, and one dictionary of a few words."""
    monkeypatch.setattr(preparing, "read_entries", lambda *_: dict(WORDS))
    monkeypatch.setattr(preparing, "DICTIONARIES", {"sq": preparing.DICTIONARIES["sq"]})
    monkeypatch.setattr(preparing._Place, "directory", tmp_path / "analysis")
    analysis.clear()
    yield tmp_path / "analysis"
    analysis.clear()


def test_prepare_makes_what_is_missing_and_removes_the_old(only_albanian: Path) -> None:
    only_albanian.mkdir()
    old = only_albanian / "sq-000000000000.trie"
    old.touch()

    assert not analysis.is_prepared()
    made = analysis.prepare()

    assert [path.parent for path in made] == [only_albanian]
    assert sorted(only_albanian.iterdir()) == made
    assert analysis.is_prepared()
    assert analysis.prepare() == []


def test_command_prepares_into_the_named_directory(
    only_albanian: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path / "elsewhere")]) == 0
    assert "1 prepared" in capsys.readouterr().out
    assert len(list((tmp_path / "elsewhere").glob("sq-*.trie"))) == 1


def test_missing_dictionary_is_made_on_first_use(
    only_albanian: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert "zhvilloj" in analysis.word_terms("zhvillohet", "sq")

    assert "was not prepared" in caplog.text
    assert analysis.is_prepared()


def test_read_only_place_still_answers(
    only_albanian: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    only_albanian.parent.joinpath("analysis").write_text("in the way", encoding="utf-8")

    assert analysis.word_terms("zhvillohet", "sq")
    assert not analysis.is_prepared()


def test_failed_build_leaves_nothing_behind(
    only_albanian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(preparing.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        analysis.prepare()

    assert list(only_albanian.iterdir()) == []


def test_other_directory_can_be_named(only_albanian: Path, tmp_path: Path) -> None:
    analysis.use_directory(tmp_path / "other")

    assert preparing.path_of("sq").parent == tmp_path / "other"


def test_lexicon_tells_forms_headwords_and_plain_spellings(only_albanian: Path) -> None:
    analysis.prepare()
    lexicon = Lexicon(preparing.path_of("sq"))

    assert (FORM | HEADWORD, "gjuhë") in lexicon.entries("gjuhë")
    assert any(kind & PLAIN and lemma == "gjuhë" for kind, lemma in lexicon.entries("gjuhe"))
    assert lexicon.headwords("gjuhë") == ["gjuhë"]
    assert "gjuhë" in lexicon.headwords("gjuhe")
    assert lexicon.lemmas("nothing like it") == []


def test_dictionary_is_read_in_normal_forms_and_single_words() -> None:
    entries = preparing.read_entries("sq", "sq")

    assert len(entries) > 50_000
    assert entries["gjuhës"] == ("gjuhë",)
    assert all(form.isalpha() and form == form.casefold() for form in entries)


def test_paradigms_are_completed_from_lemmas_with_the_same_ending() -> None:
    entries: dict[str, tuple[str, ...]] = {}
    for stem in "abcdefghi":
        lemma = f"x{stem}iti"
        for ending in ("iti", "il", "ila", "i"):
            entries[f"x{stem}{ending}"] = (lemma,)
    entries["xai"] = ("xaja",)  # the dictionary gives this form to a noun alone

    assert list(learning.completions(entries, 0.65)) == [("xai", "xaiti")]
    assert list(learning.completions(entries, 0.95)) == []


def test_endings_of_unknown_words_are_learnt_with_their_shares() -> None:
    entries = {f"{stem}ovima": (f"{stem}",) for stem in ("grad", "most", "brod", "sat")}
    entries["novima"] = ("nov",)

    found = dict(learning.endings(entries))

    assert found["ovima"] == [Guess(5, "", 0.8), Guess(3, "", 0.2)]
