"""Findings of the content checks that somebody has looked at and found right, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from translations.content_checks import Finding

LIST = Path(__file__).parent / "translated" / "looked_at.yaml"


@dataclass(frozen=True)
class LookedAt:
    """A finding that is right as it is.

    :param language: a code, or ``*`` for all.
    :param kind: of the finding, see ``translations.content_checks``.
    :param source: how the source of the segment begins.
    :param says: words of the finding; any when "".
    """

    language: str
    kind: str
    source: str
    reason: str
    says: str = ""

    def covers(self, finding: Finding) -> bool:
        """Say whether this is the finding that was looked at."""
        return (
            self.language in {"*", finding.segment.language}
            and self.kind == finding.kind
            and finding.segment.source.startswith(self.source)
            and self.says in finding.words
        )


def looked_at(path: Path = LIST) -> list[LookedAt]:
    """Return the list.

    :raises ValueError: for an entry without a reason.
    """
    items = [LookedAt(**row) for row in yaml.safe_load(path.read_text(encoding="utf-8")) or []]
    for item in items:
        if not item.reason.strip():
            raise ValueError(f"{path.name}: “{item.source}” has no reason")
    return items
