"""What changed in a source between two of its contents, and whether translations stay valid."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from translations.enums import ChangeKind
from translations.source_content import Content, Piece, short_hash

_WORDS = re.compile(r"</?[a-z][^<>]*>|\w+|\s+|[^\w\s]")
#: Sentences less alike than this are shown as one taken out and one put in.
LEAST_LIKENESS = 0.35


@dataclass(frozen=True)
class Change:
    """One part of a source that is no longer what it was.

    ``before_hash`` and ``after_hash`` name the two states of the part, "" where it was not there.
    """

    kind: ChangeKind
    path: str
    place: str
    before: str = ""
    after: str = ""
    before_hash: str = ""
    after_hash: str = ""
    #: The approved translation of ``before`` in the language that is looked at, as stored.
    earlier: str = ""

    def as_data(self) -> dict[str, str]:
        """Return plain data for a JSON field."""
        return {**asdict(self), "kind": str(self.kind)}

    @classmethod
    def from_data(cls, data: dict[str, str]) -> Change:
        """Return the change that :meth:`as_data` was made from."""
        return cls(**{**data, "kind": ChangeKind(data["kind"])})  # type: ignore[arg-type]

    @property
    def key(self) -> str:
        """Names the change in a form."""
        return short_hash([self.path, self.before_hash, self.after_hash])

    @property
    def marked(self) -> SafeString:
        """The text with what was taken out and put in marked, for eyes and for ears."""
        return marked_words(self.before, self.after)


def _by_path(content: Content) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in content.pieces:
        found[piece.path].append(piece)
    return found


def _likeness(old: str, new: str) -> float:
    return difflib.SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _matched(old: list[Piece], new: list[Piece]) -> list[tuple[Piece | None, Piece | None]]:
    """Pair the pieces of one run that took the place of another; one alone is always a pair."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    pairs: list[tuple[Piece | None, Piece | None]] = []
    left = list(old)
    for piece in new:
        best = max(left, key=lambda other: _likeness(other.text, piece.text), default=None)
        if best is not None and _likeness(best.text, piece.text) >= LEAST_LIKENESS:
            left.remove(best)
            pairs.append((best, piece))
        else:
            pairs.append((None, piece))
    return [*pairs, *((piece, None) for piece in left)]


def _change(old: Piece | None, new: Piece | None) -> Change:
    here = new or old
    assert here is not None  # noqa: S101 one of the two is there by construction
    if old is None:
        kind = ChangeKind.ADDED
    elif new is None:
        kind = ChangeKind.REMOVED
    else:
        kind = ChangeKind.DETAILS if old.text == new.text else ChangeKind.CHANGED
    return Change(
        kind,
        here.path,
        here.kind,
        old.text if old else "",
        new.text if new else "",
        old.hash if old else "",
        new.hash if new else "",
    )


def _text_changes(before: Content, after: Content) -> Iterator[Change]:
    old, new = _by_path(before), _by_path(after)
    for path in [*new, *(path for path in old if path not in new)]:
        a, b = old.get(path, []), new.get(path, [])
        names = [piece.hash for piece in a], [piece.hash for piece in b]
        matcher = difflib.SequenceMatcher(None, *names, autojunk=False)
        for action, i, j, k, m in matcher.get_opcodes():
            if action != "equal":
                for pair in _matched(a[i:j], b[k:m]):
                    yield _change(*pair)


def _frame_changes(before: Content, after: Content, explained: set[str]) -> Iterator[Change]:
    """Yield what changed beside the texts, unless a change of text there says it already."""
    for path in [*after.frame, *(path for path in before.frame if path not in after.frame)]:
        a, b = before.frame.get(path, ""), after.frame.get(path, "")
        if a == b or path in explained:
            continue
        kind = ChangeKind.ADDED if not a else ChangeKind.REMOVED if not b else ChangeKind.DETAILS
        yield Change(kind, path, path.split(".")[0], before_hash=a, after_hash=b)


def _moves(before: Content, after: Content) -> Iterator[Change]:
    for name, order in after.orders.items():
        was = before.orders.get(name, [])
        stayed = [key for key in order if key in was]
        if stayed != [key for key in was if key in order]:
            yield Change(
                ChangeKind.MOVED,
                f"{name}.",
                name,
                before_hash=short_hash(was),
                after_hash=short_hash(order),
            )


def container(path: str, content: Content) -> str:
    """Return the part of a path that names the field, block or child it is in."""
    parts = path.split(".")
    return ".".join(parts[:2]) if parts[0] in content.orders else parts[0]


def changes_between(before: Content, after: Content) -> list[Change]:
    """Return every difference that a translation of ``before`` has to follow, in page order."""
    texts = list(_text_changes(before, after))
    explained = {container(c.path, after) for c in texts}
    explained |= {container(c.path, before) for c in texts}
    return [*texts, *_moves(before, after), *_frame_changes(before, after, explained)]


class Verdicts:
    """What editors said changed in wording only: which states of a part mean the same."""

    def __init__(self, said: Iterable[tuple[str, str, str]]) -> None:
        """Take ``(path, before_hash, after_hash)`` of each change in wording only."""
        self.same: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for path, before, after in said:
            self.add(path, before, after)

    def add(self, path: str, before: str, after: str) -> None:
        """Take one more."""
        self.same[path][before].add(after)
        self.same[path][after].add(before)

    def keeps_meaning(self, change: Change) -> bool:
        """Say whether wording-only steps lead from the one state to the other."""
        links = self.same.get(change.path)
        if not links:
            return False
        seen, todo = {change.before_hash}, [change.before_hash]
        while todo:
            for other in links.get(todo.pop(), ()):
                if other == change.after_hash:
                    return True
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return False

    def open(self, changes: Iterable[Change]) -> list[Change]:
        """Return the changes in meaning."""
        return [change for change in changes if not self.keeps_meaning(change)]


def marked_words(old: str, new: str) -> SafeString:
    """Return one text with ``<del>`` and ``<ins>``, each announced for people who hear it.

    Tags of the texts are shown as they are typed.
    """
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if not old or not new or _likeness(old, new) < LEAST_LIKENESS:
        return SafeString(_run("del", old) + _run("ins", new))
    out: list[str] = []
    for action, i, j, k, m in matcher.get_opcodes():
        if action == "equal":
            out.append(str(escape("".join(a[i:j]))))
        else:
            out.append(_run("del", "".join(a[i:j])) + _run("ins", "".join(b[k:m])))
    return SafeString("".join(out))


def _run(tag: str, text: str) -> str:
    if not text:
        return ""
    said = _("taken out:") if tag == "del" else _("put in:")
    return str(
        format_html(
            '<{0} class="word-{0}"><span class="w-sr-only">[{1} </span>{2}'
            '<span class="w-sr-only">]</span></{0}>',
            tag,
            said,
            text,
        )
    )


def place_label(model: Any, place: str) -> str:
    """Return the name of the place of a change for people.

    :param place: a field, or a field with the type of block or the field of a child.
    """
    from translations.pairs import labels_of, part_label

    label = labels_of(model, place)[0]
    part = part_label(model, place, place) if "." in place else ""
    return f"{label}: {part}" if part and part != label else label
