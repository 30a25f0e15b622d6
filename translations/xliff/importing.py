"""Taking XLIFF back: each segment is judged, the judgement is shown, then all of it is applied.

Segments are written through ``editing.save_segment``, as if they were typed: whoever wrote in the
meantime keeps their text, nothing is submitted and nothing becomes public.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from translations import editing, quality, submission
from translations.groups import partner_languages
from translations.pairs import Pair, as_typed, pairs_of, token_of
from translations.permissions import may_translate
from translations.termbase.checking import plain
from translations.xliff.exporting import place_of, unit_id
from translations.xliff.inline import Reader, normal, tags_of
from translations.xliff.parsing import BrokenFile, File, Unit, parse
from translations.xliff.uploads import files_in

TAKEN, UNCHANGED, KEPT, REFUSED = "taken", "unchanged", "kept", "refused"


@dataclass
class Line:
    """What becomes of one segment of a file."""

    state: str
    line: int
    source: str
    text: str = ""
    words: str = ""
    #: For the application: the segment, what the file has for it, which text that was made from.
    pair: Pair | None = None
    token: str = ""

    @property
    def state_words(self) -> str:
        """The state for people."""
        return {
            TAKEN: _("taken"),
            UNCHANGED: _("unchanged"),
            KEPT: _("kept beside the other text"),
            REFUSED: _("refused"),
        }[self.state]


@dataclass
class FileReport:
    """What becomes of one file; ``refused`` says why nothing of it is taken, with its line."""

    name: str
    line: int = 0
    refused: str = ""
    translation: Any = None
    title: str = ""
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many segments are in each state."""
        return Counter(line.state for line in self.lines)

    @property
    def told(self) -> list[Line]:
        """The segments in the order in which people want to see them: what is refused first."""
        order = (REFUSED, KEPT, TAKEN, UNCHANGED)
        return sorted(self.lines, key=lambda line: (order.index(line.state), line.line))


@dataclass
class Report:
    """What becomes of an upload. ``broken``: a file cannot be read, so that nothing is taken."""

    files: list[FileReport] = field(default_factory=list)
    broken: bool = False

    def count(self, state: str) -> int:
        """Return how many segments of all files are in a state."""
        return sum(file.counts[state] for file in self.files)

    @property
    def changes(self) -> int:
        """How many segments would be written, or kept beside another text."""
        return 0 if self.broken else self.count(TAKEN) + self.count(KEPT)


def examine(name: str, data: bytes, user: Any) -> Report:
    """Say what would become of every segment of an upload; changes nothing.

    :raises translations.xliff.uploads.Refused: when the upload is not read at all.
    """
    report = Report()
    seen: set[int] = set()
    for path, content in files_in(name, data):
        try:
            files = parse(content)
        except BrokenFile as error:
            report.broken = True
            report.files.append(FileReport(path, error.line, error.words))
            continue
        for file in files:
            report.files.append(_examined(path, file, user, seen))
    return report


def _examined(path: str, file: File, user: Any, seen: set[int]) -> FileReport:
    report = FileReport(path, file.line)
    translation = _translation(file.original)
    report.translation = translation
    report.refused = _why_not(translation, file, user)
    if translation is None or report.refused:
        return report
    report.title = translation.source.object_repr
    if translation.pk in seen:
        report.refused = _("Another file of this upload is of the same translation.")
        return report
    seen.add(translation.pk)
    pairs = pairs_of(translation)
    report.lines = list(_judged(file.units, pairs))
    version = getattr(translation.source, "kept_version", None)
    if version is not None and file.version and version.fingerprint != file.version:
        report.notes.append(_("The source has changed since this file was made."))
    missing = len({unit_id(pair) for pair in pairs} - {unit.identity for unit in file.units})
    if missing:
        words = _("Segments of the publication that the file does not have: %d")
        report.notes.append(words % missing)
    return report


def _translation(original: str) -> Translation | None:
    try:
        key = uuid.UUID(original)
    except ValueError:
        return None
    found: Translation | None = (
        Translation.objects.filter(uuid=key)
        .select_related("source__locale", "source__kept_version", "target_locale")
        .first()
    )
    return found


