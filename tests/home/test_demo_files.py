"""The files of the demonstration's translations: which pages are in which languages, and whole."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from home.demo.content import sources
from home.demo.translated_files import TranslatedFile, files, plan
from translations.groups import partner_languages


@pytest.mark.parametrize("code", partner_languages())
def test_the_files_of_a_language_are_whole_and_like_those_of_others(code: str) -> None:
    for file in files([code]):
        assert file.entries.metadata["Language"] == code
        assert file.complete, file.path.name
        others = [TranslatedFile(other, file.address) for other in partner_languages()]
        first = next(other for other in others if other.path.exists())
        assert texts_of(file) == texts_of(first), file.path.name


def texts_of(file: TranslatedFile) -> list[str]:
    return [entry.msgid for entry in file.entries if not entry.obsolete]


def test_all_languages_have_the_pages_that_all_shall_have() -> None:
    by_language = [{file.address for file in files([code])} for code in partner_languages()]
    everywhere = set.intersection(*by_language)
    pages = {address for address in set.union(*by_language) if "library/" not in address}
    assert {"home", "about", "topics/innovation"} <= pages <= everywhere
    assert "library/concept-paper-wg3" in everywhere
    types = {story.slug: story.front["type"] for story in sources()}
    publications = everywhere - pages
    assert {types[address.removeprefix("library/")] for address in publications} == set(
        types.values()
    )


def test_every_publication_that_readers_find_has_two_languages() -> None:
    public = {"published", "archived", "superseded"}
    stories = [story.slug for story in sources() if story.front["state"] in public]
    held = Counter(file.address for file in files(partner_languages()) if file.complete)
    assert len(stories) > 3
    assert {slug: held[f"library/{slug}"] for slug in stories if held[f"library/{slug}"] < 2} == {}


def test_the_plan_names_files_and_outcomes() -> None:
    for address, outcomes in plan().items():
        assert outcomes.keys() == {"stale", "in_review", "sent_back"}
        for codes in outcomes.values():
            assert all(TranslatedFile(code, address).complete for code in codes)


@pytest.mark.parametrize(
    ("given", "languages"), [({}, None), ({"languages": ""}, []), ({"languages": "bg,"}, ["bg"])]
)
def test_no_language_is_a_choice_too(given: dict[str, str], languages: list[str] | None) -> None:
    with mock.patch("home.management.commands.load_demo.load") as load:
        load.return_value.people.passwords = {}
        call_command("load_demo", stdout=StringIO(), **given)
    assert load.call_args.args[1:] == (languages, None)


def test_a_language_that_is_no_partner_language_is_named() -> None:
    with pytest.raises(CommandError, match="No partner languages: xx"):
        call_command("load_demo", languages="bg,xx", stdout=StringIO())
