"""Loading the demonstration: everything in one transaction, adding only what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from home.demo.accounts import People, ensure_accounts
from home.demo.content import Source, sources
from home.demo.members import seat_members
from home.demo.pages import Places
from home.demo.progress import Progress
from home.demo.replay import Replay
from home.installation import Installer
from policies.models import Publication


@dataclass
class Loaded:
    """What a load added."""

    people: People
    groups: int
    publications: list[Any]


@contextmanager
def no_mail() -> Iterator[None]:
    """Send nobody a mail about reviews that happened in a story."""
    kept = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = kept


def missing_sources(places: Places) -> list[Source]:
    """Return the publications of the demonstration that the library does not hold."""
    held = set(Publication.objects.child_of(places.library).values_list("slug", flat=True))
    return [source for source in sources() if source.slug not in held]


def load(stdout: Any) -> Loaded:
    """Create accounts, members and publications that are missing; change nothing that is there.

    :param stdout: where progress goes, a command's ``OutputWrapper``.
    """
    with transaction.atomic(), no_mail():
        home = Installer(lambda _line: None).run()
        people = ensure_accounts()
        places = Places.below(home)
        groups = seat_members(places.groups, people)
        wanted = missing_sources(places)
        progress = Progress(stdout, sum(1 + len(source.events) for source in wanted))
        replay = Replay(people, places)
        try:
            # Each save would bring the index of references up to date: once at the end is enough.
            with disable_reference_index_auto_update():
                pages = replay.run(wanted, progress.step)
            for page in pages:
                ReferenceIndex.create_or_update_for_object(page)
        except BaseException:
            replay.figures.take_back_files()
            raise
        finally:
            progress.close()
    return Loaded(people, groups, pages)