def _why_not(translation: Translation | None, file: File, user: Any) -> str:
    """Return why nothing of a file can be taken, or ""."""
    if translation is None:
        return _("This file is not of this site: it names no translation that is here.")
    code = translation.target_locale.language_code
    if code not in partner_languages():
        return _("This language is not in use any more. What was written in it is kept.")
    if not may_translate(user, code):
        return _("You do not translate into this language: %s") % code
    wanted = translation.source.locale.language_code
    for given, right in ((file.source_language, wanted), (file.target_language, code)):
        if given.lower().split("-")[0] != right:
            return _(
                "Wrong language: the file says “%(given)s”, the translation is “%(right)s”."
            ) % {
                "given": given[:20],
                "right": right,
            }
    source, target = submission.both_of(translation)
    if source is None:
        return _("The source was deleted. What you wrote is kept.")
    if submission.is_locked(target):
        return _("This translation is in review: take it back to write on.")
    return ""


def _judged(units: Iterable[Unit], pairs: list[Pair]) -> Iterator[Line]:
    by_id = {unit_id(pair): pair for pair in pairs}
    places = {place_of(identity) for identity in by_id}
    seen: set[str] = set()
    for unit in units:
        pair = by_id.get(unit.identity)
        if pair is None:
            yield _stranger(unit, places)
        elif unit.identity in seen:
            words = _("This segment is in the file twice.")
            yield Line(REFUSED, unit.line, _shown(pair), words=words)
        else:
            seen.add(unit.identity)
            yield _line(unit, pair)


def _shown(pair: Pair) -> str:
    return plain(pair.source)[:200]


def _stranger(unit: Unit, places: set[str]) -> Line:
    """Return the line of a segment that is not there: its source changed, or it never was."""
    source = plain(Reader([]).read(unit.source))[:200]
    if place_of(unit.identity) in places:
        words = _("The source of this segment has changed since the file was made.")
    else:
        words = _("There is no such segment in the publication.")
    return Line(REFUSED, unit.line, source, words=words)


def _spaces(data: str) -> str:
    return " ".join(normal(data).split())


def _line(unit: Unit, pair: Pair) -> Line:
    tags = tags_of(pair.source)
    line = Line(UNCHANGED, unit.line, _shown(pair), pair=pair, token=unit.token)

    def refused(words: str) -> Line:
        line.state, line.words = REFUSED, words
        return line

    if _spaces(Reader(tags).read(unit.source)) != _spaces(pair.source):
        return refused(_("The source in the file differs from the source here."))
    reader = Reader(tags)
    data, _cleaned = quality.clean_text(reader.read(unit.target))
    if not plain(data).strip():
        line.words = _("The file has no translation of it.")
        return line
    line.text = as_typed(data, pair.rich)
    if normal(data) == normal(pair.data):
        return line
    if reader.faults:
        return refused(" ".join(reader.faults))
    error = quality.error_of(pair.source, data)
    if error:
        return refused(error)
    if pair.data and unit.token != pair.token:
        line.state = KEPT
        line.words = _("The segment was written in since the file was made: both texts are kept.")
        return line
    line.state = TAKEN
    return line


@transaction.atomic
def apply(name: str, data: bytes, user: Any) -> Report:
    """Write what an upload has for its segments; return what became of each.

    Judged anew, in the same transaction: what changed since the report is taken into account.

    :raises translations.xliff.uploads.Refused: when the upload is not read at all.
    """
    report = examine(name, data, user)
    if report.broken:
        return report
    for file in report.files:
        for line in file.lines:
            if line.state in {TAKEN, KEPT}:
                _write(file.translation, line, user)
    return report


def _write(translation: Translation, line: Line, user: Any) -> None:
    pair = line.pair
    if pair is None:
        return
    # An empty segment has nothing that could be lost, whatever the file was made from.
    token = line.token if pair.data else token_of("")
    saved = editing.save_segment(translation, pair.pk, line.text, token, user)
    if saved.conflict is not None:
        line.state = KEPT
