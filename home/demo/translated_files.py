"""The files that hold the demonstration's translations: one for each page and language.

``translated/<language>/<address>.po``, for instance ``translated/bg/library/concept-paper-wg3.po``.
``msgid`` is a segment as the translation editor shows it, ``msgstr`` its translation. The same
words in several places of a page are one entry; where they need another translation in one place,
an entry with that place (wagtail-localize's path) as ``msgctxt`` goes before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polib
import yaml

from translations.pairs import Pair, as_typed

FOLDER = Path(__file__).parent / "translated"
PLAN = FOLDER / "plan.yaml"

#: Width that the lines of a file are wrapped at.
WIDTH = 100


@dataclass(frozen=True)
class TranslatedFile:
    """One page in one language.

    :param language: code of a partner language.
    :param address: the English page below the home page, ``home`` for that itself.
    """

    language: str
    address: str

    @property
    def path(self) -> Path:
        """Where the file lies, whether it is there or not."""
        return FOLDER / self.language / f"{self.address}.po"

    @cached_property
    def entries(self) -> polib.POFile:
        """What stands in it, an empty file when there is none."""
        if self.path.exists():
            return polib.pofile(str(self.path), wrapwidth=WIDTH)
        return polib.POFile(wrapwidth=WIDTH)

    @cached_property
    def _texts(self) -> dict[tuple[str, str], str]:
        return {
            (entry.msgctxt or "", entry.msgid): entry.msgstr
            for entry in self.entries
            if not entry.obsolete and not entry.fuzzy
        }

    def text_for(self, pair: Pair) -> str:
        """Return the translation of a segment as a translator types it, "" when there is none.

        What is marked fuzzy belongs to an earlier source and does not count.
        """
        source = as_typed(pair.source, pair.rich)
        place = pair.segment.context.path
        return self._texts.get((place, source)) or self._texts.get(("", source), "")

    @property
    def started(self) -> bool:
        """Whether somebody has translated anything in it: numbers are filled in from the start."""
        return any(text != source for (_place, source), text in self._texts.items() if text)

    @property
    def complete(self) -> bool:
        """Whether every segment that the file names is translated."""
        return bool(self._texts) and all(
            entry.msgstr and not entry.fuzzy for entry in self.entries if not entry.obsolete
        )


def files(languages: list[str]) -> Iterator[TranslatedFile]:
    """Yield the files of these languages in the order of languages and addresses."""
    for language in languages:
        folder = FOLDER / language
        for path in sorted(folder.rglob("*.po")):
            yield TranslatedFile(language, path.relative_to(folder).with_suffix("").as_posix())


def plan() -> dict[str, dict[str, list[str]]]:
    """Return languages by page and by what the load leaves of them; see ``plan.yaml``."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    return found


def page_at(home: Any, address: str) -> Any:
    """Return the page of the source language at an address below its home page.

    :raises ValueError: when no page is there.
    """
    page = home
    for slug in [] if address == "home" else address.split("/"):
        page = page.get_children().filter(slug=slug).first()
        if page is None:
            raise ValueError(f"{address}: no such page below {home.url_path}")
    return page.specific
