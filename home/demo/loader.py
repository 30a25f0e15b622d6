"""Loading the demonstration: everything in one transaction, adding only what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.mail.outbox import silence
from home.demo.accounts import People, ensure_accounts
from home.demo.content import Source, sources
from home.demo.members import seat_members
from home.demo.pages import Places
from home.demo.progress import Progress
from home.demo.replay import Replay
from home.demo.translated_files import files
from home.demo.translations import acts_of, is_begun, translated_pages
from home.installation import Installer
from policies.models import Publication
from translations.groups import partner_languages
from translations.languages import TreeMaker
from translations.termbase.loading import load_first_terms


@dataclass
class Loaded:
    """What a load added."""

    people: People
    groups: int
    publications: list[Any]
    #: How many translations by language.
    translations: Counter[str]


def missing_sources(places: Places) -> list[Source]:
    """Return the publications of the demonstration that the library does not hold."""
    held = set(Publication.objects.child_of(places.library).values_list("slug", flat=True))
    return [source for source in sources() if source.slug not in held]


def load(
    stdout: Any, languages: list[str] | None = None, addresses: list[str] | None = None
) -> Loaded:
    """Create accounts, members, publications and translations that are missing.

    Changes nothing that is there.

    :param stdout: where progress goes, a command's ``OutputWrapper``.
    :param languages: the partner languages to load translations of; all when None.
    :param addresses: the pages to load translations of, as below the English home page; all when
        None.
    """
    codes = partner_languages() if languages is None else languages
    # Nobody is told of reviews that happened in a story.
    with transaction.atomic(), silence():
        home = Installer(lambda _line: None).run()
        TreeMaker(lambda _line: None).run()
        people = ensure_accounts()
        places = Places.below(home)
        groups = seat_members(places.groups, people)
        load_first_terms()
        wanted = missing_sources(places)
        texts = [
            file
            for file in files(codes)
            if (addresses is None or file.address in addresses)
            and file.started
            and not is_begun(file, home)
        ]
        acts = acts_of(texts, home, people, sources())
        dated = [(act.at, act.label, act.do) for act in acts if act.at is not None]
        others = [act for act in acts if act.at is None]
        progress = Progress(stdout, sum(1 + len(source.events) for source in wanted) + len(acts))
        replay = Replay(people, places)
        try:
            # Each save would bring the index of references up to date: once at the end is enough.
            with disable_reference_index_auto_update():
                pages = replay.run(wanted, progress.step, dated)
                for act in others:
                    progress.step(act.label)
                    act.do()
            for page in [*pages, *translated_pages(texts, home)]:
                ReferenceIndex.create_or_update_for_object(page)
        except BaseException:
            replay.figures.take_back_files()
            raise
        finally:
            progress.close()
    return Loaded(people, groups, pages, Counter(file.language for file in texts))
