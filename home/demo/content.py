"""Reading the demonstration's texts: front matter, history, and the file that holds the body."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

import policies

CONTENT = Path(policies.__file__).parent / "demo" / "content"

_FIGURE = re.compile(
    r'!\[(?P<alternative>[^\]]*)\]\((?P<path>figures/[\w.-]+) "(?P<caption>[^"]*)"\)'
)


@dataclass(frozen=True)
class Event:
    """One step in the history of a publication.

    :param before: how the text read before this edit, see :mod:`home.demo.earlier`.
    :param about: for comments, the words of the block that it is about.
    """

    at: datetime
    account: str
    event: str
    comment: str = ""
    step: str = ""
    about: str = ""
    before: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """A figure as the Markdown names it; ``path`` is relative to the content folder."""

    alternative: str
    path: str
    caption: str


@dataclass(frozen=True)
class Source:
    """One publication: its front matter, its history, and the file to import its body from."""

    slug: str
    front: dict[str, Any]
    markdown: str
    events: list[Event]

    @property
    def word_file(self) -> Path | None:
        """The Word file that goes through the import instead of the Markdown, if there is one."""
        path = CONTENT / f"{self.slug}.docx"
        return path if path.exists() else None

    def to_import(self) -> tuple[bytes, str]:
        """Return the bytes for the importer and a file name that tells their type.

        An import opens no file beside the text: the figures travel inside the Markdown.
        """
        if self.word_file is not None:
            return self.word_file.read_bytes(), self.word_file.name
        return _FIGURE.sub(_embedded, self.markdown).encode(), f"{self.slug}.md"

    def figures(self) -> list[Figure]:
        """Return the figures of the Markdown in their order."""
        return [Figure(**found.groupdict()) for found in _FIGURE.finditer(self.markdown)]


def _embedded(found: re.Match[str]) -> str:
    data = base64.b64encode((CONTENT / found["path"]).read_bytes()).decode()
    return f'![{found["alternative"]}](data:image/png;base64,{data} "{found["caption"]}")'


def sources() -> Iterator[Source]:
    """Yield the publications of the demonstration in the order of their file names."""
    for path in sorted(CONTENT.glob("*.md")):
        if path.name == "README.md":
            continue
        _nothing, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        data: dict[str, Any] = yaml.safe_load(front)
        events = [Event(**event) for event in data.pop("history")]
        yield Source(path.stem, data, body, events)
