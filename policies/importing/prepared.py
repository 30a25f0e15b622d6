"""What a source looks like after it was checked and made ready for pandoc."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .result import ImportedComment, Unplaced


@dataclass(slots=True)
class Prepared:
    """Input for pandoc, and what we know of the source without it.

    ``chunks`` are stretches of the source's own text, each with the paragraph that it stands in:
    whatever of them pandoc does not give back is reported, so that nothing is lost unseen.
    ``media`` returns the bytes of an image by the target that pandoc names, or ``None``.
    """

    reader: str
    data: bytes
    media: Callable[[str], bytes | None] = lambda _target: None
    alternative_texts: dict[str, str] = field(default_factory=dict)
    chunks: list[tuple[str, str]] = field(default_factory=list)
    comments: list[ImportedComment] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    marked: dict[str, str] = field(default_factory=dict)
