"""The style sheets of public pages: one file each while they are edited, one in all for readers.

Thirteen requests that hold up the first picture cost a phone more than half a second. There is no
front-end build: ``collectstatic`` joins the files in the order below, without their comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Where the joined file stands: in the folder of its parts, whose relative addresses stay right.
JOINED: Final = "css/site.css"
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT: Final = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Stylesheet:
    """A style sheet by its path among the static files, and the media it is for."""

    path: str
    media: str = ""


#: In the order of their layers; the first one names that order.
STYLESHEETS: Final = (
    *(
        Stylesheet(f"css/{name}.css")
        for name in (
            "tokens",
            "dark",
            "fonts",
            "fallbacks",
            "base",
            "layout",
            "header",
            "components",
            "cards",
            "forms",
            "publication",
            "reading",
        )
    ),
    Stylesheet("css/print.css", "print"),
)


def stylesheets() -> list[Stylesheet]:
    """Return what a page links to: the joined file where ``collectstatic`` made it, or parts."""
    if getattr(staticfiles_storage, "joins_stylesheets", False):
        return [Stylesheet(JOINED)]
    return list(STYLESHEETS)


def without_comments(css: str) -> str:
    """Return CSS without comments, indentation and empty lines; strings span no lines in ours."""
    return _INDENT.sub("\n", _COMMENT.sub("", css)).strip()


def joined(sources: Mapping[str, str]) -> str:
    """Return all style sheets as one.

    :param sources: the text of each by its path.
    :raises KeyError: when one is missing.
    """
    parts = []
    for sheet in STYLESHEETS:
        css = without_comments(sources[sheet.path])
        parts.append(f"@media {sheet.media} {{\n{css}\n}}" if sheet.media else css)
    return "\n".join(parts) + "\n"


class JoinedStylesheetsStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which also joins the style sheets of public pages."""

    joins_stylesheets = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Write the joined file, then let it be named by its content like all others."""
        if not dry_run:
            paths = {**paths, JOINED: (self, JOINED)}
            self._write_joined()
        yield from super().post_process(paths, dry_run, **options)

    def _write_joined(self) -> None:
        sources = {}
        for sheet in STYLESHEETS:
            with self.open(sheet.path) as file:
                sources[sheet.path] = file.read().decode()
        if self.exists(JOINED):
            self.delete(JOINED)
        self.save(JOINED, ContentFile(joined(sources).encode()))
